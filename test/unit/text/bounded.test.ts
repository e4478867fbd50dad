import { expect, it } from 'vitest';
import { bounded } from '../../../src/text/bounded.ts';

it('a text is cut to its greatest length, never within a character', () => {
  expect(bounded('short', 5)).toBe('short');
  expect(bounded('longer', 5)).toBe('long…');
  expect(bounded('abc😀def', 5)).toBe('abc…');
  expect(bounded('abc😀def', 6)).toBe('abc😀…');
});
