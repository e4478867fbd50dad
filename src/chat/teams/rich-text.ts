import type { Span, Text } from '../text.ts';
import type { TextRun } from './card.ts';
import { excerpt } from '../../text/excerpt.ts';
import { LIMITS, sizeOf } from './limits.ts';
import { shorten } from './shorten.ts';

/** Only these become links; any other address, such as `javascript:`, is shown as text. */
export function linkable(url: string): boolean {
  return /^https?:\/\/[^\s<>"]+$/i.test(url);
}

/** Ids of users: the object id in Entra, or Teams' own. */
export function mentionable(user: string): boolean {
  return /^(29:[\w-]+|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})$/i.test(user);
}

/** Does it say something that a TextRun cannot: an instant, or somebody to be notified? */
export function needsMarkdown(text: Text): boolean {
  return text.some(
    (span) => typeof span === 'object' && ('time' in span || ('user' in span && mentionable(span.user))),
  );
}

function words(span: Span): string {
  if (typeof span === 'string') return span;
  if ('bold' in span) return span.bold;
  if ('italic' in span) return span.italic;
  if ('code' in span) return span.code;
  if ('link' in span) return span.label;
  return 'time' in span ? '' : `@${span.name}`;
}

function styleOf(span: Span): Omit<TextRun, 'type' | 'text'> {
  if (typeof span === 'string') return {};
  if ('bold' in span) return { weight: 'Bolder' };
  if ('italic' in span) return { italic: true };
  if ('code' in span) return { fontType: 'Monospace' };
  return 'link' in span && linkable(span.link)
    ? { selectAction: { type: 'Action.OpenUrl', url: span.link } }
    : {};
}

function cost(span: Span): number {
  return words(span).length + (typeof span === 'object' && 'link' in span ? span.link.length : 0);
}

/**
 * Draws a text in runs, in which Teams reads no markup. Only `{{DATE(…)}}` would be read: it is parted in two.
 * @param small whether it is small print.
 * @returns the runs line by line: clients do not agree on line breaks within a run.
 */
export function runs(text: Text, max: number, small = false): TextRun[][] {
  const lines: TextRun[][] = [[]];
  for (const span of shorten(text, max, cost)) {
    const style = { ...styleOf(span), ...(small && { isSubtle: true as const, size: 'Small' as const }) };
    for (const [n, line] of words(span)
      .split(/\r\n|\r|\n/)
      .entries()) {
      if (n > 0) lines.push([]);
      for (const part of line.split(/(?<=\{)(?=\{)/))
        if (part !== '') lines.at(-1)?.push({ type: 'TextRun', text: part, ...style });
    }
  }
  return lines;
}

/** @returns lines in characters of one width, with their blanks. A `CodeBlock` would not be shown on telephones. */
export function preformatted(lines: string): TextRun[][] {
  const text = excerpt(lines, LIMITS.preformatted, (line) =>
    sizeOf({ type: 'RichTextBlock', inlines: printed(line) }),
  );
  return text === '' ? [] : text.split('\n').map(printed);
}

/** Clients draw one blank for several, and none at the beginning of a line. */
function printed(line: string): TextRun[] {
  const blanks = (some: string): string => '\u00a0'.repeat(some.length);
  const shown = line.replace(/\t/g, '    ').replace(/^ +| {2,}/g, blanks) || '\u00a0';
  const parts = shown.split(/(?<=\{)(?=\{)/);
  return parts.map((text) => ({ type: 'TextRun', text, fontType: 'Monospace', size: 'Small' }));
}
