import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually } from '../harness/eventually.ts';
import { settled } from '../harness/settled.ts';
import { startSlackSystem, type SlackSystem } from '../harness/slack-system.ts';

describe('a platform in trouble', () => {
  let team: SlackSystem;
  beforeAll(async () => {
    team = await startSlackSystem();
  });
  afterAll(() => team.stop());

  const cards = (title: string): number =>
    team.slack.seen('incidents').filter(({ text }) => text.includes(title) && !text.includes('declared'))
      .length;
  const pages = (user: string, id: string): number =>
    team.slack.directMessages(user).filter(({ text }) => text.includes(id)).length;

  it('that is down gets its messages when it is back, each once', async () => {
    const { slack, system, ana } = team;
    slack.failNext('chat.postMessage', 'server error', 4);
    const id = await (await system.api()).declare('Down for a moment');
    await slack.expectMessage('incidents', 'Down for a moment', 60_000);
    await eventually('Ana is paged', () => pages(ana.id, id) > 0);
    await settled(system, id);
    expect(cards('Down for a moment')).toBe(1);
    expect(pages(ana.id, id)).toBe(1);
  });

  it('that asks to wait is waited for', async () => {
    const { slack, system } = team;
    slack.retryAfter = 2;
    const before = slack.calls.length;
    slack.failNext('chat.postMessage', 'rate limited', 2);
    const id = await (await system.api()).declare('Too many messages');
    await slack.expectMessage('incidents', 'Too many messages', 60_000);
    await settled(system, id);
    const posts = slack.calls.slice(before).filter(({ method }) => method === 'chat.postMessage');
    const again = posts.flatMap((post, index) => {
      const first = posts.findIndex(({ args }) => args['text'] === post.args['text']);
      return first < index ? [post.at - (posts[first]?.at ?? 0)] : [];
    });
    expect(again).not.toEqual([]);
    for (const waited of again) expect(waited).toBeGreaterThanOrEqual(1_950);
    expect(cards('Too many messages')).toBe(1);
  });

  it('that breaks the connection after taking a message is asked before it is sent again', async () => {
    const { slack, system, ana } = team;
    slack.failNext('chat.postMessage', 'reset after', 2);
    const id = await (await system.api()).declare('Answer lost');
    await slack.expectMessage('incidents', 'Answer lost', 60_000);
    await eventually('Ana is paged', () => pages(ana.id, id) > 0);
    await settled(system, id);
    expect(cards('Answer lost')).toBe(1);
    expect(pages(ana.id, id)).toBe(1);
  });

  it('that lost a channel for good leaves the incident working, and the fallback hears', async () => {
    const { slack, system } = team;
    const api = await system.api();
    slack.removeChannel(slack.workspace.channelNamed('critical').id);
    const id = await api.declare('Nobody hears', { severity: 'SEV-1' });
    await slack.expectMessage('fallback', 'Nobody hears', 60_000);
    const incident = await eventually('the problem shows', async () => {
      const found = await api.incident(id);
      return found.problems.length > 0 ? found : undefined;
    });
    expect(incident.problems).toMatchObject([{ target: 'main-slack/#critical', code: 'channel_not_found' }]);
    const failures = async () =>
      (await api.timeline(id)).filter(({ type }) => type === 'notification_failed');
    await eventually('the timeline says so', async () => (await failures()).length > 0);
    expect((await api.carriedOut(id, 'ack')).status).toBe(200);
    await settled(system, id);
    expect(await failures()).toHaveLength(1);
  });
});
