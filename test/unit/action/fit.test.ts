import { expect, it } from 'vitest';
import { fitResult } from '../../../src/action/fit.ts';

const redact = (text: string): string => text.replaceAll('s3cret', '[redacted]');

it('leaves what is small as it is, but for secrets', () => {
  const result = { stdout: 'ok s3cret', return_code: 0, tags: ['a', null, true], body: { n: 1.5 } };
  expect(fitResult(result, redact)).toEqual({ ...result, stdout: 'ok [redacted]' });
});

it('cuts texts where all of them together are too long', () => {
  const fitted = fitResult({ a: 'x'.repeat(50_000), b: 'y'.repeat(50_000), c: 'z' }, redact) as Record<
    string,
    string
  >;
  expect(fitted['a']).toHaveLength(50_000);
  expect(fitted['b']).toMatch(/^y+…$/);
  expect(JSON.stringify(fitted).length).toBeLessThan(65_000);
});

it('leaves each value its name where there is no room for texts', () => {
  const result = { stdout: 'x'.repeat(100), return_code: 3, succeeded: false };
  expect(fitResult(result, redact, 0)).toEqual({ stdout: '…', return_code: 3, succeeded: false });
});

it('cuts what has too many entries, or nests too deep', () => {
  expect(fitResult(Array(10_000).fill(1), redact)).toHaveLength(500);
  let deep: unknown = 'end';
  for (let n = 0; n < 10_000; n++) deep = [deep];
  expect(JSON.stringify(fitResult(deep, redact))).toBe(`${'['.repeat(12)}"…"${']'.repeat(12)}`);
});
