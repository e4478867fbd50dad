import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { insisting } from '../fakes/insisting.ts';
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

  /** Types something, and holds the answer to its time: what the machine takes for any answer comes on top. */
  async function says(text: string): Promise<{ status: number; body: string }> {
    const longest = timed();
    const began = performance.now();
    const answer = await team.slack.types(team.ben, channel, text);
    const took = performance.now() - began;
    expect(took - (await longest()), text).toBeLessThan(SLACK_MS);
    return answer;
  }

  /** Begins to time what waits for nobody. @returns ends that, and returns the longest that it took: milliseconds. */
  function timed(): () => Promise<number> {
    const going = new AbortController();
    const longest = (async () => {
      let most = 0;
      while (!going.signal.aborted) {
        const from = performance.now();
        await fetch(`${team.system.baseUrl}/healthz`);
        most = Math.max(most, performance.now() - from);
        await pause(100);
      }
      return most;
    })();
    return () => {
      going.abort();
      return longest;
    };
  }

  /** Types something until it is taken, as people do whom a busy machine is late for. */
  async function taken(text: string): Promise<string> {
    const { status, body } = await insisting(true, () => says(text));
    expect(status, body).toBe(200);
    return body;
  }

  async function declares(title: string): Promise<string> {
    const id = idIn(await taken(`declare ${title}`));
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
      expect(await taken(`ack ${id}`)).toContain('they follow');
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
      await taken('list');
    } finally {
      resume();
    }
    await taken(`note ${id} Back`);
    const acknowledged = await outcome(
      () => taken(`ack ${id}`),
      () => team.slack.whispers(team.ben.id, channel),
    );
    expect(acknowledged).toContain('acknowledged');
    await isAcknowledged(id);
  });
});
