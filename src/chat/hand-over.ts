import type { IncidentView } from '../incident/view.ts';
import type { Shift } from '../oncall/shift.ts';
import { incidentLine } from './listing.ts';
import type { Message, Section } from './message.ts';
import { plain, type Text } from './text.ts';

/** A hand-over as it is told: people by name. */
export interface ToldHandOver {
  readonly schedule: string;
  readonly going: readonly string[];
  readonly coming: readonly string[];
  readonly after: readonly string[];
  /** When the next one is, epoch milliseconds; Infinity for never. */
  readonly until: number;
}

/** What who comes on call has to know of: incidents that are open, with the address of each page. */
export interface OpenIncidents {
  readonly shown: readonly { readonly view: IncidentView; readonly page: string }[];
  readonly total: number;
}

const named = (people: readonly string[]): Text =>
  people.flatMap((name, n): Text => [n > 0 ? ', ' : '', { bold: name }]);
const untilText = (until: number): Text => (Number.isFinite(until) ? [' until ', { time: until }] : []);

/** @returns what the schedule's channels hear at a hand-over. */
export function handOverMessage(told: ToldHandOver, open: OpenIncidents): Message {
  const { schedule, going, after, until } = told;
  const on: Text =
    after.length === 0
      ? [{ bold: 'NOBODY' }, ' is on call']
      : [...named(after), after.length === 1 ? ' is on call' : ' are on call'];
  const off: Text = going.length === 0 ? [] : ['; ', ...named(going), going.length === 1 ? ' goes' : ' go'];
  return message(`On-call hand-over: ${schedule}`, [...on, ...untilText(until), ...off, '.'], open);
}

/** @returns what somebody hears who goes off call. */
export function goingMessage({ schedule, after }: ToldHandOver, open: OpenIncidents): Message {
  const now: Text =
    after.length === 0
      ? [{ bold: 'Nobody' }, ' is on call now.']
      : [...named(after), after.length === 1 ? ' is on call now.' : ' are on call now.'];
  return message(undefined, ['You are off call for ', { bold: schedule }, '. ', ...now], open);
}

/** @returns what somebody hears who comes on call. */
export function comingMessage({ schedule, going, until }: ToldHandOver, open: OpenIncidents): Message {
  const after: Text = going.length === 0 ? [] : [', after ', ...named(going)];
  return message(
    undefined,
    ['You are on call for ', { bold: schedule }, ...untilText(until), ...after, '.'],
    open,
  );
}

/** @returns the warning of times without anybody on call. */
export function gapsMessage(
  schedule: string,
  gaps: readonly Pick<Shift, 'from' | 'until'>[],
  now: number,
): Message {
  const lines = gaps.map(({ from, until }): Text =>
    from <= now ? ['now, until ', { time: until }] : ['from ', { time: from }, ' until ', { time: until }],
  );
  const [only, ...more] = lines;
  const text: Text = [
    '⚠️ ',
    { bold: 'Nobody is on call' },
    ' for ',
    { bold: schedule },
    ...(only && more.length === 0 ? [' ', ...only, '.'] : lines.flatMap((line): Text => ['\n• ', ...line])),
  ];
  return {
    summary: plain(text).replaceAll('\n• ', ', '),
    sections: [
      {
        text,
        footnote: [
          'Put somebody there with ',
          { code: '/im override' },
          ', or change the schedule in the configuration.',
        ],
      },
    ],
  };
}

/** @returns the warning that somebody comes on call whom no page can reach. @param from when, epoch milliseconds. */
export function unreachableMessage(
  schedule: string,
  person: { readonly id: string; readonly name: string },
  from: number,
): Message {
  const text: Text = [
    '⚠️ ',
    { bold: person.name },
    ' is on call for ',
    { bold: schedule },
    ' from ',
    { time: from },
    ' and ',
    { bold: 'cannot be paged' },
    ': no account is known.',
  ];
  return {
    summary: plain(text),
    sections: [
      {
        text,
        footnote: [
          'Set ',
          { code: `people.${person.id}.chat` },
          ', or let them link an account with ',
          { code: '/im link' },
          '.',
        ],
      },
    ],
  };
}

function message(heading: string | undefined, text: Text, { shown, total }: OpenIncidents): Message {
  const list: Section =
    shown.length === 0
      ? { footnote: ['No incident is open.'] }
      : {
          text: [
            total === 1 ? 'One incident is open:' : `${total} incidents are open:`,
            ...shown.flatMap(({ view, page }): Text => ['\n', ...incidentLine(view, page)]),
            ...(total > shown.length ? [`\nand ${total - shown.length} more.`] : []),
          ],
        };
  return {
    summary: `${heading === undefined ? '' : `${heading}. `}${plain(text)}`,
    ...(heading !== undefined && { heading }),
    sections: [{ text }, list],
  };
}
