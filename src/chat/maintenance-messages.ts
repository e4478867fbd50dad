import type { Maintenance } from '../alert/maintenance.ts';
import type { Person } from '../incident/person.ts';
import type { Message } from './message.ts';
import { plain, type Span, type Text } from './text.ts';

/** Most that one message shows. */
const SHOWN = 25;

/** A maintenance with whether it holds now. */
export interface ListedMaintenance extends Maintenance {
  readonly holdsUntil?: number;
  readonly by?: Person;
}

function what({ services = [], teams = [], match }: Maintenance): string {
  const of = [...services, ...teams.map((team) => `team ${team}`)].join(', ');
  const those = match ? 'some alerts' : 'all alerts';
  return of ? (match ? `some alerts of ${of}` : of) : those;
}

const when = ({ from, until, hours, holdsUntil }: ListedMaintenance): Text => [
  ...(holdsUntil === undefined
    ? from === undefined
      ? []
      : [' from ', { time: from }]
    : [' now, until ', { time: holdsUntil }]),
  ...(holdsUntil === undefined && until !== undefined ? [' until ', { time: until }] : []),
  ...(hours === undefined ? [] : [`, in the hours ${hours}`]),
];

function line(one: ListedMaintenance): Text {
  return [
    one.holdsUntil === undefined ? '▫️ ' : '🔧 ',
    { code: one.id },
    ' ',
    { bold: what(one) },
    ...when(one),
    ...(one.reason === undefined ? [] : [`: ${one.reason}`]),
    one.by ? ` (by ${one.by.name})` : ' (configuration)',
  ];
}

/**
 * @param now epoch milliseconds. @param zone by whose clocks the times were read, where they were.
 * @returns that a maintenance has begun, or will.
 */
export function maintenanceBegun(
  one: Maintenance & { readonly from: number; readonly until: number },
  now: number,
  zone?: string,
): Message {
  const text: Text = [
    'Alerts of ',
    { bold: what(one) },
    ' open no incident ',
    ...(one.from > now ? ['from ', { time: one.from }, ' '] : []),
    'until ',
    { time: one.until },
    '; what fires still then opens one. ',
    { code: `/im maintenance end ${one.id}` },
    ' ends it.',
  ];
  const footnote = zone === undefined ? {} : { footnote: [`Read by the clocks of ${zone}.`] };
  return { summary: plain(text), sections: [{ text, ...footnote }] };
}

/** @returns that a maintenance has been ended. */
export function maintenanceEnded(one: Maintenance): Message {
  const text: Text = [
    'The maintenance of ',
    { bold: what(one) },
    ' is ended: alerts open incidents again, those that fire within two minutes.',
  ];
  return { summary: plain(text), sections: [{ text }] };
}

/** @returns those that hold or will. */
export function maintenanceList(all: readonly ListedMaintenance[]): Message {
  if (all.length === 0) {
    const text = 'No maintenance: alerts open incidents.';
    return { summary: text, sections: [{ text: [text] }] };
  }
  const heading = `Maintenance: ${all.length}`;
  const lines = all.slice(0, SHOWN).flatMap((one): Span[] => ['\n', ...line(one)]);
  const more = all.length - SHOWN;
  return {
    summary: heading,
    sections: [
      { text: [{ bold: heading }, ...lines] },
      ...(more > 0 ? [{ footnote: [`${more} more are in the API.`] }] : []),
    ],
  };
}
