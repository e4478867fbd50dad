import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { AuditEntry } from '../../../../src/access/audit-entry.ts';
import { again, atStep, begun, ended, orderedRun, type RunOrder } from '../../../../src/action/run.ts';
import type { RunId } from '../../../../src/action/run-id.ts';
import { outputName } from '../../../../src/action/step.ts';
import { newIncident } from '../../../../src/incident/evolve.ts';
import { incidentId } from '../../../../src/incident/id.ts';
import type { Incident } from '../../../../src/incident/incident.ts';
import { createStores, type Stores } from '../../../../src/mongo/index.ts';
import { createRunOutputStore } from '../../../../src/mongo/run-output-store.ts';
import { createRetaining, type Retaining } from '../../../../src/wiring/records/retaining.ts';
import { RETAINED, sweptText, type RetentionRules } from '../../../../src/retention/rules.ts';
import { startDocumentStore, type TestStore } from '../../../harness/document-store.ts';

const DAY = 86_400_000;
const NOW = Date.parse('2026-06-01T00:00:00Z');
const ANA = { id: 'ana', name: 'Ana' };
const RULES: RetentionRules = Object.fromEntries(RETAINED.map((name) => [name, 100 * DAY]));

let store: TestStore;
let stores: Stores;
let rules: RetentionRules;
let retaining: Retaining;
let exported: string[];

beforeAll(async () => {
  store = await startDocumentStore();
}, 300_000);
afterAll(() => store.stop());
beforeEach(async () => {
  for (const { name } of await store.db.listCollections().toArray())
    await store.db.collection(name).deleteMany({});
  stores = createStores(store.db);
  await stores.ensureIndexes();
  exported = [];
  rules = RULES;
  retaining = createRetaining({
    stores,
    exporting: {
      keep: (_tenant, id) => {
        exported.push(id);
        return Promise.resolve(undefined);
      },
    },
    rules: () => rules,
    isConfigured: ({ integration }) => integration === 'alerts',
    now: () => NOW,
  });
});

/** An incident that was closed so many days ago; undefined: not closed. */
async function incident(
  number: number,
  closedDaysAgo: number | undefined,
  tenant = 'default',
): Promise<void> {
  const declaration = { title: 'x', severity: 'SEV-1' as const, private: false, by: ANA };
  const made = newIncident(tenant, incidentId(number), declaration, NOW - 300 * DAY);
  const closed: Incident =
    closedDaysAgo === undefined
      ? made
      : { ...made, status: 'closed', closed: { by: ANA, at: NOW - closedDaysAgo * DAY } };
  const event = { type: 'declared', title: 'x', severity: 'SEV-1', sequence: 1, at: 0, by: ANA } as const;
  const record = {
    revision: 1,
    events: [event],
    view: { incident: { ...closed, sequence: 1 }, deadlines: [], problems: [] },
  };
  await stores.incidents.saveView(record);
  await stores.timeline.appendTimeline(record);
}

const audit = (n: number, days: number, more: Partial<AuditEntry> = {}): Promise<void> =>
  stores.audit.write({
    tenant: 'default',
    at: NOW - days * DAY,
    person: 'ana',
    name: 'Ana',
    via: 'main',
    action: 'ack',
    outcome: 'done',
    deliveryId: `d${n}`,
    ...more,
  });

const count = (collection: string): Promise<number> => store.db.collection(collection).countDocuments({});

it('deletes what is too old, of its own tenant, and no more than it is told', async () => {
  for (let n = 0; n < 5; n++) await audit(n, 200);
  await audit(6, 50);
  await audit(7, 200, { tenant: 'acme' });
  expect(await retaining.sweep('default', 'audit', { most: 3, dryRun: true })).toEqual({
    name: 'audit',
    deleted: 3,
    more: true,
  });
  expect(await count('audit')).toBe(7);
  expect(await retaining.sweep('default', 'audit', { most: 3 })).toEqual({
    name: 'audit',
    deleted: 3,
    more: true,
  });
  expect(await retaining.sweep('default', 'audit', { most: 3 })).toEqual({
    name: 'audit',
    deleted: 2,
    more: false,
  });
  expect((await stores.audit.list('default', 10)).map(({ deliveryId }) => deliveryId)).toEqual(['d6']);
  expect(await stores.audit.list('acme', 10)).toHaveLength(1);
});

