import { describe, expect, it } from 'vitest';
import { isLikeAlias, nearMisses } from '../../../src/action/near-miss.ts';
import { catalogueOf } from '../../http/catalogue.ts';

const catalogue = catalogueOf({
  'google.search': { formats: ['google {{query}} and return {{count}} results', 'google {{query}}'] },
  'ops.restart': { formats: ['restart {{host}} now'] },
  'ops.off': { formats: ['shut it down'], enabled: false },
});
const near = (line: string, most?: number) =>
  nearMisses(line, catalogue.aliases.values(), most).map(({ display }) => display);

describe('what may have been meant', () => {
  it.each([
    ['gogle StackStorm', 'google {{query}}'],
    ['please restrat web1 now', 'restart {{host}} now'],
    ['restart web1', 'restart {{host}} now'],
    ['googel x and return 5 result', 'google {{query}} and return {{count}} results'],
  ])('by %j is %j', (line, display) => {
    expect(near(line)[0]).toBe(display);
  });

  it('is nothing where too little of an alias was said, or another word', () => {
    expect(near('bring the cake')).toEqual([]);
    expect(near('goat')).toEqual([]);
    expect(near('')).toEqual([]);
  });

  it('is the likeliest first, and no more than wanted', () => {
    expect(near('restart google now')).toEqual(['restart {{host}} now', 'google {{query}}']);
    expect(near('restart google now', 1)).toHaveLength(1);
  });
});

describe('a line that was said to nobody', () => {
  it.each(['google x', 'gogle x', 'help', 'Help me'])('may be meant: %s', (line) => {
    expect(isLikeAlias(line, catalogue)).toBe(true);
  });

  it.each(['important: bring the cake', 'helpless', '3'])('is not: %s', (line) => {
    expect(isLikeAlias(line, catalogue)).toBe(false);
  });

  it('is never meant where nothing can be run', () => {
    expect(isLikeAlias('help', catalogueOf({}))).toBe(false);
  });
});
