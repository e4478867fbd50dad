import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { insisting } from '../fakes/insisting.ts';
import { commandDelivery, type Delivery } from '../fakes/slack/deliveries.ts';
import { eventually } from '../harness/eventually.ts';
import { outcome } from '../harness/patiently.ts';
import { idIn, startSlackSystem, type SlackSystem } from '../harness/slack-system.ts';

describe('a delivery that comes again', () => {
  let team: SlackSystem;
  beforeAll(async () => {
    team = await startSlackSystem();
  });
  afterAll(() => team.stop());

  /** Sends a delivery, and again where a busy machine is late for it. */
  const delivers = (delivery: Delivery, headers?: Record<string, string>) =>
    insisting(true, () => team.slack.deliver(delivery, headers));

  it('declares one incident and gets the same answer', async () => {
    const { slack, ana, system } = team;
    const api = await system.api();
    // The first one after a start may take longer than Slack waits, and is then answered with a promise.
    await api.declare('Search is slow');
    const channel = slack.workspace.channelNamed('incidents').id;
    const delivery = commandDelivery(slack.workspace, ana, channel, '/im', 'declare Login fails');
    const answers = await Promise.all([delivers(delivery), delivers(delivery), delivers(delivery)]);
    const later = await delivers(delivery, { 'x-slack-retry-num': '1' });
    expect(new Set([...answers, later].map(({ body }) => idIn(body))).size).toBe(1);
    // One that is declared after: when it is listed, so is what came before.
    await api.declare('Search is quick again');
    const total = await eventually('the list follows', async () => {
      const { body } = await api.request<{ total: number }>('GET', '/incidents');
      return body.total >= 3 && body.total;
    });
    expect(total).toBe(3);
  });

  it('acknowledges once and says so both times', async () => {
    const { slack, ana, system } = team;
    const channel = slack.workspace.channelNamed('incidents').id;
    const id = idIn((await slack.types(ana, channel, 'declare Images are missing')).body);
    const delivery = commandDelivery(slack.workspace, ana, channel, '/im', `ack ${id}`);
    const first = await delivers(delivery);
    const retried = { 'x-slack-retry-num': '1', 'x-slack-retry-reason': 'http_timeout' };
    // What was only accepted in time is known to have been answered so in a moment.
    await eventually('the same is said', async () => (await delivers(delivery, retried)).body === first.body);
    const api = await system.api();
    // The note comes after all that the two deliveries did: with it, the timeline has what it will have of them.
    await slack.types(ana, channel, `note ${id} Images are back`);
    const events = await eventually('the timeline follows', async () => {
      const types = (await api.timeline(id)).map(({ type }) => type);
      return types.includes('noted') && types;
    });
    expect(events.filter((type) => type === 'acknowledged')).toHaveLength(1);
  });

  it('is acted on once when two people acknowledge at the same moment', async () => {
    const { slack, ana, ben, system } = team;
    const channel = slack.workspace.channelNamed('incidents').id;
    const id = idIn((await slack.types(ana, channel, 'declare Mail is late')).body);
    const answers = await Promise.all(
      [ana, ben].map((user) =>
        outcome(
          async () => (await slack.types(user, channel, `ack ${id}`)).body,
          () => slack.whispers(user.id, channel),
        ),
      ),
    );
    const refused = answers.filter((answer) => answer.includes('join it to help'));
    expect(refused).toHaveLength(1);
    const api = await system.api();
    const winner = await eventually(
      'the read model follows',
      async () => (await api.incident(id)).acknowledged?.by.name,
    );
    expect(refused[0]).toContain(winner);
  });
});
