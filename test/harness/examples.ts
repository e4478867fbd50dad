import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { MOST } from '../../src/inbox/bounded.ts';
import type { Reading } from '../../src/inbox/reading.ts';

/** A body that a vendor published, under `test/fixtures/<source>/<event>/<name>.json`. */
export interface Example {
  /** Name of its folder. */
  readonly event: string;
  readonly name: string;
  readonly body: Uint8Array;
}

const fixtures = join(import.meta.dirname, '..', 'fixtures');
const GOLDEN = '.golden.json';

/** @returns the published examples of a source, in the order of their names. */
export function examplesOf(source: string): readonly Example[] {
  return readdirSync(join(fixtures, source), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .flatMap(({ name: event }) =>
      readdirSync(join(fixtures, source, event))
        .filter((file) => file.endsWith('.json') && !file.endsWith(GOLDEN))
        .map((file) => ({
          event,
          name: file.slice(0, -'.json'.length),
          body: readFileSync(join(fixtures, source, event, file)),
        })),
    );
}

/** @returns one example's body as JSON. @throws when there is none of that name. */
export function exampleOf(source: string, event: string, name: string): Record<string, unknown> {
  const text = readFileSync(join(fixtures, source, event, `${name}.json`), 'utf8');
  return JSON.parse(text) as Record<string, unknown>;
}

/**
 * Tests that each published example of a source is read as its golden file beside it says, which `npx vitest -u` writes
 * anew: to be reviewed line by line.
 */
export function readAsGolden(source: string, read: (example: Example) => Reading): void {
  it.each(examplesOf(source))('$event/$name is read as its golden file says', async (example) => {
    const golden = join(fixtures, source, example.event, `${example.name}${GOLDEN}`);
    await expect(`${JSON.stringify(read(example), null, 2)}\n`).toMatchFileSnapshot(golden);
  });
}

/**
 * Tests that nothing that may come makes a source throw, or keep more than it may: any JSON, and published examples in
 * which values are gone or are others.
 */
export function readWhateverComes(source: string, read: (example: Example) => Reading): void {
  const examples = examplesOf(source);
  const events = [...new Set(examples.map(({ event }) => event))];
  const bodies = fc.oneof(
    fc.record({ event: fc.constantFrom(...events), body: fc.jsonValue() }),
    fc.constantFrom(...examples).chain(({ event, body }) => {
      const published: unknown = JSON.parse(Buffer.from(body).toString());
      const paths = pathsIn(published);
      const changes = fc.array(
        fc.record({ path: fc.constantFrom(...paths), value: fc.oneof(fc.jsonValue(), fc.constant(LONG)) }),
        { minLength: 1, maxLength: 3 },
      );
      return changes.map((list) => ({
        event,
        body: list.reduce((whole, { path, value }) => put(whole, path, value), published),
      }));
    }),
  );
  it('nothing that may come makes it throw, or keep more than it may', () => {
    fc.assert(
      fc.property(bodies, ({ event, body }) => {
        const bytes = Buffer.from(JSON.stringify(body));
        const reading = read({ event, name: 'any', body: bytes });
        expect(['read', 'ignored', 'unparsed']).toContain(reading.kind);
        expect(JSON.parse(JSON.stringify(reading))).toEqual(reading);
        const longest = Math.max(0, ...textsIn(reading).map((text) => text.length));
        expect(longest).toBeLessThanOrEqual(MOST.text);
      }),
      { numRuns: 500 },
    );
  });

  it('bytes that are no JSON in UTF-8 are kept unparsed', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 50 }), fc.constantFrom(...events), (noise, event) => {
        const body = Buffer.concat([Buffer.from('{"'), noise]);
        expect(['unparsed', 'ignored']).toContain(read({ event, name: 'noise', body }).kind);
      }),
    );
  });
}

const LONG = 'x'.repeat(MOST.text + 10_000);

type Path = readonly (string | number)[];

/** Every place in a JSON value, its whole among them. */
function pathsIn(value: unknown, at: Path = []): Path[] {
  if (Array.isArray(value)) return [at, ...value.flatMap((item, n) => pathsIn(item, [...at, n]))];
  if (typeof value !== 'object' || value === null) return [at];
  return [at, ...Object.entries(value).flatMap(([key, inner]) => pathsIn(inner, [...at, key]))];
}

/** A copy with another value in one place; the copy as it is where that place is gone. */
function put(whole: unknown, [first, ...rest]: Path, value: unknown): unknown {
  if (first === undefined) return value;
  if (Array.isArray(whole))
    return whole.map((item: unknown, n) => (n === first ? put(item, rest, value) : item));
  if (typeof whole !== 'object' || whole === null) return whole;
  return Object.fromEntries(
    Object.entries(whole).map(([key, inner]) => [key, key === first ? put(inner, rest, value) : inner]),
  );
}

function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap(textsIn);
}
