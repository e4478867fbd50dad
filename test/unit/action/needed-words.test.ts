import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compileFormat } from '../../../src/action/format.ts';
import { createMatcher } from '../../../src/action/match.ts';
import { neededWords, wordsOf } from '../../../src/action/needed-words.ts';
import { partsOf } from '../../../src/action/placeholder.ts';

const needed = (format: string): readonly string[] => {
  const parts = partsOf(format);
  if ('message' in parts) throw new Error(parts.message);
  return neededWords(parts);
};

describe('the words that a format needs', () => {
  it.each([
    ['Restart {{service}} on {{hosts}}', ['restart', 'on']],
    ['list {{what=all}} {{from=here}}', ['list']],
    ['list {{what=all}} now', ['list', 'now']],
    ['list {{what=all}}now', []],
    ['list{{what=all}}', []],
    ['{{what=all}}list it', ['it']],
    ['say ((please )?show|list) it', ['say', 'it']],
    ['say (it {{what}} twice)? today', ['say', 'today']],
    ['show it|list it', []],
    ['shows? it[ a]b x{2} back-up \\(now\\) st2 \\d', ['back-up', 'st2']],
    [' it ', ['it']],
  ])('are those outside of groups and between blanks: %s', (format, words) => {
    expect(needed(format)).toEqual(words);
  });

  it('are found in a line in either case, as RE2 takes letters', () => {
    expect([...wordsOf(' Restart\tDB1 \n ſtatu\u017f ')]).toEqual(['restart', 'db1', 'status']);
    expect([...wordsOf('  ')]).toEqual([]);
  });

  it('leave out no format that fits a line', () => {
    const piece = fc.constantFrom(
      'show',
      'it',
      'all',
      's?',
      '(a )?',
      '(it|all)',
      '.*',
      '[ x]',
      '|',
      '-',
      '{{p}}',
      '{{q=1}}',
      '{{r=2}}',
    );
    const pieces = (most: number) =>
      fc.array(fc.tuple(piece, fc.constantFrom('', ' ', '  ')), { minLength: 1, maxLength: most });
    const word = fc.constantFrom('show', 'SHOW', 'it', 'all', 'a', 'x', '-', 'ſhow', '1', 'shows', 'showit');
    const line = fc.array(fc.tuple(word, fc.constantFrom('', ' ', '\t')), { maxLength: 6 });
    fc.assert(
      fc.property(pieces(6), line, (format, said) => {
        const compiled = compileFormat(format.flat().join(''));
        if ('message' in compiled) return;
        const text = said.flat().join('').trim();
        const fits = compiled.capture(text) !== undefined;
        expect(createMatcher([{ alias: 'it', format: compiled }])(text).length > 0).toBe(fits);
      }),
      { numRuns: 1_500 },
    );
  });
});

it('of many formats those that fit are found in their order, whatever words they need', () => {
  const formats = ['{{all}} it', 'show {{x}}', 'show it', 'list {{x}}'].map((written) => {
    const format = compileFormat(written);
    if ('message' in format) throw new Error(format.message);
    return { alias: written, format };
  });
  const match = createMatcher(formats);
  expect(match('show it').map(({ alias }) => alias)).toEqual(['show it']);
  expect(match('show them').map(({ alias }) => alias)).toEqual(['show {{x}}']);
  expect(match('bring it').map(({ alias }) => alias)).toEqual(['{{all}} it']);
  expect(match('bring them')).toEqual([]);
});
