import type { MrkdwnElement, PlainTextElement } from '@slack/web-api';
import { plain, utc, type Span, type Text } from '../text.ts';
import { bounded } from '../../text/bounded.ts';
import { LIMITS } from './limits.ts';
import { DATE_FORMAT, linkable, mentionable } from './rich-text.ts';
import { shorten } from './shorten.ts';

/** Escapes exactly what Slack asks for (https://docs.slack.dev/messaging/formatting-message-text#escaping). */
export function escape(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
}

/** @returns a text for notifications, escaped and within Slack's length, never cut through an escape. */
export function escaped(text: string, max: number): string {
  return shorten([text], max, (span) => draw(span).length)
    .map(draw)
    .join('');
}

/** Characters that format even when `& < >` are escaped: emphasis, code, emoji names, quotations. */
const FORMATS = /[*_~`]|:[^\s:]+:|^\s*>/m;

function words(span: Span): string {
  if (typeof span === 'string') return span;
  if ('bold' in span) return span.bold;
  if ('italic' in span) return span.italic;
  if ('code' in span) return span.code;
  if ('link' in span) return span.label;
  return 'time' in span ? '' : span.name;
}

function draw(span: Span): string {
  if (typeof span === 'string') return escape(span);
  if ('bold' in span) return `*${escape(span.bold)}*`;
  if ('italic' in span) return `_${escape(span.italic)}_`;
  if ('code' in span) return `\`${escape(span.code)}\``;
  if ('link' in span) {
    return linkable(span.link) ? `<${escape(span.link)}|${escape(span.label)}>` : escape(span.label);
  }
  if ('time' in span) return `<!date^${Math.floor(span.time / 1000)}^${DATE_FORMAT}|${utc(span.time)}>`;
  return 'user' in span && mentionable(span.user) ? `<@${span.user}>` : escape(`@${span.name}`);
}

/**
 * Draws a text where Slack has no rich_text: fields and small print. What could format is sent as plain_text instead,
 * because mrkdwn has no escape for its own characters.
 * @param label a bold line above the text, itself checked like the text.
 */
export function textObject(text: Text, label?: string): MrkdwnElement | PlainTextElement {
  const shortLabel = label === undefined ? undefined : bounded(label, 200);
  const risky = [shortLabel ?? '', text.map(words).join('')].some((part) => FORMATS.test(part));
  const room = LIMITS.field - (shortLabel === undefined ? 0 : escape(shortLabel).length + 3);
  if (risky) {
    const shown = plain(shorten(text, room, (span) => plain([span]).length));
    return {
      type: 'plain_text',
      emoji: false,
      text: (shortLabel === undefined ? shown : `${shortLabel}\n${shown}`) || ' ',
    };
  }
  const shown = shorten(text, room, (span) => draw(span).length)
    .map(draw)
    .join('');
  const whole = shortLabel === undefined ? shown : `*${escape(shortLabel)}*\n${shown}`;
  return { type: 'mrkdwn', verbatim: true, text: whole || ' ' };
}
