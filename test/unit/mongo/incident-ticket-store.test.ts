import { afterAll, beforeAll, expect, it } from 'vitest';
import { createIncidentTicketStore } from '../../../src/mongo/incident-ticket-store.ts';
import { startDocumentStore, type TestStore } from '../../harness/document-store.ts';

let store: TestStore;
beforeAll(async () => {
  store = await startDocumentStore();
}, 300_000);
afterAll(() => store.stop());

const URL = 'https://github.com/acme/payments/issues/7';

it('knows of which incidents a ticket is, of each tenant and whatever its case, until they let it go', async () => {
  const tickets = createIncidentTicketStore(store.db);
  expect(await tickets.of('default', URL)).toEqual([]);
  await tickets.keep('default', 'https://GitHub.com/Acme/Payments/issues/7', 'INC-1', 'hub');
  await tickets.keep('default', URL, 'INC-1', 'hub');
  await tickets.keep('default', URL, 'INC-2', 'hub');
  expect(await tickets.of('default', URL)).toEqual([
    { incident: 'INC-1', tracker: 'hub' },
    { incident: 'INC-2', tracker: 'hub' },
  ]);
  expect(await tickets.of('acme', URL)).toEqual([]);
  await tickets.forget('default', 'INC-1', [URL, `${URL}0`]);
  expect(await tickets.of('default', URL)).toEqual([{ incident: 'INC-2', tracker: 'hub' }]);
  await tickets.forget('default', 'INC-2', [URL]);
  await tickets.forget('default', 'INC-2', [URL]);
  expect(await store.db.collection('incident_tickets').find({}).toArray()).toEqual([]);
});
