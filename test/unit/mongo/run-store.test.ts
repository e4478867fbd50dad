import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ended, orderedRun, type Run } from '../../../src/action/run.ts';
import type { RunId } from '../../../src/action/run-id.ts';
import { createRunStore, type RunStore } from '../../../src/mongo/run-store.ts';
import { startDocumentStore, type TestStore } from '../../harness/document-store.ts';

let store: TestStore;
let runs: RunStore;
beforeAll(async () => {
  store = await startDocumentStore();
  runs = createRunStore(store.db);
}, 300_000);
afterAll(() => store.stop());

const run = (tenant: string, id: RunId): Run =>
  orderedRun({
    tenant,
    id,
    action: 'core.restart',
    parameters: { host: 'db1', 'odd.key': { $set: 1 } },
    asked: { by: { id: 'ana', name: 'Ana' }, at: 1_000 },
    plan: { timeoutMs: 1_000, attempts: 1, retryMs: 1_000 },
  });

describe('runs', () => {
  it('are kept as they stand last, whichever is written last', async () => {
    const one = run('default', 'RUN-1');
    const over = ended(one, 2_000, { status: 'succeeded', result: { stdout: 'up' } });
    await runs.save(one);
    expect(await runs.find('default', 'RUN-1')).toEqual(one);
    await runs.save(over);
    await runs.save(one);
    expect(await runs.find('default', 'RUN-1')).toEqual(over);
    expect(await runs.find('acme', 'RUN-1')).toBeUndefined();
  });

  it('have numbers that rise, one for each delivery', async () => {
    expect(await runs.allocate('numbers', 'a')).toBe('RUN-1');
    expect(await runs.allocate('numbers', 'b')).toBe('RUN-2');
    expect(await runs.allocate('numbers', 'a')).toBe('RUN-1');
  });

  it('are listed with the newest first, page after page', async () => {
    for (let n = 0; n < 7; n++) {
      const id = await runs.allocate('listed', `d${n}`);
      // One was ordered and never began.
      if (id !== 'RUN-5') await runs.save(run('listed', id));
    }
    const ids = (some: readonly Run[]): string[] => some.map(({ id }) => id);
    const first = await runs.newest('listed', 4);
    expect([ids(first.runs), first.next]).toEqual([['RUN-7', 'RUN-6', 'RUN-4'], 4]);
    const second = await runs.newest('listed', 4, first.next);
    expect([ids(second.runs), second.next]).toEqual([['RUN-3', 'RUN-2', 'RUN-1'], undefined]);
    // There may be older ones than a number that has none.
    expect(await runs.newest('listed', 1, 6)).toEqual({ runs: [], next: 5 });
    expect(await runs.newest('listed', 4, 1)).toEqual({ runs: [] });
    expect(await runs.newest('nobody', 4)).toEqual({ runs: [] });
  });
});
