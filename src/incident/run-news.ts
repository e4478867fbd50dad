import type { RunbookRef } from '../runbook/runbook.ts';
import type { Person } from './person.ts';

/** What becomes of a run; all but the first two are ends. */
export const RUN_CHANGES = [
  'ordered',
  'approved',
  'succeeded',
  'failed',
  'timed_out',
  'cancelled',
  'declined',
  'expired',
  'abandoned',
] as const;
export type RunChange = (typeof RUN_CHANGES)[number];

/** A run of an action, as the incident tells of it in whose channel it was ordered. */
export interface RunNews {
  /** `RUN-7` */
  readonly run: string;
  /** `<pack>.<name>` */
  readonly action: string;
  readonly change: RunChange;
  /** Set on one that was ordered, when somebody else has to approve it first. */
  readonly waits?: true;
  /** Set on one that was ordered by a runbook. */
  readonly runbook?: RunbookRef;
  /** Who did it; absent where nobody did. */
  readonly by?: Person;
}
