import type { Span, Text } from '../text.ts';
import type { MentionEntity } from './card.ts';
import { linkable, mentionable } from './rich-text.ts';
import { shorten } from './shorten.ts';

/**
 * Escapes what Markdown or the functions of Adaptive Cards could read in a text: emphasis, links, lists, headings,
 * quotations, entities, `<at>` and `{{DATE(…)}}` (https://learn.microsoft.com/adaptive-cards/authoring-cards/text-features).
 */
export function escape(text: string): string {
  return text
    .replace(/[\\`*_[\]<>&~{|!]/g, '\\$&')
    .replace(/^(\s*)([#+=-])/gm, '$1\\$2')
    .replace(/^(\s*\d+)([.)])/gm, '$1\\$2')
    .replace(/^[ \t]+/gm, (space) => '\u00a0'.repeat(space.length));
}

/** @returns an instant in the reader's own zone; clients turn it into words. @param at epoch milliseconds. */
function time(at: number): string {
  const instant = new Date(at).toISOString().replace(/\.\d+Z$/, 'Z');
  return `{{DATE(${instant}, SHORT)}} {{TIME(${instant})}}`;
}

/** The `<at>` of a mention; what could end it early is left out of the name. */
function at(name: string): string {
  return `<at>${name.replace(/[<>&\\*_[\]`{]/g, '').trim() || 'user'}</at>`;
}

function draw(span: Span): string {
  if (typeof span === 'string') return escape(span);
  if ('bold' in span) return emphasised('**', span.bold);
  if ('italic' in span) return emphasised('_', span.italic);
  if ('code' in span) return escape(span.code);
  if ('link' in span) {
    if (!linkable(span.link)) return escape(span.label);
    return `[${escape(span.label.replace(/\s+/g, ' '))}](${span.link.replace(/[()\\*_{]/g, percent)})`;
  }
  if ('time' in span) return time(span.time);
  return 'user' in span && mentionable(span.user) ? at(span.name) : escape(`@${span.name}`);
}

/** What ends an address in Markdown early, or is changed in it. */
function percent(character: string): string {
  return `%${character.charCodeAt(0).toString(16).toUpperCase()}`;
}

/** Marks at the edge of a space, or around lines, do not format. */
function emphasised(mark: string, text: string): string {
  const lines = text.split('\n').map((line) => {
    const [, before = '', inner = '', after = ''] = /^(\s*)(.*?)(\s*)$/s.exec(line) ?? [];
    return inner === '' ? before + after : `${before}${mark}${escape(inner)}${mark}${after}`;
  });
  return lines.join('\n');
}

/** What a piece of a card says and whom it notifies. */
export interface Drawn {
  readonly text: string;
  readonly entities: readonly MentionEntity[];
}

/** @returns a text as TextBlocks and facts take it. @param max most characters of it. */
export function markdown(text: Text, max: number): Drawn {
  const shown = shorten(text, max, (span) => draw(span).length);
  const entities = shown.flatMap((span): MentionEntity[] =>
    typeof span === 'object' && 'user' in span && mentionable(span.user)
      ? [{ type: 'mention', text: at(span.name), mentioned: { id: span.user, name: span.name } }]
      : [],
  );
  return { text: shown.map(draw).join(''), entities };
}
