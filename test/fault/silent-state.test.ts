import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually } from '../harness/eventually.ts';
import { outcome } from '../harness/patiently.ts';
import { idIn, startSlackSystem, type SlackSystem } from '../harness/slack-system.ts';

/** How long Slack waits, in milliseconds. */
const SLACK_MS = 3_000;

describe('a part that says nothing, with its connections open', () => {
  let team: SlackSystem;
  let channel: string;
  beforeAll(async () => {
    team = await startSlackSystem();
    // What is late here is what is looked at.
    team.slack.insistent = false;
    channel = team.slack.workspace.channelNamed('incidents').id;
  });
  afterAll(() => team.stop());

  /** Types something, and holds the answer to its time. */
  async function says(text: string): Promise<{ status: number; body: string }> {
    const began = performance.now();
    const answer = await team.slack.types(team.ben, channel, text);
    expect(performance.now() - began, text).toBeLessThan(SLACK_MS);
    return answer;
  }

  async function declares(title: string): Promise<string> {
    const { body } = await says(`declare ${title}`);
    const id = idIn(body);
    await team.slack.expectMessage('incidents', title);
    return id;
  }

  const isAcknowledged = (id: string): Promise<true> =>
    eventually(
      'it is acknowledged in the read model',
      async () => (await (await team.system.api()).incident(id)).status === 'acknowledged',
      60_000,
    );

  it('does not keep an acknowledgement waiting, when it is the store', async () => {
    const id = await declares('Store is silent');
    const resume = team.system.suspendState('store');
    try {
      const answer = await says(`ack ${id}`);
      expect(answer.status).toBe(200);
      expect(answer.body).toContain('they follow');
      expect((await says('list')).status).toBe(503);
      expect((await says('declare Another')).status).toBe(503);
    } finally {
      resume();
    }
    await isAcknowledged(id);
  });

  it('does not keep anybody waiting, when it is Temporal', async () => {
    const id = await declares('Temporal is silent');
    const resume = team.system.suspendState('temporal');
    try {
      expect((await says(`ack ${id}`)).status).toBe(503);
      const told = (): boolean =>
        team.slack
          .whispers(team.ben.id, channel)
          .some(({ text }) => /did NOT take that|not known whether/.test(text));
      await eventually('Ben is told', told);
      expect((await says('list')).status).toBe(200);
    } finally {
      resume();
    }
    await eventually('it is taken again', async () => (await says(`note ${id} Back`)).status === 200);
    const acknowledged = await outcome(
      async () => (await says(`ack ${id}`)).body,
      () => team.slack.whispers(team.ben.id, channel),
    );
    expect(acknowledged).toContain('acknowledged');
    await isAcknowledged(id);
  });
});
