import { afterAll, beforeAll, expect, it } from 'vitest';
import type { InstanceCheck, InstanceReport } from '../../../src/chat/instance-status.ts';
import { createInstanceStore, type InstanceStore } from '../../../src/mongo/instance-store.ts';
import { startDocumentStore, type TestStore } from '../../harness/document-store.ts';

let store: TestStore;
let instances: InstanceStore;

beforeAll(async () => {
  store = await startDocumentStore();
  instances = createInstanceStore(store.db);
}, 300_000);
afterAll(() => store.stop());

const check = (tenant: string, instance: string, more: Partial<InstanceCheck> = {}): InstanceCheck => ({
  tenant,
  instance,
  platform: 'slack',
  at: 1_000,
  since: 1_000,
  ok: true,
  failures: 0,
  everyMs: 60_000,
  past: { calls: 0, errors: {} },
  ...more,
});
const report = (instance: string, process: string, calls = 1): InstanceReport => ({
  tenant: 'default',
  instance,
  process,
  at: 1_000,
  calls,
  errors: { rate_limited: 1 },
});

it('keeps the newest check of each instance, and each tenant its own', async () => {
  await instances.saveCheck(check('default', 'main', { ok: false, code: 'authentication_failed' }));
  await instances.saveCheck(check('default', 'main', { at: 2_000 }));
  await instances.saveCheck(check('other', 'main', { at: 3_000 }));
  expect(await instances.findCheck('default', 'main')).toEqual(check('default', 'main', { at: 2_000 }));
  expect(await instances.findCheck('default', 'nobody')).toBeUndefined();
  expect([...(await instances.all('other'))]).toEqual([
    ['main', { check: check('other', 'main', { at: 3_000 }), reports: [] }],
  ]);
});

it('keeps one report of each process, at which all may write at once', async () => {
  await Promise.all(
    ['a', 'b', 'c'].flatMap((process) =>
      [1, 2, 3].map((calls) => instances.saveReport(report('busy', process, calls))),
    ),
  );
  const { reports } = (await instances.all('default')).get('busy')!;
  expect(reports).toEqual(['a', 'b', 'c'].map((process) => report('busy', process, 3)));
});

it('gives a report to one who takes it', async () => {
  const gone = report('left', 'a');
  await instances.saveReport(gone);
  const taken = await Promise.all([1, 2, 3].map(() => instances.takeReport(gone)));
  expect(taken.filter((one) => one !== undefined)).toEqual([gone]);
  expect((await instances.all('default')).has('left')).toBe(false);
});
