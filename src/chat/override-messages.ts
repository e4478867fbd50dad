import type { Person } from '../incident/person.ts';
import type { Override } from '../oncall/override.ts';
import type { Schedule } from '../oncall/schedule.ts';
import { note, type Message } from './message.ts';
import { plain, type Text } from './text.ts';

/** An override with who made it. */
export interface ShownOverride extends Override {
  readonly by: Person;
  readonly note?: string;
}

const stretch = ({ from, until }: Pick<Override, 'from' | 'until'>): Text => [
  ' from ',
  { time: from },
  ' until ',
  { time: until },
];

const named = (people: readonly Person[]): string => people.map(({ name }) => name).join(', ');

/** What somebody gets whom another has put on call. */
export function putOnCallMessage(schedule: Pick<Schedule, 'name'>, override: ShownOverride): Message {
  const text: Text = [
    { bold: override.by.name },
    ' has put you on call for ',
    { bold: schedule.name },
    ...stretch(override),
    '.',
    ...(override.note === undefined ? [] : [` “${override.note}”`]),
    ' ',
    { code: `/im override cancel ${override.id}` },
    ' ends it.',
  ];
  return note(text, plain(text));
}

/** What somebody gets whose place others take. */
export function coveredMessage(
  schedule: Pick<Schedule, 'name'>,
  override: ShownOverride,
  people: readonly Person[],
): Message {
  const text: Text = [
    { bold: named(people) },
    people.length === 1 ? ' is' : ' are',
    ' on call for ',
    { bold: schedule.name },
    ' in your place',
    ...stretch(override),
    `, by ${override.by.name}.`,
  ];
  return note(text, plain(text));
}

/** An override with the schedule that it is of. */
export interface OverrideLine {
  readonly schedule: Pick<Schedule, 'id' | 'name'>;
  readonly override: ShownOverride;
}

/** What who made an override is answered. @param zone in whose time it was read, where that was not said. */
export function overriddenMessage(
  { schedule, override }: OverrideLine,
  nameOf: (person: string) => string,
  zone?: string,
): Message {
  const { people, replaces, id } = override;
  const text: Text = [
    { bold: people.map(nameOf).join(', ') },
    people.length === 1 ? ' is' : ' are',
    ' on call for ',
    { bold: schedule.name },
    ...stretch(override),
    replaces === undefined ? '.' : `, in place of ${nameOf(replaces)}.`,
  ];
  return {
    summary: plain(text),
    sections: [
      {
        text,
        footnote: [
          ...(zone === undefined ? [] : [`Read by the clocks of ${zone}. `]),
          { code: `/im override cancel ${id}` },
          ' ends it.',
        ],
      },
    ],
  };
}

/** The overrides that are not over. */
export function overridesMessage(all: readonly OverrideLine[], nameOf: (person: string) => string): Message {
  const text = all.flatMap(({ schedule, override }, n): Text => [
    n > 0 ? '\n• ' : '• ',
    { code: override.id },
    ' ',
    { bold: override.people.map(nameOf).join(', ') },
    ' for ',
    { bold: schedule.name },
    ...(override.replaces === undefined ? [] : [` in place of ${nameOf(override.replaces)}`]),
    ...stretch(override),
    `, by ${override.by.name}`,
    ...(override.note === undefined ? [] : [` (${override.note})`]),
  ]);
  if (all.length === 0) return note(['There are no overrides.'], 'There are no overrides.');
  return {
    summary: `Overrides: ${plain(text).replaceAll('\n• ', '; ').replace('• ', '')}`,
    heading: 'Overrides',
    sections: [{ text }, { footnote: [{ code: '/im override cancel <id>' }, ' ends one.'] }],
  };
}

/** What who ended an override is answered. */
export function cancelledMessage(
  { schedule, override }: OverrideLine,
  nameOf: (person: string) => string,
): Message {
  const text: Text = [
    'Ended: ',
    { bold: override.people.map(nameOf).join(', ') },
    ' for ',
    { bold: schedule.name },
    ...stretch(override),
    '. ',
    { code: `/im oncall ${schedule.id}` },
    ' says who is on call now.',
  ];
  return note(text, plain(text));
}
