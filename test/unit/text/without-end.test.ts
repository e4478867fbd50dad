import { expect, it } from 'vitest';
import { withoutEnd } from '../../../src/text/without-end.ts';

it.each([
  ['a//b///', '/', 'a//b'],
  ['run 7 .!?', ' .!?', 'run 7'],
  ['///', '/', ''],
  ['', '/', ''],
  ['a/', 'b', 'a/'],
])('%j without %j at its end', (text, characters, left) => {
  expect(withoutEnd(text, characters)).toBe(left);
});

it('takes no time over long runs within a text', () => {
  expect(withoutEnd(`${'/'.repeat(1_000_000)}x`, '/')).toHaveLength(1_000_001);
});
