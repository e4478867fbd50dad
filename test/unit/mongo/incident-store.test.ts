import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { IncidentEvent } from '../../../src/incident/event.ts';
import { incidentId } from '../../../src/incident/id.ts';
import {
  createIncidentStore,
  type IncidentFilter,
  type IncidentStore,
} from '../../../src/mongo/incident-store.ts';
import { startDocumentStore, type TestStore } from '../../harness/document-store.ts';
import { ANA, AT, BEN, incident, record } from './record.ts';

let store: TestStore;
let incidents: IncidentStore;

beforeAll(async () => {
  store = await startDocumentStore();
  incidents = createIncidentStore(store.db);
  await incidents.ensureIndexes();
}, 300_000);
afterAll(() => store.stop());

const ids = async (tenant: string, filter: IncidentFilter, limit = 100): Promise<string[]> =>
  (await incidents.list(tenant, filter, limit)).map((view) => view.incident.id);

describe('the read model', () => {
  it('is what was saved last', async () => {
    await incidents.saveView(record(incident(1), 1));
    await incidents.saveView(record(incident(1, { status: 'acknowledged', sequence: 2 }), 2));
    expect((await incidents.find('default', 'INC-1'))?.incident.status).toBe('acknowledged');
    expect(await incidents.revision('default', 'INC-1')).toBe(2);
  });

  it('never turns back, in whatever order the records come', async () => {
    let number = 100;
    const orders = fc.shuffledSubarray([1, 2, 3, 4, 5], { minLength: 5 });
    await fc.assert(
      fc.asyncProperty(orders, fc.nat(4), async (order, repeated) => {
        const id = ++number;
        for (const revision of [...order, order[repeated] ?? 1]) {
          await incidents.saveView(record(incident(id, { title: `as of ${revision}` }), revision));
        }
        expect((await incidents.find('default', incidentId(id)))?.incident.title).toBe('as of 5');
      }),
      { numRuns: 25 },
    );
  });

  it('keeps the newest of 30 records that come at once', async () => {
    const revisions = Array.from({ length: 30 }, (_, index) => ((index * 7) % 30) + 1);
    await Promise.all(revisions.map((revision) => incidents.saveView(record(incident(7), revision))));
    expect(await incidents.revision('default', 'INC-7')).toBe(30);
  });

  it('is written again by a record of the same revision: a retry of one that was lost', async () => {
    await incidents.saveView(record(incident(8, { title: 'first' }), 3));
    await incidents.saveView(record(incident(8, { title: 'again' }), 3));
    expect((await incidents.find('default', 'INC-8'))?.incident.title).toBe('again');
  });

  it('belongs to one tenant', async () => {
    await incidents.saveView(record(incident(9, { tenant: 'acme' }), 1));
    expect(await incidents.find('default', 'INC-9')).toBeUndefined();
    expect((await incidents.find('acme', 'INC-9'))?.incident.tenant).toBe('acme');
  });
});

describe('an incident is found by its own channel', () => {
  const opened = (channel: string): IncidentEvent[] => [
    { type: 'channel_opened', instance: 'main', channel, name: 'inc', sequence: 2, at: AT, by: ANA },
  ];

  it('until it is closed, with the newest that opened it', async () => {
    await incidents.saveView(record(incident(20, { tenant: 'rooms' }), 1, opened('C1')));
    expect(await incidents.findByChannel('rooms', 'main', 'C1')).toBe('INC-20');
    await incidents.saveView(record(incident(21, { tenant: 'rooms' }), 1, opened('C1')));
    await incidents.saveView(record(incident(20, { tenant: 'rooms' }), 1, opened('C1')));
    expect(await incidents.findByChannel('rooms', 'main', 'C1')).toBe('INC-21');
    await incidents.saveView(record(incident(21, { tenant: 'rooms', status: 'closed' }), 2));
    expect(await incidents.findByChannel('rooms', 'main', 'C1')).toBeUndefined();
  });

  it('and not by one that others share, of another instance or of another tenant', async () => {
    const shared = { instance: 'main', channel: 'C2', own: false };
    await incidents.saveView(record(incident(22, { tenant: 'rooms' }), 1, [], [shared]));
    await incidents.saveView(record(incident(23, { tenant: 'rooms' }), 1, opened('C3')));
    expect(await incidents.findByChannel('rooms', 'main', 'C2')).toBeUndefined();
    expect(await incidents.findByChannel('rooms', 'other', 'C3')).toBeUndefined();
    expect(await incidents.findByChannel('default', 'main', 'C3')).toBeUndefined();
  });
});

