import { WorkflowNotFoundError, type Client } from '@temporalio/client';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createExporting } from '../../../../src/wiring/records/exporting.ts';
import { newIncident } from '../../../../src/incident/evolve.ts';
import { incidentId } from '../../../../src/incident/id.ts';
import { createStores, type Stores } from '../../../../src/mongo/index.ts';
import { startDocumentStore, type TestStore } from '../../../harness/document-store.ts';

const ANA = { id: 'ana', name: 'Ana' };
const ID = incidentId(1);
const SEND = 'default:INC-1:1:page:ana';

let store: TestStore;
let stores: Stores;

beforeAll(async () => {
  store = await startDocumentStore();
  stores = createStores(store.db);
  await stores.ensureIndexes();
}, 300_000);
afterAll(() => store.stop());

/** Temporal with the one run of the incident's workflow, until it forgets it. */
function temporal() {
  const at = { forgotten: false };
  const sent = {
    metadata: { encoding: Buffer.from('json/plain') },
    data: Buffer.from(JSON.stringify({ key: SEND })),
  };
  const handle = {
    describe: () =>
      at.forgotten
        ? Promise.reject(new WorkflowNotFoundError('gone', 'default:incident:INC-1', undefined))
        : Promise.resolve({ runId: 'run' }),
    fetchHistory: () =>
      Promise.resolve({
        events: [{ activityTaskScheduledEventAttributes: { input: { payloads: [sent] } } }],
      }),
  };
  const client = {
    options: { loadedDataConverter: { payloadCodecs: [] } },
    workflow: { getHandle: () => handle },
  } as unknown as Client;
  return { at, client };
}

it('an export that is kept anew still has the sends and the audit that the store has forgotten since', async () => {
  const { at, client } = temporal();
  let now = 1_000;
  const exporting = createExporting({ client, stores, redact: (text) => text, now: () => now });
  const incident = newIncident('default', ID, { title: 'x', severity: 'SEV-1', private: false, by: ANA }, 10);
  const view = { incident: { ...incident, sequence: 0 }, deadlines: [], problems: [] };
  await stores.incidents.saveView({ revision: 1, events: [], view });
  await stores.ledger.plan(
    { key: SEND, tenant: 'default', incident: ID, instance: 'main', target: 'main/@ana' },
    20,
  );
  const tried = {
    tenant: 'default',
    person: 'ana',
    name: 'Ana',
    via: 'main',
    outcome: 'done',
    incident: ID,
  } as const;
  await stores.audit.write({ ...tried, at: 30, action: 'close', deliveryId: '1' });
  await exporting.keep('default', ID);
  for (const name of ['notifications', 'audit']) await store.db.collection(name).deleteMany({});
  await stores.audit.write({ ...tried, at: 40, action: 'export', deliveryId: '2' });

  for (at.forgotten of [false, true]) {
    now += 1_000;
    await exporting.keep('default', ID);
    const kept = await exporting.kept('default', ID);
    expect(kept?.exportedAt).toBe(now);
    expect(kept?.audit.map(({ action }) => action)).toEqual(['close', 'export']);
    expect(kept?.notifications.map(({ key }) => key)).toEqual([SEND]);
    expect(kept?.history.map(({ runId }) => runId)).toEqual(['run']);
    expect(kept?.historyIncomplete).toBeUndefined();
  }
});
