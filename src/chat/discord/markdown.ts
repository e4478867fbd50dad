import type { Span, Text } from '../text.ts';
import { excerpt } from '../../text/excerpt.ts';
import { shorten } from './shorten.ts';

/** Everything that Discord's Markdown, mentions, emoji, timestamps and automatic links begin with or need. */
const MARKUP = /[\\*_~`|<>#:@[\]()\-+.!&/=]/g;

/**
 * Escapes a text so that every character is shown as it stands; an address in it is shown, not linked
 * (https://docs.discord.com/developers/reference#message-formatting).
 */
export function escape(text: string): string {
  return text.replace(MARKUP, '\\$&');
}

/** Discord links only these; any other address, such as `javascript:`, is shown as text. */
export function linkable(url: string): boolean {
  return /^https?:\/\/[^\s<>()[\]\\]+$/i.test(url);
}

/** Discord's user ids; any other text in a mention could end it early and begin another. */
export function mentionable(user: string): boolean {
  return /^\d{15,21}$/.test(user);
}

/** Emphasis must hug its words: white space stays outside of it. */
function around(mark: string, text: string): string {
  const [, before = '', inner = '', after = ''] = /^(\s*)([^]*?)(\s*)$/.exec(text) ?? [];
  return inner === '' ? text : `${before}${mark}${escape(inner)}${mark}${after}`;
}

/** Nothing is escaped within code, so that a fence of more backticks than it contains is needed. */
function code(text: string): string {
  if (text.trim() === '' || text.includes('``')) return escape(text);
  const fence = text.includes('`') ? '``' : '`';
  const [before, after] = [/^`/.test(text), /`$/.test(text)].map((next) => (next ? ' ' : ''));
  return `${fence}${before ?? ''}${text}${after ?? ''}${fence}`;
}

/** @returns a span as Discord's Markdown. */
export function draw(span: Span): string {
  if (typeof span === 'string') return escape(span);
  if ('bold' in span) return around('**', span.bold);
  if ('italic' in span) return around('*', span.italic);
  if ('code' in span) return code(span.code);
  if ('link' in span) {
    const label = escape(span.label);
    return linkable(span.link) && span.label.trim() ? `[${label}](<${span.link}>)` : label;
  }
  if ('time' in span) return `<t:${Math.floor(span.time / 1000)}:S>`;
  return 'user' in span && mentionable(span.user) ? `<@${span.user}>` : escape(`@${span.name}`);
}

const formatted = (span: Span): boolean =>
  typeof span !== 'string' && ('bold' in span || 'italic' in span || 'code' in span);

/** @returns the text within `max` characters of Markdown; what was too long says so at its end. */
export function markdown(text: Text, max: number): string {
  const short = shorten(text, max, (span) => draw(span).length + (formatted(span) ? 1 : 0));
  return short
    .map((span, n) => {
      const before = short[n - 1];
      // The marks of two pieces side by side would be read as one.
      const apart = formatted(span) && before !== undefined && formatted(before) ? '\u2060' : '';
      return apart + draw(span);
    })
    .join('');
}

/** Characters of both fences with their line breaks. */
const FENCES = 8;
/** Zero width: nobody sees it, and backticks with it between them are no fence. */
const APART = '\u200b';

/**
 * @returns lines in characters of one width, within `max` characters of Markdown; nothing where there are none. In a block
 * of code Discord reads nothing but its end.
 */
export function codeBlock(lines: string, max: number): string {
  const disarmed = lines.replace(/`(?=`)/g, `\`${APART}`);
  const text = excerpt(disarmed, max - FENCES);
  return text === '' ? '' : `\`\`\`\n${text}\n\`\`\``;
}
