import type { Schedule } from '../oncall/schedule.ts';
import type { NowAndNext, Shift } from '../oncall/shift.ts';
import type { Message } from './message.ts';
import { plain, type Text } from './text.ts';

/** Who is on call by one schedule. */
export interface Duty extends NowAndNext {
  readonly schedule: Schedule;
}

/** @param nameOf what a person is called. @returns who is on call now and next. */
export function rosterMessage(duties: readonly Duty[], nameOf: (person: string) => string): Message {
  const lines = duties.map((duty): Text => [{ bold: duty.schedule.name }, ': ', ...line(duty, nameOf)]);
  return {
    summary: `On call. ${lines.map((one) => plain(one)).join(' ')}`,
    heading: 'On call',
    sections: lines.map((text) => ({ text })),
  };
}

function line({ now, next }: Duty, nameOf: (person: string) => string): Text {
  const until: Text = Number.isFinite(now.until) && next ? [' until ', { time: now.until }] : [];
  const then: Text = next ? ['; then ', ...whoIn(next, nameOf)] : [];
  return [...whoIn(now, nameOf), ...until, ...then, '.'];
}

function whoIn({ people }: Shift, nameOf: (person: string) => string): Text {
  if (people.length === 0) return [{ bold: 'NOBODY' }];
  return people.flatMap(({ person, override }, n): Text => [
    ...(n > 0 ? [', '] : []),
    { bold: nameOf(person) },
    ...(override === undefined ? [] : [' (by an override)']),
  ]);
}
