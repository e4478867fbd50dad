import type { Span, Text } from '../text.ts';

const NOTICE = '… (shortened)';

/** @returns at most `max` characters; what was cut ends with an ellipsis. */
export function fit(text: string, max: number): string {
  return text.length <= max ? text : `${text.slice(0, max - 1)}…`;
}

function words(span: Span): string | undefined {
  if (typeof span === 'string') return span;
  if ('bold' in span) return span.bold;
  if ('italic' in span) return span.italic;
  if ('code' in span) return span.code;
  return undefined;
}

function cut(span: Span, room: number): Span[] {
  if (room <= 0) return [];
  if (typeof span === 'string') return [span.slice(0, room)];
  if ('bold' in span) return [{ bold: span.bold.slice(0, room) }];
  if ('italic' in span) return [{ italic: span.italic.slice(0, room) }];
  if ('code' in span) return [{ code: span.code.slice(0, room) }];
  return [];
}

function lengthOf(span: Span): number {
  const text = words(span);
  if (text !== undefined) return text.length;
  if (typeof span !== 'string' && 'link' in span) return span.label.length + span.link.length;
  return 30;
}

/** Shortens a text to some `max` characters, and says so at its end. */
export function shorten(text: Text, max: number): Text {
  let room = max;
  const kept: Span[] = [];
  for (const span of text) {
    if (lengthOf(span) > room) return [...kept, ...cut(span, room - NOTICE.length), NOTICE];
    kept.push(span);
    room -= lengthOf(span);
  }
  return kept;
}
