import fc from 'fast-check';
import { expect, it } from 'vitest';
import { shortening } from '../../../src/chat/shorten.ts';
import { plain, type Span, type Text } from '../../../src/chat/text.ts';

const words = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 80 });
const span: fc.Arbitrary<Span> = fc.oneof(
  words,
  words.map((bold) => ({ bold })),
  words.map((italic) => ({ italic })),
  words.map((code) => ({ code })),
  words.map((label) => ({ link: 'https://example.com/a', label })),
);
/** As where `&` is written `&amp;`, and marks stand around what is marked. */
const cost = (one: Span): number =>
  plain([one]).replaceAll('&', '&amp;').length + (typeof one === 'string' ? 0 : 2);
const total = (text: readonly Span[]): number => text.reduce((sum, one) => sum + cost(one), 0);

it.each([false, true])(
  'a text that is too long ends with a notice, and is never too long, cut as plain: %s',
  (cutsAsPlain) => {
    const shorten = shortening({ dearest: 5, cutsAsPlain });
    fc.assert(
      fc.property(fc.array(span, { maxLength: 12 }), fc.integer({ min: 20, max: 400 }), (text, max) => {
        const shown = shorten(text, max, cost);
        expect(total(shown)).toBeLessThanOrEqual(max);
        if (total(text) <= max) expect(shown).toEqual(text);
        else expect(shown.at(-1)).toBe('… (shortened)');
      }),
    );
  },
);

it('as much is kept as there is room for, in its markup where that can be cut', () => {
  const text: Text = ['x'.repeat(10), { bold: 'y'.repeat(40) }];
  const length = (one: Span): number => plain([one]).length;
  const inMarkup: Text = ['x'.repeat(10), { bold: 'y'.repeat(10) }, '… (shortened)'];
  expect(shortening({ dearest: 5 })(text, 33, length)).toEqual(inMarkup);
  expect(shortening({ dearest: 5, cutsAsPlain: true })(text, 33, length)).toEqual([
    'x'.repeat(10),
    'y'.repeat(10),
    '… (shortened)',
  ]);
  expect(shortening({ dearest: 5, noticeEscapes: 4 })(text, 33, length)[1]).toEqual({ bold: 'y'.repeat(6) });
});
