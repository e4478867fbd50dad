import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MongoClient } from 'mongodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Api } from '../harness/api.ts';
import { eventually } from '../harness/eventually.ts';
import { freePorts } from '../harness/free-ports.ts';
import { muster, MusterProcess } from '../harness/muster-process.ts';
import { settled } from '../harness/settled.ts';
import { startSlackSystem, type SlackSystem } from '../harness/slack-system.ts';

describe('the read model on the embedded store', () => {
  let dataDir: string;
  let env: Record<string, string>;
  let started: MusterProcess | undefined;
  beforeAll(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'muster-rebuild-'));
    const [port = 0] = await freePorts(1);
    const parts = { TEMPORAL_PORT: '0', TEMPORAL_UI_PORT: '0', MONGODB_PORT: '0' };
    env = { ...parts, PORT: String(port), MUSTER_DATA_DIR: dataDir, LOG_LEVEL: 'warn' };
  });
  afterAll(async () => {
    await started?.interrupt();
    await rm(dataDir, { recursive: true, force: true });
  });

  it('is left alone while Muster runs, and is restored without it, so that no change is lost', async () => {
    started = new MusterProcess(['start'], env);
    await started.says(/Muster is ready/, 300_000);
    const made = await muster(['token', 'create', 'test'], env);
    const token = made.output.trim().split('\n').at(-1) ?? '';
    await new Api(`http://127.0.0.1:${env['PORT']}`, token).declare('Checkout is down');

    const beside = await muster(['rebuild'], env);
    expect(beside.code).toBe(1);
    expect(beside.output).toMatch(/Muster runs on the data folder .*Stop Muster, run "muster rebuild" again/);
    expect(beside.output).not.toContain('Restored');

    await started.interrupt();
    const { code, output } = await muster(['rebuild'], env);
    expect(output).toContain('Restored 1 incident from');
    expect(code).toBe(0);
    started = new MusterProcess(['start'], env);
    await started.says(/Muster is ready/, 300_000);
  });
});

describe('the read model', () => {
  let team: SlackSystem;
  beforeAll(async () => {
    team = await startSlackSystem();
  });
  afterAll(() => team.stop());

  it('is restored from the workflows after the store was lost, and numbering goes on', async () => {
    const { system } = team;
    const api = await system.api();
    const open = await api.declare('Still open');
    await api.command(open, 'note', { text: 'looking into it' });
    const done = await api.declare('Long over');
    await api.command(done, 'resolve', { note: 'it was DNS' });
    await api.command(done, 'close');
    // What comes to the records later would come to those that are emptied.
    await Promise.all([settled(system, open), settled(system, done)]);
    const before = await eventually('everything is recorded', async () => {
      const [one, other] = await Promise.all([api.timeline(open), api.timeline(done)]);
      const complete =
        one.some(({ type }) => type === 'noted') && other.some(({ type }) => type === 'closed');
      return complete ? [one, other] : undefined;
    });

    const client = await MongoClient.connect(system.mongodbUri);
    for (const name of ['incidents', 'incident_marks', 'timeline', 'counters', 'declarations', 'numbers']) {
      await client.db('muster').collection(name).deleteMany({});
    }
    await client.close();
    // One incident by its id is told by its workflow; all of them are told by the store alone.
    const listed = async (): Promise<unknown> => (await api.request('GET', '/incidents')).body;
    expect(await listed()).toMatchObject({ total: 0 });

    const { code, output } = await muster(['rebuild'], system.env);
    expect(output).toContain('Restored 2 incidents');
    expect(code).toBe(0);
    expect(await listed()).toMatchObject({ total: 2 });
    expect(await api.timeline(open)).toEqual(before[0]);
    expect(await api.timeline(done)).toEqual(before[1]);
    expect((await api.incident(done)).status).toBe('closed');
    expect([open, done]).not.toContain(await api.declare('The next one'));
  });
});
