import { MongoClient } from 'mongodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually } from '../harness/eventually.ts';
import { muster } from '../harness/muster-process.ts';
import { startSlackSystem, type SlackSystem } from '../harness/slack-system.ts';

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
    const before = await eventually('everything is recorded', async () => {
      const [one, other] = await Promise.all([api.timeline(open), api.timeline(done)]);
      const complete =
        one.some(({ type }) => type === 'noted') && other.some(({ type }) => type === 'closed');
      return complete ? [one, other] : undefined;
    });

    const client = await MongoClient.connect(system.mongodbUri);
    for (const name of ['incidents', 'timeline', 'counters', 'declarations', 'numbers']) {
      await client.db('muster').collection(name).deleteMany({});
    }
    await client.close();
    expect((await api.request('GET', `/incidents/${open}`)).status).toBe(404);

    const { code, output } = await muster(['rebuild'], system.env);
    expect(output).toContain('Restored 2 incidents');
    expect(code).toBe(0);
    expect(await api.timeline(open)).toEqual(before[0]);
    expect(await api.timeline(done)).toEqual(before[1]);
    expect((await api.incident(done)).status).toBe('closed');
    expect([open, done]).not.toContain(await api.declare('The next one'));
  });
});
