import type { Span, Text } from '../text.ts';
import { head } from './limits.ts';

const NOTICE = '… (shortened)';

/** How many characters Discord counts for the notice once it is drawn. */
const NOTICE_COST = NOTICE.length + 4;

function words(span: Span): string | undefined {
  if (typeof span === 'string') return span;
  if ('bold' in span) return span.bold;
  if ('italic' in span) return span.italic;
  if ('code' in span) return span.code;
  return 'link' in span ? span.label : undefined;
}

function withWords(span: Span, text: string): Span {
  if (typeof span === 'string') return text;
  if ('bold' in span) return { bold: text };
  if ('italic' in span) return { italic: text };
  if ('code' in span) return { code: text };
  return 'link' in span ? { ...span, label: text } : span;
}

/** @returns the span with as many of its words as cost no more than `room`; undefined when not even one fits. */
function cut(span: Span, room: number, cost: (span: Span) => number): Span | undefined {
  const whole = words(span);
  if (whole === undefined) return undefined;
  let length = Math.min(whole.length, room);
  while (length > 0) {
    const shorter = withWords(span, head(whole, length));
    const over = cost(shorter) - room;
    if (over <= 0) return shorter;
    // One character costs at most two: itself and the backslash before it.
    length -= Math.max(1, Math.ceil(over / 2));
  }
  return undefined;
}

/**
 * Shortens a text, and says so at its end.
 * @param max what Discord takes.
 * @param cost what a span takes of it once it is drawn.
 */
export function shorten(text: Text, max: number, cost: (span: Span) => number): Text {
  if (text.reduce((sum, span) => sum + cost(span), 0) <= max) return text;
  const kept: Span[] = [];
  let room = max - NOTICE_COST;
  for (const span of text) {
    if (cost(span) > room) {
      const part = cut(span, room, cost);
      return [...kept, ...(part === undefined ? [] : [part]), NOTICE];
    }
    kept.push(span);
    room -= cost(span);
  }
  return [...kept, NOTICE];
}
