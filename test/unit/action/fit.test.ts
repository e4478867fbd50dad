import fc from 'fast-check';
import { expect, it } from 'vitest';
import { fitResult, fitted } from '../../../src/action/fit.ts';
import { jsonBytes } from '../../../src/text/json-size.ts';

const redact = (text: string): string => text.replaceAll('s3cret', '[redacted]');
const asItIs = (text: string): string => text;

it('leaves what is small as it is, but for secrets', () => {
  const result = { stdout: 'ok s3cret', return_code: 0, tags: ['a', null, true], body: { n: 1.5 } };
  expect(fitResult(result, redact)).toEqual({ ...result, stdout: 'ok [redacted]' });
});

it('cuts texts where all of them together are too long', () => {
  const result = { a: 'x'.repeat(70_000), b: '記'.repeat(50_000), c: 'z' };
  const { value, cut } = fitted(result, redact, 120_000);
  expect(value).toMatchObject({ a: result.a, b: expect.stringMatching(/^記+…$/) as string });
  expect(jsonBytes(value)).toBeLessThanOrEqual(120_000);
  expect([...cut]).toEqual(['b']);
});

it('leaves each value its name where there is no room for texts', () => {
  const result = { stdout: 'x'.repeat(100), return_code: 3, succeeded: false };
  expect(fitResult(result, redact, 0)).toEqual({ stdout: '…', return_code: 3, succeeded: false });
});

it.each<[string, unknown]>([
  ['numbers', { before: 1, found: Array.from({ length: 400 }, () => Array<number>(400).fill(123_456)) }],
  ['names', Object.fromEntries(Array.from({ length: 500 }, (_, n) => [`${n}`.padEnd(300, '記'), true]))],
  ['empty lists', Array.from({ length: 500 }, () => Array.from({ length: 500 }, () => []))],
  ['whole numbers without end', { n: 10n ** 200_000n }],
])('cuts what is too large by its %s', (_of, result) => {
  const { value, cut } = fitted(result, asItIs, 120_000);
  expect(jsonBytes(value)).toBeLessThanOrEqual(120_000);
  expect(cut.size).toBeGreaterThan(0);
  expect(JSON.stringify(value).length).toBeGreaterThan(10_000);
});

it('finds room first for what nests less deep', () => {
  const result = { pages: Array.from({ length: 500 }, () => Array<number>(500).fill(7)), return_code: 3 };
  expect(fitResult(result, asItIs)).toMatchObject({ return_code: 3 });
});

it('cuts what has too many entries, or nests too deep', () => {
  expect(fitResult(Array(10_000).fill(1), redact)).toHaveLength(500);
  let deep: unknown = 'end';
  for (let n = 0; n < 10_000; n++) deep = [deep];
  expect(JSON.stringify(fitResult(deep, redact))).toBe(`${'['.repeat(12)}"…"${']'.repeat(12)}`);
});

it('ends where a value holds itself many times', () => {
  const itself: unknown[] = [];
  for (let n = 0; n < 500; n++) itself.push(itself);
  expect(jsonBytes(fitResult(itself, redact))).toBeLessThanOrEqual(120_000);
});

it('takes no more than it may, whatever comes, and leaves alone what fits', () => {
  const values = fc.object({ maxDepth: 4, maxKeys: 12, withBigInt: false, values: [fc.anything()] });
  fc.assert(
    fc.property(values, fc.integer({ min: 4_000, max: 20_000 }), (value, most) => {
      const json: unknown = JSON.parse(JSON.stringify(value));
      const fit = fitted(json, asItIs, most);
      expect(jsonBytes(fit.value)).toBeLessThanOrEqual(most);
      if (jsonBytes(json) <= most) expect(fit).toEqual({ value: json, cut: new Set() });
    }),
  );
});
