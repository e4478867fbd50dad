import { expect, test } from 'vitest';
import type { Refusal } from '../../src/incident/refusal.ts';
import { Processed } from '../../workflows/incident/processed.ts';

const outcome = (message: string): Refusal => ({ code: 'bad_argument', message });

test('the newest 200 outcomes are known by their delivery', () => {
  const processed = new Processed([]);
  for (let i = 1; i <= 250; i++) processed.remember(`evt-${i}`, outcome(`outcome ${i}`));
  expect(processed.outcome('evt-50')).toBeUndefined();
  expect(processed.outcome('evt-51')).toEqual(outcome('outcome 51'));
  expect(processed.outcome('evt-250')).toEqual(outcome('outcome 250'));
  expect(processed.outcome(undefined)).toBeUndefined();
});

test('a new run begins with the newest of them that fit into what Temporal takes', () => {
  const processed = new Processed([]);
  for (let i = 1; i <= 200; i++) processed.remember(`evt-${i}`, outcome('記'.repeat(3_000)));
  const entries = processed.entries();
  expect(Buffer.byteLength(JSON.stringify(entries))).toBeLessThan(256_000);
  expect(entries.map(([id]) => id)).toEqual(
    Array.from({ length: entries.length }, (_, index) => `evt-${201 - entries.length + index}`),
  );
  expect(entries.length).toBeGreaterThan(20);
});
