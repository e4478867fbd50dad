import { shortening } from '../shorten.ts';
import type { Span, Text } from '../text.ts';

/** How many characters an instant or a name is taken for. */
const ABOUT = 30;

function lengthOf(span: Span): number {
  if (typeof span === 'string') return span.length;
  if ('bold' in span) return span.bold.length;
  if ('italic' in span) return span.italic.length;
  if ('code' in span) return span.code.length;
  return 'link' in span ? span.label.length + span.link.length : ABOUT;
}

const shortened = shortening({ dearest: 1 });

/** Shortens a text to some `max` characters, and says so at its end. */
export const shorten = (text: Text, max: number): Text => shortened(text, max, lengthOf);
