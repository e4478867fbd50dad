import { bounded } from '../text/bounded.ts';
import type { Field, Message, Section } from './message.ts';
import { spokenSections } from './spoken.ts';
import type { Span, Text } from './text.ts';

/** What an alias shows besides its words. */
export interface Extra {
  readonly accent?: NonNullable<Message['accent']>;
  readonly sections: readonly Section[];
}

/** Most fields, and characters of one value. */
const FIELDS = 20;
const VALUE = 1_000;

/** Slack's names of colours. With any other a card has the one that the run's end gives it. */
const ACCENTS: ReadonlyMap<string, Extra['accent']> = new Map([
  ['good', 'good'],
  ['danger', 'bad'],
]);

/**
 * Draws what an alias has under `extra` for a platform: of an attachment of Slack `color` (`good` or `danger`),
 * `pretext`, `author_name`, `title`, `title_link`, `text`, `fields`, `image_url`, `thumb_url` and `footer`. All else has no
 * meaning on a card.
 */
export function extraOf(extra: unknown): Extra {
  if (typeof extra !== 'object' || extra === null || Array.isArray(extra)) return { sections: [] };
  const of = extra as Readonly<Record<string, unknown>>;
  const said = (key: string): string => wordsOf(of[key]);
  const accent = ACCENTS.get(said('color'));
  const title = linked(said('title'), said('title_link'));
  const fields = fieldsOf(of['fields']);
  const images = ['image_url', 'thumb_url'].flatMap((key): Span[] => {
    const address = said(key);
    return address === '' ? [] : ['\n', { link: address, label: 'Picture' }];
  });
  const footer = said('footer');
  const sections: readonly Section[] = [
    ...spokenSections(said('pretext')),
    ...spokenSections(said('author_name')),
    ...(title.length > 0 ? [{ text: title }] : []),
    ...spokenSections(said('text')),
    ...(fields.length > 0 ? [{ fields }] : []),
    ...(images.length > 0 ? [{ text: images.slice(1) }] : []),
    ...(footer === '' ? [] : [{ footnote: [footer] }]),
  ];
  return { ...(accent && { accent }), sections };
}

function linked(title: string, address: string): Text {
  if (title === '') return address === '' ? [] : [{ link: address, label: address }];
  return [address === '' ? { bold: title } : { link: address, label: title }];
}

function fieldsOf(fields: unknown): readonly Field[] {
  if (!Array.isArray(fields)) return [];
  return fields.slice(0, FIELDS).flatMap((field: unknown): Field[] => {
    if (typeof field !== 'object' || field === null) return [];
    const { title, value } = field as Readonly<Record<string, unknown>>;
    return [{ label: wordsOf(title) || ' ', value: [wordsOf(value)] }];
  });
}

function wordsOf(value: unknown): string {
  if (value === undefined || value === null) return '';
  return bounded(typeof value === 'string' ? value.trim() : JSON.stringify(value), VALUE);
}
