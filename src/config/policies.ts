import type { StepCondition } from '../escalation/condition.ts';
import type { EscalationPolicy, EscalationStep, FollowingPolicy, StepTarget } from '../escalation/policy.ts';
import { WHICH_HOURS_PATTERN } from './fields.ts';
import type { TenantFile } from './schema.ts';

type PolicyFile = TenantFile['escalation'][string];
type StepFile = PolicyFile['steps'][number];

/**
 * @param targets reads targets as written.
 * @returns the escalation policies of a file, each with the steps of those that follow it behind its own.
 */
export function policiesOf(
  file: TenantFile['escalation'],
  targets: (list: readonly string[]) => StepTarget[],
): Map<string, EscalationPolicy> {
  return new Map(Object.keys(file).map((name) => [name, policyOf(name, file, targets)]));
}

function policyOf(
  name: string,
  file: TenantFile['escalation'],
  targets: (list: readonly string[]) => StepTarget[],
): EscalationPolicy {
  const chain: (PolicyFile & { name: string })[] = [];
  for (let key: string | undefined = name; key !== undefined; key = file[key]?.then) {
    const policy: PolicyFile | undefined = file[key];
    if (policy) chain.push({ ...policy, name: key });
  }
  let steps: EscalationStep[] = [];
  const stages = chain.map((policy): FollowingPolicy => {
    const from = steps.length;
    steps = [...steps, ...policy.steps.map((step) => stepOf(step, targets))];
    const { repeat, repeatFrom } = policy;
    return {
      name: policy.name,
      from,
      repeat,
      ...(repeatFrom !== undefined && { repeatFrom: from + repeatFrom - 1 }),
    };
  });
  const [own, ...then] = stages;
  const { ackTimeout, ackReminder, ackBy, workingHours } = chain[0] ?? {};
  const reminder = ackReminder ?? (ackTimeout === undefined ? undefined : Math.round(ackTimeout / 4));
  return {
    name,
    steps,
    repeat: own?.repeat ?? 0,
    ...(own?.repeatFrom !== undefined && { repeatFrom: own.repeatFrom }),
    ...(then.length > 0 && { then }),
    ...(ackTimeout !== undefined && { ackTimeoutMs: ackTimeout }),
    ...(typeof reminder === 'number' && { ackReminderMs: reminder }),
    ...(ackBy === 'paged' && { ackBy }),
    ...(workingHours !== undefined && { workingHours }),
  };
}

function stepOf(
  { notify, wait, when, urgency }: StepFile,
  targets: (list: readonly string[]) => StepTarget[],
): EscalationStep {
  return {
    targets: targets(notify),
    delayMs: wait,
    ...(when && { when: conditionOf(when) }),
    ...(urgency && { urgency }),
  };
}

function conditionOf({ severity, hours, labels }: NonNullable<StepFile['when']>): StepCondition {
  const [, outside, key] = WHICH_HOURS_PATTERN.exec(hours ?? '') ?? [];
  return {
    ...(severity && { severities: severity }),
    ...(key !== undefined && { hours: { hours: key, ...(outside !== undefined && { outside: true }) } }),
    ...(labels && { labels }),
  };
}
