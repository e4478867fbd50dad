import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createRunOutputStore, type RunOutputStore } from '../../../src/mongo/run-output-store.ts';
import { startDocumentStore, type TestStore } from '../../harness/document-store.ts';
import { eventually } from '../../harness/eventually.ts';

let store: TestStore;
let output: RunOutputStore;
let failures: unknown[];
beforeAll(async () => {
  store = await startDocumentStore();
}, 300_000);
beforeEach(() => {
  failures = [];
  output = createRunOutputStore(store.db, {
    redact: (text) => text.replaceAll('s3cret', '[redacted]'),
    failed: (error) => failures.push(error),
    now: () => 1_000,
  });
});
afterAll(() => store.stop());

const read = async (run: 'RUN-1' | 'RUN-2' | 'RUN-3' | 'RUN-4' | 'RUN-5', attempt = 1) =>
  output.read('default', run, attempt);

describe('what a run prints', () => {
  it('can be read while it runs, and wholly afterwards, in its order', async () => {
    const sink = output.begin('default', 'RUN-1', 1);
    sink.print({ stream: 'stdout', text: 'one\n' });
    sink.print({ stream: 'stdout', text: 'two\n' });
    sink.print({ stream: 'stderr', text: 'oh\n' });
    await eventually('it can be read', async () => (await read('RUN-1')).pieces.length > 0);
    sink.print({ stream: 'stdout', text: 'three\n' });
    await sink.end(AbortSignal.abort());
    expect(await read('RUN-1')).toEqual({
      pieces: [
        { stream: 'stdout', text: 'one\ntwo\n' },
        { stream: 'stderr', text: 'oh\n' },
        { stream: 'stdout', text: 'three\n' },
      ],
      dropped: 0,
    });
    expect(await read('RUN-1', 2)).toEqual({ pieces: [], dropped: 0 });
    expect(await output.read('acme', 'RUN-1', 1)).toEqual({ pieces: [], dropped: 0 });
  });

  it('is kept without secrets, also those that come in two pieces or at the end of a page', async () => {
    const sink = output.begin('default', 'RUN-2', 1);
    const line = `${'x'.repeat(99)}\n`;
    for (let n = 0; n < 700; n++) sink.print({ stream: 'stdout', text: n % 2 ? `s3cr` : `et ${line}` });
    sink.print({ stream: 'stdout', text: 'et' });
    await sink.end(AbortSignal.abort());
    const all = (await read('RUN-2')).pieces.map(({ text }) => text).join('');
    expect(all.slice(3)).not.toMatch(/s3cr|et /);
    expect(all.match(/x{99}/g)).toHaveLength(350);
  });

  it('is kept with its beginning and its end where it is too long, each stream for itself', async () => {
    const sink = output.begin('default', 'RUN-3', 1, 256 * 1_024);
    for (let n = 0; n < 3_000; n++) {
      sink.print({ stream: 'stdout', text: `${n} ${'y'.repeat(999)}\n` });
      if (n === 1) sink.print({ stream: 'stderr', text: 'it begins\n' });
    }
    sink.print({ stream: 'stderr', text: 'it cannot go on\n' });
    await eventually('what is new can be read', async () =>
      (await read('RUN-3')).pieces.at(-1)?.text.includes('it cannot go on'),
    );
    await sink.end(AbortSignal.abort());
    const { pieces, dropped } = await read('RUN-3');
    const of = (stream: string) =>
      pieces.flatMap((one) => (one.stream === stream ? [one.text] : [])).join('');
    expect(of('stderr')).toBe('it begins\nit cannot go on\n');
    expect(of('stdout')).toMatch(
      /^0 y+\n1 y[\s\S]*\n\[… \d+ characters of stdout, not kept …\]\n[\s\S]*\n2999 y+\n$/,
    );
    expect(pieces.at(-1)).toEqual({ stream: 'stderr', text: 'it cannot go on\n' });
    expect(dropped).toBeGreaterThan(2_000_000);
  });

  it('is kept also where the store is away when it ends, once it is back', async () => {
    let isAway = true;
    const flaky = new Proxy(store.db, {
      get(db, name) {
        if (name !== 'collection') return Reflect.get(db, name) as unknown;
        return (of: string) =>
          new Proxy(db.collection(of), {
            get(collection, method) {
              if (method === 'replaceOne' && isAway) return () => Promise.reject(new Error('away'));
              const found: unknown = Reflect.get(collection, method);
              return typeof found === 'function' ? (found.bind(collection) as unknown) : found;
            },
          });
      },
    });
    const back = createRunOutputStore(flaky, {
      redact: (text) => text,
      failed: (error) => failures.push(error),
      now: () => 1_000,
    });
    const sink = back.begin('default', 'RUN-5', 1);
    sink.print({ stream: 'stderr', text: 'last words\n' });
    const ended = sink.end(new AbortController().signal);
    await eventually('it has failed', () => failures.length > 0);
    isAway = false;
    await ended;
    expect((await read('RUN-5')).pieces).toEqual([{ stream: 'stderr', text: 'last words\n' }]);
  });

  it('that cannot be kept fails nothing', async () => {
    const other = await startDocumentStore();
    const lost = createRunOutputStore(other.db, {
      redact: (text) => text,
      failed: (e) => failures.push(e),
      now: () => 1,
    });
    await other.stop();
    const sink = lost.begin('default', 'RUN-4', 1);
    sink.print({ stream: 'stdout', text: 'one' });
    await sink.end(AbortSignal.abort());
    expect(failures.length).toBeGreaterThan(0);
  });
});
