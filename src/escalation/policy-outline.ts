import { targetLabel, targetName, type EscalationPolicy, type StepTarget } from './policy.ts';

/** Somebody or something that a step names. */
export interface OutlinedTarget {
  readonly name: string;
  /** What it is called in sentences. */
  readonly label: string;
  readonly kind: StepTarget['kind'];
}

/** A policy as an incident is begun with it, without the ways in which people are reached. */
export interface PolicyOutline {
  readonly name: string;
  /** Short hash of what the policy says; the same for the same policy. Absent where it was not noted. */
  readonly version?: string;
  /** Of the whole configuration. */
  readonly configuration: string;
  readonly steps: readonly { readonly targets: readonly OutlinedTarget[]; readonly delayMs: number }[];
  readonly repeat: number;
  readonly ackTimeoutMs?: number;
}

/** @param versions of the policy and of the configuration that it is from. */
export function outlineOf(
  policy: EscalationPolicy,
  versions: Pick<PolicyOutline, 'version' | 'configuration'>,
): PolicyOutline {
  const { name, steps, repeat, ackTimeoutMs } = policy;
  return {
    name,
    ...versions,
    steps: steps.map(({ targets, delayMs }) => ({
      targets: targets.map((target) => ({
        name: targetName(target),
        label: targetLabel(target),
        kind: target.kind,
      })),
      delayMs,
    })),
    repeat,
    ...(ackTimeoutMs !== undefined && { ackTimeoutMs }),
  };
}
