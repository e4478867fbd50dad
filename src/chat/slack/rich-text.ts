import type { RichTextBlock, RichTextElement } from '@slack/web-api';
import { utc, type Span, type Text } from '../text.ts';
import { excerpt } from '../../text/excerpt.ts';
import { LIMITS } from './limits.ts';
import { shorten } from './shorten.ts';

/** The format of an instant in the reader's own zone, by Slack's date tokens. */
export const DATE_FORMAT = '{date_short_pretty} {time_secs}';

/** Slack turns only these into links; any other address, such as `javascript:`, is shown as text. */
export function linkable(url: string): boolean {
  return /^(https?:\/\/|mailto:)[^\s<>|]+$/i.test(url);
}

/** Slack's user ids; any other text in a mention could end it early and begin another. */
export function mentionable(user: string): boolean {
  return /^[UW][A-Z0-9]+$/.test(user);
}

function element(span: Span): RichTextElement {
  if (typeof span === 'string') return { type: 'text', text: span };
  if ('bold' in span) return { type: 'text', text: span.bold, style: { bold: true } };
  if ('italic' in span) return { type: 'text', text: span.italic, style: { italic: true } };
  if ('code' in span) return { type: 'text', text: span.code, style: { code: true } };
  if ('link' in span) {
    return linkable(span.link)
      ? { type: 'link', url: span.link, text: span.label }
      : { type: 'text', text: span.label };
  }
  if ('time' in span) {
    return {
      type: 'date',
      timestamp: Math.floor(span.time / 1000),
      format: DATE_FORMAT,
      fallback: utc(span.time),
    };
  }
  if ('user' in span && mentionable(span.user)) return { type: 'user', user_id: span.user };
  return { type: 'text', text: `@${span.name}` };
}

function cost(span: Span): number {
  const drawn = element(span);
  if (drawn.type === 'text') return drawn.text.length;
  return drawn.type === 'link' ? (drawn.text?.length ?? 0) + drawn.url.length : 30;
}

/**
 * Draws a text as a rich_text block, whose pieces Slack never reads as markup: what they contain cannot format or notify.
 * @returns undefined when the text is empty, which Slack would refuse.
 */
export function richText(text: Text): RichTextBlock | undefined {
  const elements = shorten(text, LIMITS.text, cost)
    .map(element)
    .filter((piece) => piece.type !== 'text' || piece.text !== '');
  if (elements.length === 0) return undefined;
  return { type: 'rich_text', elements: [{ type: 'rich_text_section', elements }] };
}

/** @returns lines in characters of one width; undefined when there are none. Slack reads no markup in them. */
export function preformatted(lines: string): RichTextBlock | undefined {
  const text = excerpt(lines, LIMITS.preformatted);
  if (text === '') return undefined;
  return {
    type: 'rich_text',
    elements: [{ type: 'rich_text_preformatted', elements: [{ type: 'text', text }] }],
  };
}
