import { head } from '../text/bounded.ts';
import type { Span, Text } from './text.ts';

const NOTICE = '… (shortened)';

/** What of a platform's own says how its texts are shortened. */
export interface Shortening {
  /** What one character costs at the most, once it is drawn. */
  readonly dearest: number;
  /** What the notice costs beyond its characters, once it is drawn. */
  readonly noticeEscapes?: number;
  /** Would markup that is cut through swallow the rest? Then it loses its markup where it is cut, or goes as a whole. */
  readonly cutsAsPlain?: boolean;
}

/** Shortens a text to `max`, and says so at its end. `cost` tells what a span takes of it once it is drawn. */
export type Shorten = (text: Text, max: number, cost: (span: Span) => number) => Text;

/** @returns what shortens texts for one platform. */
export function shortening({ dearest, noticeEscapes = 0, cutsAsPlain = false }: Shortening): Shorten {
  /** @returns the span with as many of its words as cost no more than `room`; undefined when not even one fits. */
  function cut(span: Span, room: number, cost: (span: Span) => number): Span | undefined {
    const whole = wordsOf(span, cutsAsPlain);
    if (whole === undefined) return undefined;
    let length = Math.min(whole.length, room);
    while (length > 0) {
      const words = head(whole, length);
      const shorter = cutsAsPlain ? words : withWords(span, words);
      const over = cost(shorter) - room;
      if (over <= 0) return shorter;
      length -= Math.max(1, Math.ceil(over / dearest));
    }
    return undefined;
  }

  return (text, max, cost) => {
    if (text.reduce((sum, span) => sum + cost(span), 0) <= max) return text;
    const kept: Span[] = [];
    let room = max - NOTICE.length - noticeEscapes;
    for (const span of text) {
      if (cost(span) > room) {
        const part = cut(span, room, cost);
        return [...kept, ...(part === undefined ? [] : [part]), NOTICE];
      }
      kept.push(span);
      room -= cost(span);
    }
    return [...kept, NOTICE];
  };
}

function wordsOf(span: Span, onlyPlain: boolean): string | undefined {
  if (typeof span === 'string') return span;
  if ('bold' in span) return span.bold;
  if ('code' in span) return span.code;
  if (onlyPlain) return undefined;
  if ('italic' in span) return span.italic;
  return 'link' in span ? span.label : undefined;
}

function withWords(span: Span, text: string): Span {
  if (typeof span === 'string') return text;
  if ('bold' in span) return { bold: text };
  if ('italic' in span) return { italic: text };
  if ('code' in span) return { code: text };
  return 'link' in span ? { ...span, label: text } : span;
}
