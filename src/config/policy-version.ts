import { createHash } from 'node:crypto';
import type { EscalationPolicy } from '../escalation/policy.ts';

/** How much of the hash is kept: enough to tell the policies of one installation apart, and short enough to be read aloud. */
const LENGTH = 8;

/** @returns a hash of what a policy says; how the people whom it names are reached does not count. */
export function policyVersion(policy: EscalationPolicy): string {
  const steps = policy.steps.map((step) => ({
    ...step,
    targets: step.targets.map((target) => (target.kind === 'person' ? { ...target, contacts: [] } : target)),
  }));
  return createHash('sha256')
    .update(JSON.stringify({ ...policy, steps }))
    .digest('hex')
    .slice(0, LENGTH);
}