it('leaves everything of an incident that is not closed, or on hold', async () => {
  await incident(1, undefined);
  await incident(2, 200);
  await incident(3, 200);
  await stores.holds.put('default', 'INC-2', { by: ANA, at: NOW, note: 'court' });
  for (const id of ['INC-1', 'INC-2', 'INC-3']) {
    await audit(Number(id.slice(4)), 200, { incident: id });
    await stores.ledger.plan(
      {
        key: `default:${id}:1:page:ana`,
        tenant: 'default',
        incident: id,
        instance: 'main',
        target: 'main/@ana',
      },
      NOW - 200 * DAY,
    );
  }
  for (const name of ['audit', 'notifications', 'incidents'] as const)
    expect((await retaining.sweep('default', name, { most: 100 })).deleted, name).toBe(1);
  expect(await stores.incidents.find('default', 'INC-1')).toBeDefined();
  expect(await stores.incidents.find('default', 'INC-2')).toBeDefined();
  await stores.holds.end('default', 'INC-2');
  expect((await retaining.sweep('default', 'incidents', { most: 100 })).deleted).toBe(1);
});

it('keeps an export of an incident before it goes with all that is its own', async () => {
  await incident(4, 200);
  await stores.postmortems.add('default', 'INC-4', { revision: 1, status: 'draft', sections: { a: 'b' } });
  await stores.actions.add('default', 'INC-4', 'x', { text: 'x', created: { by: ANA, at: 0 } }, 10);
  await stores.ledger.plan(
    { key: 'default:INC-4:1:main/#a', tenant: 'default', incident: 'INC-4', instance: 'main', target: 'a' },
    NOW,
  );
  await audit(4, 200, { incident: 'INC-4' });
  expect((await retaining.sweep('default', 'audit', { most: 100 })).deleted, 'of what is to be done').toBe(0);
  expect((await retaining.sweep('default', 'incidents', { most: 100 })).deleted).toBe(0);
  expect(await stores.incidents.count('default', {})).toBe(1);
  await stores.actions.change('default', 'INC-4', 1, (item) => ({ ...item, done: { by: ANA, at: 1 } }));
  expect((await retaining.sweep('default', 'incidents', { most: 100 })).deleted).toBe(1);
  expect(exported).toEqual(['INC-4']);
  expect(await stores.incidents.count('default', {})).toBe(0);
  expect(await stores.ledger.keysOf('default', 'INC-4')).toEqual([]);
  for (const collection of ['incidents', 'timeline', 'postmortems', 'postmortem_versions', 'action_items'])
    expect(await count(collection), collection).toBe(0);
});

it('forgets deliveries, questions and lanes that nobody uses', async () => {
  const delivery = { tenant: 'default', instance: 'main', kind: 'command', user: 'U1', text: 'ack 1' };
  await stores.deliveries.receive({ ...delivery, deliveryId: 'old', receivedAt: NOW - 200 * DAY });
  await stores.deliveries.receive({ ...delivery, deliveryId: 'new', receivedAt: NOW - DAY });
  await stores.confirmations.ask('default', 'main', 'old', { changes: [], by: ANA, at: NOW - 200 * DAY });
  await stores.confirmations.ask('acme', 'main', 'old', { changes: [], by: ANA, at: NOW - 200 * DAY });
  const owner = { tenant: 'default', instance: 'main' };
  for (const [name, at] of [
    ['old', NOW - 200 * DAY],
    ['new', NOW],
  ] as const)
    await stores.lanes.ask(owner, { name, everyMs: 1_000, burst: 1 }, { urgency: 'news', now: at });
  for (const name of ['deliveries', 'confirmations', 'lanes'] as const)
    expect(await retaining.sweep('default', name, { most: 100 })).toEqual({ name, deleted: 1, more: false });
  expect(await stores.deliveries.receive({ ...delivery, deliveryId: 'new', receivedAt: NOW })).toBeDefined();
  expect(await stores.confirmations.find('acme', 'main', 'old')).toBeDefined();
  const again = await stores.lanes.ask(
    owner,
    { name: 'old', everyMs: 1_000, burst: 1 },
    { urgency: 'news', now: NOW },
  );
  expect(again).toMatchObject({ kind: 'go' });
});

