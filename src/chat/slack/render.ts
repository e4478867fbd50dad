import type { ContextBlock, HomeView, KnownBlock, MessageAttachment } from '@slack/web-api';
import { SEVERITY_EMOJI } from '../emoji.ts';
import type { Message, Section } from '../message.ts';
import { plain, type Text } from '../text.ts';
import { actions } from './actions.ts';
import { bounded } from '../../text/bounded.ts';
import { excerpt } from '../../text/excerpt.ts';
import { LIMITS } from './limits.ts';
import { escaped, textObject } from './mrkdwn.ts';
import { preformatted, richText } from './rich-text.ts';

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

/** A message as chat.postMessage and chat.update take it. */
export interface SlackMessage {
  /** Shown in notifications and read by screen readers in place of the blocks. */
  readonly text: string;
  readonly blocks: KnownBlock[];
  readonly attachments: MessageAttachment[];
}

function fields(section: Section): KnownBlock[] {
  const all = section.fields ?? [];
  const blocks: KnownBlock[] = [];
  for (let at = 0; at < all.length; at += LIMITS.fields) {
    const some = all.slice(at, at + LIMITS.fields);
    blocks.push({ type: 'section', fields: some.map((field) => textObject(field.value, field.label)) });
  }
  return blocks;
}

function heading(text: string): KnownBlock {
  return { type: 'header', text: { type: 'plain_text', emoji: false, text: bounded(text, LIMITS.header) } };
}

function context(text: ReturnType<typeof textObject>): ContextBlock {
  return { type: 'context', elements: [text] };
}

function section(part: Section): KnownBlock[] {
  const text = richText(part.text ?? []);
  const lines = preformatted(part.preformatted ?? '');
  const footnote = part.footnote?.length ? textObject(part.footnote) : undefined;
  return [
    ...(text ? [text] : []),
    ...(lines ? [lines] : []),
    ...fields(part),
    ...(footnote ? [context(footnote)] : []),
  ];
}

/** Keeps the buttons, which stand last, and says what was left out. */
function within(max: number, body: KnownBlock[], buttons: KnownBlock[]): KnownBlock[] {
  const room = max - buttons.length;
  if (body.length <= room) return [...body, ...buttons];
  const left = body.length - (room - 1);
  const notice = textObject([`… ${left} more parts are not shown: Slack takes no longer message`]);
  return [...body.slice(0, room - 1), context(notice), ...buttons];
}

/** @returns the page of Muster's own that Slack shows somebody. */
export function renderHome(message: Message): HomeView {
  const text = message.heading === undefined ? [] : [heading(message.heading)];
  const body = [...text, ...message.sections.flatMap(section)];
  return { type: 'home', blocks: within(LIMITS.homeBlocks, body, actions(message.elements ?? [])) };
}

/** @returns what Slack shows below a message for an address in it. */
export function renderPreview(message: Message): MessageAttachment {
  const { text, blocks, attachments } = render(message);
  const [inner] = attachments;
  return {
    fallback: text,
    blocks: [...blocks, ...((inner?.blocks ?? []) as KnownBlock[])],
    ...(inner?.color !== undefined && { color: inner.color }),
  };
}

/** Words as they read without markup, with the addresses that links lead to. */
function spelled(text: Text): string {
  return text
    .map((span) =>
      typeof span === 'object' && 'link' in span ? `${span.label} (${span.link})` : plain([span]),
    )
    .join('');
}

/**
 * Draws a message without Block Kit, as an attachment of the kind that was there before: for when Slack refuses the
 * blocks. The words are all there, the buttons are not.
 */
export function renderPlainly(message: Message): SlackMessage {
  const edge = EDGE[message.accent ?? 'neutral'];
  const lines = message.sections.flatMap((part) => [
    ...(part.text?.length ? [spelled(part.text)] : []),
    ...(part.preformatted ? [excerpt(part.preformatted, LIMITS.preformatted)] : []),
    ...(part.fields ?? []).map(({ label, value }) => `${label}: ${spelled(value)}`),
    ...(part.footnote?.length ? [spelled(part.footnote)] : []),
  ]);
  const text = escaped(message.summary, LIMITS.text);
  return {
    text,
    blocks: [],
    attachments: [
      {
        color: edge.color,
        fallback: text,
        // Nothing in it is read as markup.
        mrkdwn_in: [],
        ...(message.heading !== undefined && { title: escaped(message.heading, LIMITS.header) }),
        text: escaped(lines.join('\n'), LIMITS.plainText),
      },
    ],
  };
}

/**
 * Draws a message in Block Kit. The heading stands free and the rest inside an attachment whose edge has the accent's
 * colour; a coloured message without a heading gets its summary as one, because Slack shows `text` itself when there
 * is no block beside an attachment.
 * @returns a message within all of Slack's limits; what was too long ends with `…`.
 */
export function render(message: Message): SlackMessage {
  const edge = message.accent && EDGE[message.accent];
  const title = message.heading ?? (edge ? message.summary : undefined);
  const header = title?.trim() ? [heading(edge ? `${edge.emoji} ${title}` : title)] : [];
  const body = within(
    LIMITS.blocks - header.length,
    message.sections.flatMap(section),
    actions(message.elements ?? []),
  );
  const text = escaped(message.summary, LIMITS.text);
  if (edge && header.length > 0) {
    return {
      text,
      blocks: header,
      attachments: body.length > 0 ? [{ color: edge.color, fallback: text, blocks: body }] : [],
    };
  }
  const blocks = [...header, ...body];
  // A message of text alone would be read as markup.
  const fallback = richText([message.summary]);
  return { text, blocks: blocks.length > 0 || !fallback ? blocks : [fallback], attachments: [] };
}
