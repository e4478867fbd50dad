import type { Span, Text } from '../text.ts';
import { head } from './limits.ts';

const NOTICE = '… (shortened)';

/** Markup that is cut through would swallow the rest: only plain words are cut, anything else goes as a whole. */
function cut(span: Span, room: number, cost: (span: Span) => number): Span | undefined {
  const words =
    typeof span === 'string' ? span : 'bold' in span ? span.bold : 'code' in span ? span.code : '';
  let length = Math.min(words.length, room);
  while (length > 0) {
    const shorter = head(words, length);
    const over = cost(shorter) - room;
    if (over <= 0) return shorter;
    // One character costs at most six, `&#160;`.
    length -= Math.max(1, Math.ceil(over / 6));
  }
  return undefined;
}

/**
 * Shortens a text, and says so at its end.
 * @param max what Mattermost takes.
 * @param cost what a span takes of it once it is drawn.
 */
export function shorten(text: Text, max: number, cost: (span: Span) => number): Text {
  if (text.reduce((sum, span) => sum + cost(span), 0) <= max) return text;
  const kept: Span[] = [];
  let room = max - NOTICE.length;
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
