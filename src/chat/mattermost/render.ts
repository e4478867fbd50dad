import type { MessageAttachment } from '@mattermost/types/message_attachments';
import { SEVERITY_EMOJI } from '../emoji.ts';
import type { Message, Section } from '../message.ts';
import type { Text } from '../text.ts';
import { actions, type SealedAction } from './actions.ts';
import { bounded } from '../../text/bounded.ts';
import { LIMITS } from './limits.ts';
import { codeBlock, draw, escape, label, mentionedIn } from './markdown.ts';
import type { Sealing } from './sealing.ts';
import { shorten } from './shorten.ts';

type Accent = NonNullable<Message['accent']>;

const EDGE: Readonly<Record<Accent, { readonly color: string; readonly emoji: string }>> = {
  'SEV-1': { color: '#d7263d', emoji: SEVERITY_EMOJI['SEV-1'] },
  'SEV-2': { color: '#f46036', emoji: SEVERITY_EMOJI['SEV-2'] },
  'SEV-3': { color: '#f2c14e', emoji: SEVERITY_EMOJI['SEV-3'] },
  'SEV-4': { color: '#2e86ab', emoji: SEVERITY_EMOJI['SEV-4'] },
  good: { color: '#2a9d5c', emoji: '🟢' },
  bad: { color: '#d7263d', emoji: '❌' },
  neutral: { color: '#8d99ae', emoji: '⚪' },
};

/** An attachment as `props.attachments` takes it. */
export type Attachment = Pick<MessageAttachment, 'fallback' | 'text'> & {
  readonly color?: string;
  fields?: { readonly title: string; readonly value: string; readonly short: boolean }[];
  actions?: SealedAction[];
};

/** A message as posts, ephemeral posts and answers to slash commands take it. */
export interface MattermostMessage {
  /** Markdown. */
  readonly message: string;
  readonly attachments: Attachment[];
}

/** User names by user id, of those whom a message mentions: Mattermost mentions by name alone. */
export type Names = ReadonlyMap<string, string>;

function markdown(text: Text, max: number, names: Names): string {
  return shorten(text, max, (span) => draw(span, names).length)
    .map((span) => draw(span, names))
    .join('');
}

/** @returns a text in Markdown within the length, never cut through an escape. */
export function escaped(text: string, max: number): string {
  return markdown([text], max, new Map());
}

/** @returns the platform ids of everybody whom a message is to notify. */
export function mentioned(message: Message): string[] {
  const texts = message.sections.flatMap((section) => [
    section.text ?? [],
    section.footnote ?? [],
    ...(section.fields ?? []).map((field) => field.value),
  ]);
  return [...new Set(texts.flatMap(mentionedIn))];
}

function fields(section: Section, names: Names): NonNullable<Attachment['fields']> {
  const drawn = (section.fields ?? []).map((field) => ({
    title: bounded(label(field.label), LIMITS.label),
    value: markdown(field.value, LIMITS.value, names),
    short: true,
  }));
  // An attachment's own footer knows neither lines nor times nor code.
  const footnote = section.footnote?.length ? markdown(section.footnote, LIMITS.value, names) : '';
  return footnote ? [...drawn, { title: '', value: footnote, short: false }] : drawn;
}

interface Part {
  text: string;
  readonly fields: NonNullable<Attachment['fields']>;
}

/** @returns what of a section stands above its fields. @param max most characters of its text. */
function body({ text = [], preformatted = '' }: Section, max: number, names: Names): string {
  const block = codeBlock(preformatted, LIMITS.preformatted);
  return [markdown(text, max, names), block].filter(Boolean).join('\n\n');
}

/**
 * Fields stand below an attachment's text, so that a text that comes after fields is a field without a name, or when it
 * is too long for that begins another attachment.
 */
function parts(heading: string, message: Message, names: Names): Part[] {
  const drawn: Part[] = [{ text: heading, fields: [] }];
  for (const section of message.sections) {
    const text = body(section, LIMITS.text, names);
    let last = drawn.at(-1);
    if (text && text.length <= LIMITS.value && last && last.fields.length > 0) {
      last.fields.push({ title: '', value: text, short: false }, ...fields(section, names));
      continue;
    }
    if (!last || (text && (last.fields.length > 0 || last.text.length + text.length > LIMITS.text)))
      drawn.push((last = { text: '', fields: [] }));
    if (text) last.text = last.text ? `${last.text}\n\n${text}` : text;
    last.fields.push(...fields(section, names));
  }
  return drawn.filter((part) => part.text || part.fields.length > 0);
}

/** Keeps the last, which bears the buttons, and says what was left out. */
function within(attachments: Attachment[]): Attachment[] {
  const size = (one: Attachment) => JSON.stringify(one).length + 1;
  let total = attachments.reduce((sum, one) => sum + size(one), 0);
  const kept = [...attachments];
  while (total > LIMITS.attachments && kept.length > 1) {
    const [dropped] = kept.splice(-2, 1);
    total -= dropped ? size(dropped) : 0;
  }
  const left = attachments.length - kept.length;
  if (left === 0) return kept;
  const [first] = kept;
  const text = `… ${left} more parts are not shown: Mattermost takes no longer message`;
  const notice = { fallback: '', text, ...(first?.color && { color: first.color }) };
  return [...kept.slice(0, -1), notice, ...kept.slice(-1)];
}

/**
 * Draws a message: what has a heading, a colour, fields or buttons as attachments, anything else as plain Markdown.
 * @param sealing seals the buttons for the channel in which they will stand.
 * @returns a message within all of Mattermost's limits; what was too long ends with `…`.
 */
export function render(message: Message, sealing: Sealing, names: Names = new Map()): MattermostMessage {
  const edge = message.accent && EDGE[message.accent];
  const title = (message.heading ?? (edge ? message.summary : '')).replace(/\s*\n\s*/g, ' ').trim();
  const elements = actions(message.elements ?? [], sealing);
  const only = message.sections.length === 1 ? message.sections[0] : undefined;
  const isPlain = only && (only.text ?? only.preformatted) !== undefined && !only.fields && !only.footnote;
  if (!title && !edge && elements.length === 0 && isPlain) {
    const max = LIMITS.message - (only.preformatted ? LIMITS.preformatted + 2 : 0);
    return { message: body(only, max, names), attachments: [] };
  }

  const heading = title && `#### ${edge ? `${edge.emoji} ` : ''}${escape(bounded(title, LIMITS.heading))}`;
  const drawn = parts(heading, message, names);
  if (drawn.length === 0) {
    if (elements.length === 0) return { message: escaped(message.summary, LIMITS.message), attachments: [] };
    drawn.push({ text: escaped(message.summary, LIMITS.text), fields: [] });
  }
  const fallback = bounded(label(message.summary), LIMITS.heading);
  const attachments = drawn.map((part, n): Attachment => {
    const last = n === drawn.length - 1;
    return {
      // Shown by notifications; several would be several.
      fallback: n === 0 ? fallback : '',
      ...(edge && { color: edge.color }),
      text: part.text,
      ...(part.fields.length > 0 && { fields: part.fields }),
      ...(last && elements.length > 0 && { actions: elements }),
    };
  });
  return { message: '', attachments: within(attachments) };
}