it('deletes old exports with all their chunks, and nothing that has no rule', async () => {
  await incident(5, 200);
  const view = (await stores.incidents.find('default', 'INC-5'))!;
  await stores.exports.keep({
    format: 'muster-incident',
    version: 1,
    exportedAt: NOW - 200 * DAY,
    tenant: 'default',
    id: 'INC-5',
    view,
    timeline: [],
    notifications: [],
    audit: [],
    actions: [],
    workflowId: 'w',
    history: [],
  });
  rules = {};
  expect(await retaining.sweep('default', 'exports', { most: 100 })).toEqual({
    name: 'exports',
    deleted: 0,
    more: false,
  });
  expect(retaining.ruled('default')).toEqual([]);
  rules = RULES;
  expect((await retaining.sweep('default', 'exports', { most: 100 })).deleted).toBe(1);
  expect(await count('export_chunks')).toBe(0);
});

it('is told in words', () => {
  const swept = [
    { name: 'audit', deleted: 2 },
    { name: 'lanes', deleted: 0 },
    { name: 'audit', deleted: 3 },
  ] as const;
  expect(sweptText(swept)).toBe('5 audit');
});

it('deletes lists of deliveries that nobody has read again', async () => {
  const { inboxAgain } = stores;
  const keep = (tenant: string, days: number) =>
    inboxAgain.keep({ tenant, integration: 'gone' }, ['one'], NOW - days * DAY);
  const [old, fresh, others] = [
    await keep('default', 101),
    await keep('default', 99),
    await keep('acme', 101),
  ];
  expect((await retaining.sweep('default', 'inbox', { most: 100 })).deleted).toBe(1);
  const part = (tenant: string, { list }: { readonly list: string }) =>
    inboxAgain.part({ tenant, integration: 'gone' }, list, 0);
  expect(await part('default', old)).toBeUndefined();
  expect(await part('default', fresh)).toEqual(['one']);
  expect(await part('acme', others)).toEqual(['one']);
});

it('deletes what waits of an integration that nobody has configured any more, and goes on after it', async () => {
  const { inboxBatches } = stores;
  const wait = async (tenant: string, integration: string, number: number, days: number) => {
    const receivedAt = NOW - days * DAY;
    const batch = { tenant, integration, lane: 'replica-1', number };
    const body = new TextEncoder().encode('{}');
    const one = { id: `c-${number}`, receivedAt, by: 'address' as const, headers: {}, body, bodyBytes: 2 };
    await inboxBatches.enter(batch, receivedAt);
    await inboxBatches.put([await inboxBatches.pack({ ...batch, deliveries: [one] })]);
    return batch;
  };
  const lane = { tenant: 'default', integration: 'gone', lane: 'replica-1' };
  for (const [number, days] of [200, 150, 50].entries()) await wait('default', 'gone', number, days);
  const stays = [await wait('default', 'alerts', 0, 200), await wait('acme', 'gone', 0, 200)];
  expect(await retaining.sweep('default', 'inbox', { most: 100, dryRun: true })).toMatchObject({
    deleted: 2,
  });
  expect(await retaining.sweep('default', 'inbox', { most: 1 })).toMatchObject({ deleted: 1, more: true });
  expect(await retaining.sweep('default', 'inbox', { most: 100 })).toMatchObject({ deleted: 1, more: false });
  expect(await inboxBatches.nextOf(lane)).toBe(2);
  expect(await inboxBatches.since({ ...lane, number: 2 })).toBe(NOW - 50 * DAY);
  for (const batch of stays) expect(await inboxBatches.since(batch)).toBe(NOW - 200 * DAY);
});

