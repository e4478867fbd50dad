import type { ChangesBefore } from '../git/before.ts';
import { liveText } from '../git/live-text.ts';
import { newsText } from '../git/news-text.ts';
import { placeText } from '../git/place.ts';
import { span } from '../incident/age.ts';
import type { Message, Section } from './message.ts';
import { plain, type Span, type Text } from './text.ts';

/** How many changes and how many mentions a message tells; the page has them all. */
const CHANGES = 12;
const MENTIONS = 5;

/** @returns why nothing can be told, or where a part of it is missing; undefined where all is mapped and heard of. */
export function mappingText({ service, places }: ChangesBefore): Text | undefined {
  if (!service)
    return [
      'No service is named, so nobody knows which repositories it is made of. Declare with ',
      { code: '--service' },
      ', and set ',
      { code: 'services.<id>.repositories' },
      ' in the configuration.',
    ];
  if (places.length === 0)
    return [
      `No repositories are mapped to ${service.name}: set `,
      { code: `services.${service.id}.repositories` },
      ' in the configuration, such as ',
      { code: '[github/acme/payments]' },
      '.',
    ];
  const silent = places.filter(({ seenAt }) => seenAt === undefined).map(({ place }) => placeText(place));
  if (silent.length === 0) return undefined;
  return [
    'Nothing has ever come of ',
    ...silent.flatMap((one, n): Span[] => [n > 0 ? ', ' : '', { code: one }]),
    ': check that its name is right, and that its webhook is set up.',
  ];
}

/** @returns a change with how long before the incident it went live. */
export function beforeText(one: ChangesBefore['changes'][number], until: number): Text {
  const ms = until - one.at;
  return [
    { bold: ms < 1_000 ? 'at once before' : `${span(ms)} before` },
    ', ',
    { time: one.at },
    ': ',
    ...liveText(one),
  ];
}

/** What was merged or deployed before an incident began. @param page address of the incident's page. */
export function changesMessage(found: ChangesBefore, page: string): Message {
  const { incident, from, until, changes, total, mentions, service, places } = found;
  const heading = `${incident}: what changed before`;
  const told = changes.slice(0, CHANGES);
  const trouble = mappingText(found);
  const stretch = span(until - from);
  const none: Text = [
    `Nothing went live to ${service?.name ?? 'it'} in the ${stretch} before. A longer time: `,
    { code: `/im changes ${incident} --since 7d` },
    '.',
  ];
  const lines = told.flatMap((one, n): Span[] => [n > 0 ? '\n• ' : '• ', ...beforeText(one, until)]);
  const left = total - told.length;
  const sections: Section[] = [
    ...(told.length > 0
      ? [{ text: lines }]
      : places.some(({ seenAt }) => seenAt !== undefined)
        ? [{ text: none }]
        : []),
    ...(left > 0
      ? [
          {
            text: [
              `And ${left} more in the ${stretch} before, which the `,
              { link: page, label: 'incident page' },
              ' has.',
            ],
          },
        ]
      : []),
    ...(trouble ? [{ text: trouble }] : []),
    ...(mentions.length > 0
      ? [
          {
            text: [
              { bold: `Mentioned by ${mentions.length === 1 ? '1 change' : `${mentions.length} changes`}` },
              ...mentions.slice(-MENTIONS).flatMap((news): Span[] => ['\n• ', ...newsText(news)]),
            ],
          },
        ]
      : []),
    {
      footnote: [
        ...(service && places.length > 0 ? [`${service.name}, ${stretch} before it was declared · `] : []),
        { link: page, label: 'Incident page' },
      ],
    },
  ];
  const [first] = told;
  const short = first ? plain(beforeText(first, until)) : plain(trouble ?? none);
  return {
    summary: `${incident}: ${short}${left > 0 || told.length > 1 ? ` (and ${total - 1} more)` : ''}`,
    heading,
    sections,
  };
}
