import { hearStatement, type Statement } from './statement.ts';

/** The end of an alert that no group remembers. */
export interface AlertEnd {
  /** Start of the firing that ended, by the clock of the source, epoch milliseconds. */
  readonly since: number;
  /** When it was heard, epoch milliseconds by our clock. */
  readonly heardAt: number;
}

/**
 * @param before the end that was heard before, if any.
 * @param heardAt epoch milliseconds.
 * @returns what is remembered of an alert that is said to be over.
 */
export function endOf(
  before: AlertEnd | undefined,
  { startedAt }: Pick<Statement, 'startedAt'>,
  heardAt: number,
): AlertEnd {
  return { since: Math.max(before?.since ?? startedAt, startedAt), heardAt };
}

/**
 * @param now when the statement was received, epoch milliseconds.
 * @returns whether what is said to fire is known to be over: word of its end came first. A group decides it likewise.
 */
export function isOver({ since, heardAt }: AlertEnd, statement: Statement, now: number): boolean {
  return hearStatement({ since, clearedAt: heardAt }, statement, now).heard === 'late';
}
