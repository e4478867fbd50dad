import fc from 'fast-check';
import { expect, it } from 'vitest';
import { jsonBounded, jsonBytes } from '../../../src/text/json-size.ts';

it('sizes are those of JSON in UTF-8', () => {
  expect(jsonBytes('ab')).toBe(4);
  expect(jsonBytes('記')).toBe(5);
  expect(jsonBytes({ text: '\u0001' })).toBe('{"text":"\\u0001"}'.length);
  expect(jsonBytes(undefined)).toBe(0);
});

it('a text is cut to so many bytes of JSON, never within a character', () => {
  expect(jsonBounded('a"b', 4)).toBe('a"b');
  expect(jsonBounded('記記記', 8)).toBe('記…');
  expect(jsonBounded('😀😀', 7)).toBe('😀…');
  expect(jsonBounded('long', 0)).toBe('…');
});

it('whatever a text holds, it fits, and is left alone where it does', () => {
  // Halves of characters are among them.
  const units = fc.oneof(fc.integer({ min: 0, max: 0x7f }), fc.integer({ min: 0, max: 0xffff }));
  const texts = fc.array(units, { maxLength: 60 }).map((all) => String.fromCharCode(...all));
  fc.assert(
    fc.property(texts, fc.integer({ min: 3, max: 120 }), (text, most) => {
      const cut = jsonBounded(text, most);
      const bytes = jsonBytes(text) - 2;
      if (bytes <= most) expect(cut).toBe(text);
      else {
        expect(jsonBytes(cut) - 2).toBeLessThanOrEqual(most);
        expect(text.startsWith(cut.slice(0, -1))).toBe(true);
      }
    }),
  );
});
