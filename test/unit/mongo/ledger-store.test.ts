import { MongoClient, type CommandStartedEvent } from 'mongodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createLedgerStore, type LedgerStore } from '../../../src/mongo/ledger-store.ts';
import { startDocumentStore, type TestStore } from '../../harness/document-store.ts';

let store: TestStore;
let ledger: LedgerStore;

beforeAll(async () => {
  store = await startDocumentStore();
  ledger = createLedgerStore(store.db);
}, 300_000);
afterAll(() => store.stop());

const plan = (key: string) => ({
  key,
  tenant: 'default',
  incident: 'INC-1',
  instance: 'main',
  target: 'main/#a',
});

describe('an entry of the ledger', () => {
  it('is unknown at the first attempt and planned at the second', async () => {
    expect(await ledger.plan(plan('crash'), 1_000)).toBeUndefined();
    expect(await ledger.plan(plan('crash'), 2_000)).toEqual({
      ...plan('crash'),
      status: 'planned',
      plannedAt: 1_000,
      attempts: 1,
    });
  });

  it('keeps where a message was sent', async () => {
    await ledger.plan(plan('sent'), 1_000);
    await ledger.sent('sent', { channel: 'C1', id: '17.1' }, 1_100);
    expect(await ledger.plan(plan('sent'), 2_000)).toMatchObject({
      status: 'sent',
      ref: { channel: 'C1', id: '17.1' },
      settledAt: 1_100,
    });
  });

  it('is sent without an address when the message has none', async () => {
    await ledger.plan(plan('private'), 1_000);
    await ledger.sent('private', undefined, 1_100);
    const before = await ledger.plan(plan('private'), 2_000);
    expect(before?.status).toBe('sent');
    expect(before).not.toHaveProperty('ref');
  });

  it('that failed is planned anew, from the time of the new attempt', async () => {
    await ledger.plan(plan('failed'), 1_000);
    await ledger.failed('failed', 'rate_limited', 'wait', 1_100);
    expect(await ledger.plan(plan('failed'), 5_000)).toMatchObject({
      status: 'failed',
      code: 'rate_limited',
    });
    expect(await ledger.plan(plan('failed'), 6_000)).toMatchObject({ status: 'planned', plannedAt: 5_000 });
  });

  it('that is uncertain stays so until it is settled', async () => {
    await ledger.plan(plan('uncertain'), 1_000);
    await ledger.uncertain('uncertain', 'reset', 1_100);
    expect(await ledger.plan(plan('uncertain'), 2_000)).toMatchObject({
      status: 'uncertain',
      plannedAt: 1_000,
    });
    expect(await ledger.plan(plan('uncertain'), 3_000)).toMatchObject({ status: 'uncertain', attempts: 2 });
  });

  it('counts every attempt, also those at once', async () => {
    await Promise.all(Array.from({ length: 20 }, () => ledger.plan(plan('many'), 1_000)));
    expect(await ledger.plan(plan('many'), 2_000)).toMatchObject({ attempts: 20 });
  });

  it('is listed for its incident, oldest first', async () => {
    const of = (key: string, at: number) => ledger.plan({ ...plan(key), tenant: 'listed' }, at);
    await of('later', 2_000);
    await of('earlier', 1_000);
    expect((await ledger.ofIncident('listed', 'INC-1')).map((entry) => entry.key)).toEqual([
      'earlier',
      'later',
    ]);
    expect(await ledger.ofIncident('listed', 'INC-2')).toEqual([]);
  });

  it('is found for its incident by ids alone, however much else the ledger holds', async () => {
    const commands: { readonly find?: string; readonly filter?: Readonly<Record<string, unknown>> }[] = [];
    const seen = ({ command }: CommandStartedEvent): void => void commands.push(command);
    const watched = new MongoClient(
      `mongodb://${store.db.client.options.hosts.join()}/?directConnection=true`,
      {
        monitorCommands: true,
      },
    );
    watched.on('commandStarted', seen);
    const many = createLedgerStore(watched.db(store.db.databaseName));
    const keys = Array.from({ length: 60 }, (_, n) => `listed:INC-7:${n}.$:page:person/ana:main/@${n}`);
    for (const [n, key] of keys.entries())
      await many.plan({ ...plan(key), tenant: 'listed', incident: 'INC-7' }, 1_000 + n);
    expect(await many.keysOf('listed', 'INC-7')).toEqual(keys);
    expect((await many.ofIncident('listed', 'INC-7')).map(({ key }) => key)).toEqual(keys);
    const before = await many.revision('listed', 'INC-7');
    await many.sent(keys[59]!, undefined, 3_000);
    const sent = await many.revision('listed', 'INC-7');
    expect(sent).not.toBe(before);
    // One that was tried long ago is tried once more.
    await many.plan({ ...plan(keys[0]!), tenant: 'listed', incident: 'INC-7' }, 4_000);
    expect(await many.revision('listed', 'INC-7')).not.toBe(sent);
    const finds = commands.filter(({ find }) => find !== undefined);
    expect(finds.length).toBeGreaterThan(60);
    for (const { filter } of finds) expect(Object.keys(filter ?? {})).toEqual(['_id']);
    await many.forget('listed', 'INC-7');
    expect(await many.keysOf('listed', 'INC-7')).toEqual([]);
    await watched.close();
  });

  it('is found for its incident also when a version sent it that noted no keys', async () => {
    const older = store.db.client.db('older-ledger');
    const written = createLedgerStore(older);
    for (const [n, key] of ['older:INC-1:a.$', 'older:INC-1:b', 'older:INC-2:a'].entries())
      await written.plan({ ...plan(key), incident: key.slice(6, 11) }, 1_000 + n);
    const { incident: _, ...ofNone } = plan('older:nothing');
    await written.plan(ofNone, 2_000);
    await older.collection('notification_keys').drop();
    const upgraded = createLedgerStore(older);
    await Promise.all([upgraded.ensureKeys(), createLedgerStore(older).ensureKeys()]);
    expect(await upgraded.keysOf('default', 'INC-1')).toEqual(['older:INC-1:a.$', 'older:INC-1:b']);
    expect(await upgraded.keysOf('default', 'INC-2')).toEqual(['older:INC-2:a']);
    // Once: what is forgotten stays so.
    await upgraded.forget('default', 'INC-2');
    await createLedgerStore(older).ensureKeys();
    expect(await upgraded.keysOf('default', 'INC-2')).toEqual([]);
  });
});
