import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { excerpt } from '../../../src/text/excerpt.ts';
import { printedText } from '../../../src/text/terminal.ts';
import { ownMs } from '../../harness/own-time.ts';

const numbered = (count: number): string =>
  Array.from({ length: count }, (_, n) => `line ${n + 1}`).join('\n');

describe('an excerpt', () => {
  it('is the whole where there is room for it, without blank lines around it', () => {
    expect(excerpt('\n  one\r\ntwo\n\n', 100)).toBe('  one\ntwo');
  });

  it('takes no time over a million blank lines', () => {
    const lines = excerpt(`first${'\n'.repeat(1_000_000)}last`, 100).split('\n');
    expect([lines[0], lines.at(-1)]).toEqual(['first', 'last']);
  });

  it('has the first and the last lines, and says how many are left out', () => {
    const lines = excerpt(numbered(100), 100).split('\n');
    expect(lines[0]).toBe('line 1');
    expect(lines.at(-1)).toBe('line 100');
    const left = Number(/^… (\d+) lines left out …$/m.exec(lines.join('\n'))?.[1]);
    expect(left).toBe(100 - (lines.length - 1));
  });

  it('shows more of the end than of the beginning', () => {
    const [first = '', last = ''] = excerpt(numbered(1_000), 600).split(/…[^…]+…/);
    expect(last.length).toBeGreaterThan(first.length);
  });

  it('cuts a line that would leave no room for others, never within a character', () => {
    const text = excerpt(`begin\n${'😀'.repeat(5_000)}\nend`, 200);
    expect(text).toMatch(/^begin\n(?:😀)+…\nend$/u);
  });

  it('is never longer than there is room', () => {
    fc.assert(
      fc.property(
        fc.array(fc.string({ maxLength: 80 })),
        fc.integer({ min: 60, max: 900 }),
        fc.integer({ min: 1, max: 3 }),
        (lines, most, dearest) => {
          const cost = (line: string): number => line.length * dearest + 1;
          const shown = excerpt(lines.join('\n'), most * dearest, cost);
          const taken = shown.split('\n').reduce((sum, line) => sum + cost(line), 0);
          expect(taken).toBeLessThanOrEqual(most * dearest);
        },
      ),
    );
  });
});

it('two million lines hold up others for less than a second', () => {
  const began = ownMs();
  expect(excerpt(printedText('y\n'.repeat(2 << 20)), 8_000)).toMatch(/^(y\n)+… \d+ lines left out …(\ny)+$/);
  expect(ownMs() - began).toBeLessThan(1_000);
});
