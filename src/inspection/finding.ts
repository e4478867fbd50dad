/** Everything that the auditor can find, with what it means. */
export const FINDINGS = {
  overdue: 'something planned is late',
  no_next_step: 'an open incident has no next step and no reason to have none',
  page_stuck: 'somebody who is to be paged has not been reached',
  not_running: 'an incident that is not closed has no running workflow',
  not_recorded: 'an incident runs that is not in the records',
  unrecorded: 'the records lag behind an incident',
  task_failing: 'an incident cannot go on: its workflow fails',
  no_answer: 'an incident does not answer',
} as const;

export type FindingKind = keyof typeof FINDINGS;

export const FINDING_KINDS = Object.keys(FINDINGS) as FindingKind[];

/** Something that is not as it should be with one incident. */
export interface Finding {
  readonly kind: FindingKind;
  readonly tenant: string;
  /** As it is spoken of: `INC-42`. */
  readonly incident: string;
  /** Set where only insiders may know that the incident exists, or where that cannot be told. */
  readonly private?: true;
  /** Which of several things of that kind, such as a deadline or a target. */
  readonly about?: string;
  /** Since when it is so, as far as that is known; epoch milliseconds. */
  readonly since?: number;
  /** What is wrong and what to do, in a sentence. Holds no secret. */
  readonly problem: string;
}

/** @returns a finding as a line. @param mayKnow whether the reader may know of private incidents. */
export function findingLine({ incident, private: hidden, problem }: Finding, mayKnow: boolean): string {
  return `${hidden && !mayKnow ? 'a private incident' : incident}: ${problem}`;
}

/** @returns what tells a finding from all others, so that the same is not told twice. */
export function findingKey({ kind, tenant, incident, about = '' }: Finding): string {
  return `${tenant}:${incident}:${kind}:${about}`;
}
