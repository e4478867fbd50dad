import fc from 'fast-check';
import { MongoClient } from 'mongodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { IncidentEvent } from '../../../src/incident/event.ts';
import { incidentId } from '../../../src/incident/id.ts';
import type { Incident } from '../../../src/incident/incident.ts';
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

  it('is amended only once its incident is closed, and then stays so, whatever is written again', async () => {
    const retitled = (title: string) => (before: Incident) =>
      before.title === title ? undefined : { ...before, title };
    const closing = record(incident(31, { status: 'closed', sequence: 2 }), 2);
    await incidents.saveView(record(incident(31), 1));
    expect(await incidents.amendClosed('default', 'INC-31', retitled('amended'))).toBe(false);
    await incidents.saveView(closing);
    const both = ['amended', 'amended'].map((title) =>
      incidents.amendClosed('default', 'INC-31', retitled(title)),
    );
    expect((await Promise.all(both)).sort()).toEqual([false, true]);
    await incidents.saveView(closing);
    expect((await incidents.find('default', 'INC-31'))?.incident).toMatchObject({
      status: 'closed',
      title: 'amended',
    });
    expect(await incidents.revision('default', 'INC-31')).toBe(3);
    expect(await incidents.amendClosed('default', 'INC-32', retitled('x'))).toBe(false);
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

  it('are the same where the store looks through all of them', async () => {
    const looking = createIncidentStore(store.db, 0);
    const found = async (filter: IncidentFilter): Promise<string[]> =>
      (await looking.list(tenant, filter, 100)).map(({ incident: { id } }) => id);
    expect(await found({ responder: 'ben', visibleTo: ['chidi'] })).toEqual(['INC-3']);
    expect(await found({ severity: 'SEV-1', active: false, before: 6 })).toEqual(['INC-1']);
    expect(await found({ text: 'incident 3' })).toEqual(['INC-3']);
    expect(await found({ since: AT, until: AT + 1, status: 'open' })).toEqual(['INC-5', 'INC-4']);
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

  it('are found by ids alone, and noticed when they change, however many are over or newer', async () => {
    const many = 'many';
    const old = incident(3, { tenant: many });
    await incidents.saveView(record(old, 1));
    const secret = incident(5, { tenant: many, private: true });
    await incidents.saveView(record(secret, 1));
    for (let number = 400; number < 1_100; number += 3)
      await incidents.saveView(record(incident(number, { tenant: many, status: 'closed' }), 1));
    const finds: Readonly<Record<string, unknown>>[] = [];
    const watched = new MongoClient(
      `mongodb://${store.db.client.options.hosts.join()}/?directConnection=true`,
      {
        monitorCommands: true,
      },
    );
    watched.on('commandStarted', ({ command }) => {
      if ('find' in command || 'aggregate' in command || 'count' in command)
        finds.push((command.filter as Readonly<Record<string, unknown>> | undefined) ?? {});
    });
    const fresh = createIncidentStore(watched.db(store.db.databaseName));
    const active = { active: true, visibleTo: ['chidi'] };
    expect((await fresh.list(many, active, 50)).map((view) => view.incident.id)).toEqual(['INC-3']);
    expect(await fresh.count(many, active)).toBe(1);
    expect(await fresh.count(many, { visibleTo: ['chidi'] })).toBe(235);
    expect(await fresh.count(many, {})).toBe(236);
    expect((await fresh.list(many, {}, 2)).map((view) => view.incident.id)).toEqual(['INC-1099', 'INC-1096']);
    const revisions = () => Promise.all([fresh.listRevision(many), fresh.listRevision(many, ['chidi'])]);
    const before = await revisions();
    await incidents.saveView(record({ ...secret, title: 'Changed' }, 2));
    const between = await revisions();
    expect([between[0] === before[0], between[1] === before[1]]).toEqual([false, true]);
    await incidents.saveView(record({ ...old, status: 'acknowledged' }, 2));
    const after = await revisions();
    expect(after.map((one, n) => one === between[n])).toEqual([false, false]);
    expect(finds.length).toBeGreaterThan(5);
    for (const filter of finds) expect(Object.keys(filter)).toEqual(['_id']);
    await watched.close();
  });

  it('are whole whatever numbers are left, such as after a rebuild', async () => {
    for (const number of [9_999, 4_000])
      await incidents.saveView(record(incident(number, { tenant: 'gaps' }), 1));
    expect(await ids('gaps', {})).toEqual(['INC-9999', 'INC-4000']);
    expect(await createIncidentStore(store.db).count('gaps', { active: true })).toBe(2);
  });

  it('have what a version wrote that marked nothing', async () => {
    const older = store.db.client.db('older');
    const written = createIncidentStore(older);
    for (const one of [incident(1), incident(700, { private: true }), incident(2, { status: 'closed' })])
      await written.saveView(record(one, 3));
    const before = await written.listRevision('default');
    await older.collection('incident_marks').drop();
    const upgraded = createIncidentStore(older);
    await upgraded.ensureIndexes();
    expect(await upgraded.listRevision('default')).toBe(before);
    const found = await upgraded.list('default', { active: true, visibleTo: ['chidi'] }, 10);
    expect(found.map((view) => view.incident.id)).toEqual(['INC-1']);
    expect(await upgraded.count('default', {})).toBe(3);
  });

  it('are there for who declared one as soon as it is', async () => {
    const declared: IncidentEvent = {
      type: 'declared',
      title: 'x',
      severity: 'SEV-3',
      sequence: 1,
      at: AT,
      by: ANA,
    };
    const saving = incidents.saveView(record(incident(1, { tenant: 'fresh' }), 1, [declared]));
    while ((await incidents.revision('fresh', 'INC-1')) === undefined) await Promise.resolve();
    expect(await ids('fresh', { active: true })).toEqual(['INC-1']);
    await saving;
  });
});
