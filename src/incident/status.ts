export const STATUSES = ['open', 'acknowledged', 'mitigated', 'resolved', 'closed'] as const;
export type Status = (typeof STATUSES)[number];

/** Commands that move an incident from one status to another. */
export type Transition = 'ack' | 'mitigate' | 'resolve' | 'close' | 'reopen';

/** The one table of what may follow what. A pair that is absent is impossible. */
const TRANSITIONS: Record<Transition, Partial<Record<Status, Status>>> = {
  ack: { open: 'acknowledged' },
  mitigate: { open: 'mitigated', acknowledged: 'mitigated' },
  resolve: { open: 'resolved', acknowledged: 'resolved', mitigated: 'resolved' },
  close: { resolved: 'closed' },
  reopen: { resolved: 'open' },
};

/** @returns the status after the transition, or undefined when it is impossible from `from`. */
export function statusAfter(transition: Transition, from: Status): Status | undefined {
  return TRANSITIONS[transition][from];
}

/** @returns the transitions possible from a status, in the order in which buttons are shown. */
export function transitionsFrom(status: Status): Transition[] {
  return (Object.keys(TRANSITIONS) as Transition[]).filter((t) => TRANSITIONS[t][status] !== undefined);
}

/** Is somebody still expected to do something about an incident in this status? */
export function isActive(status: Status): boolean {
  return status === 'open' || status === 'acknowledged' || status === 'mitigated';
}