describe('lists', () => {
  const tenant = 'lists';
  beforeAll(async () => {
    const responder = { person: BEN, since: AT };
    const all = [
      incident(1, { tenant, status: 'closed', severity: 'SEV-1' }),
      incident(2, {
        tenant,
        status: 'open',
        team: 'payments',
        service: 'checkout',
        declared: { by: ANA, at: AT - 60_000 },
      }),
      incident(3, { tenant, status: 'acknowledged', responders: [responder] }),
      incident(4, { tenant, private: true, declared: { by: ANA, at: AT } }),
      incident(5, { tenant, private: true, declared: { by: ANA, at: AT }, responders: [responder] }),
      incident(6, { tenant, status: 'resolved', severity: 'SEV-1' }),
    ];
    for (const one of all) await incidents.saveView(record(one, 1));
  });

  it.each<[string, IncidentFilter, string[]]>([
    ['everything, newest first', {}, ['INC-6', 'INC-5', 'INC-4', 'INC-3', 'INC-2', 'INC-1']],
    ['a status', { status: 'acknowledged' }, ['INC-3']],
    ['a severity', { severity: 'SEV-1' }, ['INC-6', 'INC-1']],
    ['a team', { team: 'payments' }, ['INC-2']],
    ['a service', { service: 'checkout' }, ['INC-2']],
    ['a responder', { responder: 'ben' }, ['INC-5', 'INC-3']],
    ['the active', { active: true }, ['INC-5', 'INC-4', 'INC-3', 'INC-2']],
    ['the others', { active: false }, ['INC-6', 'INC-1']],
    ['those declared until an instant', { until: AT }, ['INC-2']],
    ['those declared from an instant on', { since: AT, before: 4 }, ['INC-3', 'INC-1']],
    ['those declared between two', { since: AT - 60_000, until: AT - 59_999 }, ['INC-2']],
    ['the page after another', { before: 3 }, ['INC-2', 'INC-1']],
    ['what a stranger sees', { visibleTo: ['chidi'] }, ['INC-6', 'INC-3', 'INC-2', 'INC-1']],
    ['what a responder sees', { visibleTo: ['ben'] }, ['INC-6', 'INC-5', 'INC-3', 'INC-2', 'INC-1']],
    ['what one of two sees', { visibleTo: ['chidi', 'ben'] }, ['INC-6', 'INC-5', 'INC-3', 'INC-2', 'INC-1']],
    ['what the declarer sees', { visibleTo: ['ana'], active: true }, ['INC-5', 'INC-4', 'INC-3', 'INC-2']],
    ['what nobody in particular sees', { visibleTo: [] }, ['INC-6', 'INC-3', 'INC-2', 'INC-1']],
    ['filters together', { severity: 'SEV-1', active: false, before: 6 }, ['INC-1']],
  ])('are narrowed to %s', async (_, filter, expected) => {
    expect(await ids(tenant, filter)).toEqual(expected);
    expect(await incidents.count(tenant, filter)).toBe(expected.length);
  });

  it('come in pages without gaps or repetitions', async () => {
    const first = await ids(tenant, {}, 4);
    const second = await ids(tenant, { before: Number(first.at(-1)?.slice(4)) }, 4);
    expect([...first, ...second]).toEqual(['INC-6', 'INC-5', 'INC-4', 'INC-3', 'INC-2', 'INC-1']);
  });

  it('have a revision that changes with every change and only then', async () => {
    const before = await incidents.listRevision(tenant);
    expect(await incidents.listRevision(tenant)).toBe(before);
    await incidents.saveView(record(incident(2, { tenant, status: 'mitigated' }), 2));
    const changed = await incidents.listRevision(tenant);
    expect(changed).not.toBe(before);
    await incidents.saveView(record(incident(7, { tenant }), 1));
    expect(await incidents.listRevision(tenant)).not.toBe(changed);
  });
});
