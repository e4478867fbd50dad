import { head } from '../text/bounded.ts';
import type { Quotation } from '../incident/quotation.ts';
import type { Quoted } from './quoted.ts';

/**
 * @returns what is kept of a message: its author by the platform's id, and by that again where no name is given.
 */
export function quotationOf({ text, author, link, files }: Quoted): Quotation {
  return {
    text,
    ...(author && { author: { id: author.id, name: author.name ?? author.id } }),
    ...(link !== undefined && { link }),
    ...(files && { files }),
  };
}

/** @returns the first line that says something, at most `max` characters. */
export function firstLine(text: string, max: number): string {
  const line = text.split('\n').find((one) => one.trim() !== '') ?? '';
  return head(line.trim(), max);
}
