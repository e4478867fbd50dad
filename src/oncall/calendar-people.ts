import type ICAL from 'ical.js';

/** Who an e-mail address, an id or a name means; undefined for nobody who is known. */
export type PersonOf = (name: string) => string | undefined;

export interface NamedPeople {
  /** Ids, each once. */
  readonly people: readonly string[];
  /** What names nobody who is known. */
  readonly unknown: readonly string[];
}

/** Between several people. */
const BETWEEN = /[,;&+/]| and /;
/** Between somebody and what they are there for: `On call: Ana`, `Ana - primary`, `Ana (primary)`. */
const BESIDE = /:| [-–—|] |[()[\]|]/;

/** @returns whom an event puts on call: its attendees, or else whom its summary names. */
export function peopleOf(event: ICAL.Event, personOf: PersonOf): NamedPeople {
  const invited = event.attendees.filter(
    (attendee) => !/^(room|resource)$/i.test(firstOf(attendee.getParameter('cutype'))),
  );
  const addresses = invited.map((one) => String(one.getFirstValue()).replace(/^mailto:/i, ''));
  const found = addresses.flatMap((address) => personOf(address) ?? []);
  if (found.length > 0) {
    const unknown = addresses.filter((address) => personOf(address) === undefined);
    return { people: [...new Set(found)], unknown };
  }
  const summary = (event.summary || '').trim();
  const whole = personOf(summary);
  if (whole !== undefined) return { people: [whole], unknown: [] };
  const parts = summary.split(BETWEEN).map((part) => part.trim());
  const named = parts.map((part) => namedBy(part, personOf));
  const people = [...new Set(named.flat())];
  if (people.length === 0) return { people, unknown: [summary || event.uid || 'an event without a name'] };
  return { people, unknown: parts.filter((part, n) => part !== '' && named[n]?.length === 0) };
}

function namedBy(part: string, personOf: PersonOf): string[] {
  const whole = personOf(part);
  if (whole !== undefined) return [whole];
  return part.split(BESIDE).flatMap((piece) => personOf(piece.trim()) ?? []);
}

function firstOf(value: string | readonly string[] | undefined): string {
  return typeof value === 'string' ? value : (value?.[0] ?? '');
}
