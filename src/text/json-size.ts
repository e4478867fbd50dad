import { head } from './bounded.ts';

const encoder = new TextEncoder();

/** @returns how many bytes a value takes as JSON in UTF-8, which is what Temporal counts; 0 of what JSON leaves out. */
export function jsonBytes(value: unknown): number {
  return encoder.encode(JSON.stringify(value)).length;
}

/** Bytes of the mark of what was cut. */
const MARK = 3;

/**
 * @param most bytes of it as JSON in UTF-8, without its quotation marks.
 * @returns a text with `…` at its end where it was cut, never within a character; the mark alone where there is no room.
 */
export function jsonBounded(text: string, most: number): string {
  let [left, end, fitting] = [most, 0, 0];
  for (const character of text) {
    left -= bytesOf(character);
    if (left < 0) return `${head(text, fitting)}…`;
    end += character.length;
    if (left >= MARK) fitting = end;
  }
  return text;
}

/** @returns what a character takes within a text of JSON. Source: ECMA-262, QuoteJSONString. */
function bytesOf(character: string): number {
  const code = character.codePointAt(0) ?? 0;
  if (code < 0x20) return '\b\t\n\f\r'.includes(character) ? 2 : 6;
  if (code < 0x80) return character === '"' || character === '\\' ? 2 : 1;
  if (code < 0x800) return 2;
  // Half of a character is written by its number.
  if (code >= 0xd800 && code <= 0xdfff) return 6;
  return code < 0x10000 ? 3 : 4;
}
