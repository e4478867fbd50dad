import { describe, expect, it } from 'vitest';
import { didYouMean, nearest } from '../../../src/command/nearest.ts';

describe('nearest', () => {
  const names = ['payments', 'platform', 'search'];

  it.each([
    ['paymets', ['payments']],
    ['PLATFORM', ['platform']],
    ['pay', ['payments']],
    ['serach', ['search']],
    ['billing', []],
  ])('of %s is %j', (word, expected) => {
    expect(nearest(word, names)).toEqual(expected);
  });

  it('is told in words, or else what there is', () => {
    expect(didYouMean('serch', names)).toBe(' Did you mean search?');
    expect(didYouMean('billing', names)).toBe(' Known: payments, platform, search.');
    expect(didYouMean('billing', [])).toBe(' There is none.');
  });
});
