import { afterAll, beforeAll, expect, it } from 'vitest';
import { createActionStore } from '../../../src/mongo/action-store.ts';
import { createTicketAddressStore } from '../../../src/mongo/ticket-address-store.ts';
import { startDocumentStore, type TestStore } from '../../harness/document-store.ts';

let store: TestStore;
beforeAll(async () => {
  store = await startDocumentStore();
}, 300_000);
afterAll(() => store.stop());

const [PAY, OPS] = ['https://acme.atlassian.net/browse/PAY-17', 'https://acme.atlassian.net/browse/OPS-4'];
const LASTING = 'https://acme.atlassian.net/rest/api/2/issue/10002';

it('knows where a ticket was seen last, of each tenant, until it is forgotten', async () => {
  const addresses = createTicketAddressStore(store.db);
  expect(await addresses.seen('default', LASTING)).toBeUndefined();
  await addresses.note('default', LASTING, { url: PAY, at: 1 });
  await addresses.note('default', LASTING, { url: OPS, at: 2 });
  expect(await addresses.seen('default', LASTING)).toEqual({ url: OPS, at: 2 });
  expect(await addresses.seen('acme', LASTING)).toBeUndefined();
  await addresses.forget('acme', [PAY, OPS]);
  await addresses.forget('default', [OPS, PAY]);
  await addresses.forget('default', [OPS, PAY]);
  expect(await addresses.seen('default', LASTING)).toBeUndefined();
  expect(await store.db.collection('ticket_addresses').find({}).toArray()).toEqual([]);
});

it('finds an action item by every address that its ticket had, until it is deleted', async () => {
  const actions = createActionStore(store.db);
  const created = { by: { id: 'ana', name: 'Ana' }, at: 1 };
  const issue = { tracker: 'jira', key: 'PAY-17', url: PAY };
  await actions.add('default', 'INC-7', 'a', { text: 'x', created, issue }, 10);
  await actions.change('default', 'INC-7', 1, (item) => item);
  const moved = { from: [{ key: 'PAY-17', url: PAY }], at: 2 };
  await actions.change('default', 'INC-7', 1, (item) => ({
    ...item,
    issue: { ...issue, key: 'OPS-4', url: OPS, moved },
  }));
  for (const url of [PAY, OPS])
    expect(await actions.byTicket('default', url)).toEqual({ incident: 'INC-7', number: 1 });
  await actions.delete('default', 'INC-7');
  for (const url of [PAY, OPS]) expect(await actions.byTicket('default', url)).toBeUndefined();
});
