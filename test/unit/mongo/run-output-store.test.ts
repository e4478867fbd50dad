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

const read = async (run: 'RUN-1' | 'RUN-2' | 'RUN-3' | 'RUN-4', attempt = 1) =>
  output.read('default', run, attempt);

describe('what a run prints', () => {
  it('can be read while it runs, and wholly afterwards, in its order', async () => {
    const sink = output.begin('default', 'RUN-1', 1);
    sink.print({ stream: 'stdout', text: 'one\n' });
    sink.print({ stream: 'stdout', text: 'two\n' });
    sink.print({ stream: 'stderr', text: 'oh\n' });
    await eventually('it can be read', async () => (await read('RUN-1')).pieces.length > 0);
    sink.print({ stream: 'stdout', text: 'three\n' });
    await sink.end();
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
    await sink.end();
    const all = (await read('RUN-2')).pieces.map(({ text }) => text).join('');
    expect(all.slice(3)).not.toMatch(/s3cr|et /);
    expect(all.match(/x{99}/g)).toHaveLength(350);
  });

  it('is dropped behind what is kept, and that is said', async () => {
    const sink = output.begin('default', 'RUN-3', 1);
    for (let n = 0; n < 90; n++) sink.print({ stream: 'stdout', text: `${'y'.repeat(99_999)}\n` });
    await sink.end();
    const { pieces, dropped } = await read('RUN-3');
    const length = pieces.reduce((sum, { text }) => sum + text.length, 0);
    expect(length).toBe(8 * 1_024 * 1_024);
    expect(length + dropped).toBe(9_000_000);
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
    await sink.end();
    expect(failures.length).toBeGreaterThan(0);
  });
});