describe('runs', () => {
  const output = () =>
    createRunOutputStore(store.db, {
      redact: (text) => text,
      failed: () => undefined,
      now: () => NOW - 200 * DAY,
    });

  /** A run of two attempts and a step, all of which printed something; `days`: since it ended, if it has. */
  async function ran(id: RunId, days: number | undefined, more: Partial<RunOrder> = {}): Promise<void> {
    const plan = { timeoutMs: 1, attempts: 2, retryMs: 1 };
    const asked = { by: ANA, at: NOW - 300 * DAY };
    const order = { tenant: 'default', id, action: 'core.local', parameters: {}, asked, plan, ...more };
    const step = {
      place: '1',
      task: 'look',
      action: 'core.local',
      status: 'succeeded',
      attempts: 1,
    } as const;
    const run = atStep(again(begun(orderedRun(order), asked.at), 2), step);
    await stores.runs.save(days === undefined ? run : ended(run, NOW - days * DAY, { status: 'succeeded' }));
    for (const [name, attempt] of [
      [id, 1],
      [id, 2],
      [outputName(id, step), 1],
    ] as const) {
      const sink = output().begin('default', name, attempt);
      sink.print({ stream: 'stdout', text: 'x'.repeat(100_000) });
      await sink.end(AbortSignal.abort());
    }
  }
  const swept = async (name: 'runs' | 'runOutput', dryRun = false): Promise<number> =>
    (await retaining.sweep('default', name, { most: 100, dryRun })).deleted;
  const printed = (id: RunId) => output().read('default', id, 2);

  beforeEach(async () => {
    await incident(1, undefined);
    await incident(2, 200);
    await ran('RUN-1', 200);
    await ran('RUN-2', 50);
    await ran('RUN-3', undefined);
    await ran('RUN-4', 200, { incident: 'INC-1' });
    await ran('RUN-5', 200, { incident: 'INC-2' });
  });

  it('go since they ended with what they printed, unless their incident is to stay', async () => {
    rules = { runs: 100 * DAY };
    expect(await swept('runs', true)).toBe(2);
    expect(await swept('runs')).toBe(2);
    expect(await swept('runs')).toBe(0);
    for (const id of ['RUN-2', 'RUN-3', 'RUN-4'] as const)
      expect(await stores.runs.find('default', id), id).toBeDefined();
    for (const id of ['RUN-1', 'RUN-5'] as const) {
      expect(await stores.runs.find('default', id), id).toBeUndefined();
      expect((await printed(id)).pieces, id).toEqual([]);
      expect((await output().read('default', `${id}/1`, 1)).pieces, id).toEqual([]);
    }
    expect((await printed('RUN-4')).pieces).not.toEqual([]);
  });

  it('lose what they printed before, but for those that go on', async () => {
    rules = { runOutput: 100 * DAY };
    const pages = await count('run_output');
    expect(await swept('runOutput', true)).toBe((pages / 5) * 3);
    expect(await swept('runOutput')).toBe((pages / 5) * 3);
    for (const id of ['RUN-1', 'RUN-2', 'RUN-5'] as const) {
      expect((await printed(id)).pieces, id).toEqual([]);
      expect(await stores.runs.find('default', id), id).toBeDefined();
    }
    for (const id of ['RUN-3', 'RUN-4'] as const) expect((await printed(id)).pieces, id).not.toEqual([]);
  });
});
