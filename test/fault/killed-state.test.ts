import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually } from '../harness/eventually.ts';
import { startSlackSystem, type SlackSystem } from '../harness/slack-system.ts';

describe('what got a 2xx', () => {
  let team: SlackSystem;
  beforeAll(async () => {
    team = await startSlackSystem();
    // What is late here is what is looked at.
    team.slack.insistent = false;
  });
  afterAll(() => team.stop());

  const cards = (title: string): number =>
    team.slack.seen('incidents').filter(({ text }) => text.includes(title)).length;

  async function standsAcknowledged(id: string): Promise<void> {
    const api = await team.system.api();
    await eventually(
      'it is acknowledged in the read model',
      async () => (await api.incident(id)).status === 'acknowledged',
      60_000,
    );
  }

  it('survives the death of the server', async () => {
    const { system, slack } = team;
    const api = await system.api();
    const ids = await Promise.all(Array.from({ length: 5 }, (_, n) => api.declare(`Server dies ${n}`)));
    await system.server?.kill9();
    await system.startServer();
    for (const id of ids) expect((await api.carriedOut(id, 'ack')).status).toBe(200);
    for (const [n, id] of ids.entries()) {
      await standsAcknowledged(id);
      await slack.expectMessage('incidents', `Server dies ${n}`);
      expect(cards(`Server dies ${n}`)).toBe(1);
    }
    expect(slack.seen('incidents').length).toBeGreaterThanOrEqual(5);
  });

  it('survives the death of Temporal', async () => {
    const { system } = team;
    const api = await system.api();
    const id = await api.declare('Temporal dies');
    await system.killState('temporal');
    await eventually(
      'a command is taken again',
      async () => [200, 202].includes((await api.command(id, 'ack')).status),
      60_000,
    );
    await standsAcknowledged(id);
    await team.slack.expectMessage('incidents', 'Temporal dies', 60_000);
    expect(cards('Temporal dies')).toBe(1);
  });

  it('survives the death of the store, and people are paged meanwhile', async () => {
    const { system, slack, ana } = team;
    const api = await system.api();
    const id = await api.declare('Store dies');
    await system.loseState('store');
    await eventually(
      'Ana is paged',
      () => slack.directMessages(ana.id).some(({ text }) => text.includes(id)),
      60_000,
    );
    const refused = await fetch(`${system.baseUrl}/api/v1/incidents`, {
      headers: { authorization: 'Bearer whatever-token' },
    });
    expect(refused.status).toBe(503);
    expect(refused.headers.get('retry-after')).not.toBeNull();

    // Whoever was paged can say that they are on it, by the card's button or by the id; the records follow.
    const { ben } = team;
    const card = await slack.expectMessage('incidents', 'Store dies', 60_000);
    const channel = slack.workspace.channelNamed('incidents').id;
    const began = performance.now();
    const answer = await slack.presses(ana, { channel, id: card.id }, 'Acknowledge');
    expect(performance.now() - began).toBeLessThan(3_000);
    expect(answer.status).toBe(200);
    const noted = await slack.types(ben, channel, `note ${id} I look at the database`);
    expect(noted.status).toBe(200);
    expect(noted.body).toContain('they follow');
    const unnamed = await slack.types(ben, channel, 'list');
    expect(unnamed.status).toBe(503);

    await system.recoverState();
    await standsAcknowledged(id);
    await eventually(
      'the records have followed',
      async () => {
        const types = (await api.timeline(id)).map(({ type }) => type);
        return ['declared', 'acknowledged', 'noted'].every((type) => types.includes(type));
      },
      60_000,
    );
    await eventually(
      'the audit has followed',
      async () => {
        const { body } = await api.request<{
          entries: { action: string; outcome: string; incident?: string }[];
        }>('GET', '/audit');
        const about = body.entries.filter(({ incident }) => incident === id);
        return ['ack', 'note'].every((action) =>
          about.some((entry) => entry.action === action && entry.outcome === 'done'),
        );
      },
      60_000,
    );
    expect(slack.directMessages(ana.id).filter(({ text }) => text.includes(id))).toHaveLength(1);
  });

  it('is answered 503, never 4xx, while Temporal is away', async () => {
    const { system, slack, ana } = team;
    const channel = slack.workspace.channelNamed('incidents').id;
    await system.loseState('temporal');
    const answer = await slack.types(ana, channel, 'declare Nobody can hear');
    expect(answer.status).toBe(503);
    await system.recoverState();
    await eventually(
      'it works again',
      async () => (await slack.types(ana, channel, 'declare Heard again')).status === 200,
      60_000,
    );
  });
});
