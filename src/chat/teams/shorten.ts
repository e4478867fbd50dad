import type { Span, Text } from '../text.ts';
import { head } from './limits.ts';

const NOTICE = '… (shortened)';

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

/** @param cost how many characters a span takes once it is drawn. @returns the text within `max`, which says so when it was cut. */
export function shorten(text: Text, max: number, cost: (span: Span) => number): Text {
  if (text.reduce((sum, span) => sum + cost(span), 0) <= max) return text;
  const kept: Span[] = [];
  let room = max - NOTICE.length;
  for (const span of text) {
    if (cost(span) <= room) {
      kept.push(span);
      room -= cost(span);
      continue;
    }
    const whole = words(span);
    // A character costs at most two, itself and its escape; in a link the address costs as well.
    const fixed = whole === undefined ? room : cost(withWords(span, ''));
    const part = whole === undefined ? '' : head(whole, Math.max(0, Math.floor((room - fixed) / 2)));
    return [...kept, ...(part === '' ? [] : [withWords(span, part)]), NOTICE];
  }
  return kept;
}
