import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { format } from 'prettier';
import { expect } from 'vitest';
import type { Delivery } from '../../src/inbox/delivery.ts';
import type { Reading } from '../../src/inbox/reading.ts';

/** A delivery as it is kept in `test/fixtures/<source>/`: the headers that matter, and the body. */
export interface Fixture {
  readonly name: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
}

/** When every delivery of the tests was received, in epoch milliseconds. */
export const RECEIVED_AT = Date.UTC(2026, 10, 21, 3, 4, 5);

const folder = (source: string): URL => new URL(`../fixtures/${source}/`, import.meta.url);

/** @returns the fixtures of a source, by their names. */
export function fixturesOf(source: string): readonly Fixture[] {
  return readdirSync(folder(source))
    .filter((file) => file.endsWith('.json') && !file.endsWith('.golden.json'))
    .map((file) => ({
      name: file.slice(0, -'.json'.length),
      ...(JSON.parse(readFileSync(new URL(file, folder(source)), 'utf8')) as Omit<Fixture, 'name'>),
    }));
}

export function deliveryOf(
  headers: Readonly<Record<string, string>>,
  body: unknown,
  receivedAt = RECEIVED_AT,
): Delivery {
  const bytes = body instanceof Uint8Array ? body : Buffer.from(JSON.stringify(body));
  return { tenant: 'default', integration: 'in', receivedAt, headers, body: bytes };
}

/** Compares with what was reviewed: `vitest run <file> -u` writes `<name>.golden.json` anew. */
export async function expectGolden(source: string, name: string, reading: Reading): Promise<void> {
  const file = new URL(`${name}.golden.json`, folder(source));
  const text = await format(JSON.stringify(reading, null, 2), { parser: 'json', printWidth: 110 });
  await expect(text).toMatchFileSnapshot(file.pathname);
}

/** @throws when some body makes reading throw: anything at all, and the fixtures with any part put in another's place. */
export function expectNeverToThrow(
  read: (delivery: Delivery) => Reading,
  fixtures: readonly Fixture[],
  runs = 300,
): void {
  const fixture = fc.constantFrom(...fixtures);
  fc.assert(
    fc.property(fixture, fc.jsonValue(), ({ headers }, body) => {
      read(deliveryOf(headers, body));
    }),
    { numRuns: runs },
  );
  fc.assert(
    fc.property(fixture, fc.jsonValue(), fc.nat(), ({ headers, body }, odd, nth) => {
      read(deliveryOf(headers, withOddPart(body, odd, nth)));
    }),
    { numRuns: runs },
  );
  fc.assert(
    fc.property(fixture, fc.uint8Array(), ({ headers }, bytes) => {
      read(deliveryOf(headers, bytes));
    }),
    { numRuns: runs / 3 },
  );
}

/** @returns a copy in which the nth value that is met has been replaced. */
function withOddPart(body: unknown, odd: unknown, nth: number): unknown {
  let count = 0;
  const total = countOf(body);
  return JSON.parse(
    JSON.stringify(body, (_key, value: unknown) => (count++ === nth % total ? odd : value)),
  ) as unknown;
}

function countOf(value: unknown): number {
  let count = 0;
  JSON.stringify(value, (_key, inner: unknown) => {
    count++;
    return inner;
  });
  return count;
}
