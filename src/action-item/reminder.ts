import { instantOf, wallTime } from '../conversation/zone.ts';
import type { ActionItem } from './item.ts';

export type ReminderKind = 'soon' | 'today' | 'overdue' | 'undated';

/** When an owner is reminded, and of what. */
export interface Reminder {
  /** Epoch milliseconds. */
  readonly at: number;
  readonly kind: ReminderKind;
}

/** The hour at which people are reminded, where they live. */
const HOUR = 9;
/** Days between the reminders of what is overdue, and of what has no date. */
const EVERY_DAYS = 7;

/**
 * @param zone IANA zone in which the owner lives.
 * @param after epoch milliseconds: reminders up to then have been sent.
 * @returns the first reminder after that instant: the day before it is due, the day itself, then weekly; without a date
 * weekly. At nine in the morning, whatever the clocks do. Undefined when it is done.
 */
export function nextReminder(
  item: Pick<ActionItem, 'due' | 'done' | 'created'>,
  zone: string,
  after: number,
): Reminder | undefined {
  if (item.done) return undefined;
  const { year, month, day } = wallTime(item.due ?? item.created.at, zone);
  const morning = (days: number): number =>
    instantOf({ year, month, day: day + days, hour: HOUR, minute: 0 }, zone);
  const kindOf = (days: number): ReminderKind => {
    if (item.due === undefined) return 'undated';
    if (days < 0) return 'soon';
    return days === 0 ? 'today' : 'overdue';
  };
  const firsts = item.due === undefined ? [] : [-1, 0];
  for (const days of firsts) if (morning(days) > after) return { at: morning(days), kind: kindOf(days) };
  // About how many weeks have passed; a change of clocks is never as long as a day.
  let weeks = Math.max(1, Math.floor((after - morning(0)) / (EVERY_DAYS * 86_400_000)));
  while (morning(weeks * EVERY_DAYS) <= after) weeks++;
  return { at: morning(weeks * EVERY_DAYS), kind: kindOf(weeks * EVERY_DAYS) };
}

/** @returns the newest reminder that is due by now and was not sent; undefined when none is. */
export function reminderDue(
  item: Pick<ActionItem, 'due' | 'done' | 'created'>,
  zone: string,
  after: number,
  now: number,
): Reminder | undefined {
  let newest: Reminder | undefined;
  for (
    let next = nextReminder(item, zone, after);
    next && next.at <= now;
    next = nextReminder(item, zone, next.at)
  )
    newest = next;
  return newest;
}
