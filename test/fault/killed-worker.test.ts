import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { eventually } from '../harness/eventually.ts';
import { settled } from '../harness/settled.ts';
import { startSlackSystem, type SlackSystem } from '../harness/slack-system.ts';

describe('a worker killed with -9', () => {
  let team: SlackSystem;
  beforeAll(async () => {
    team = await startSlackSystem();
  });
  afterAll(() => team.stop());

  const pagesTo = (user: string, id: string): number =>
    team.slack.directMessages(user).filter(({ text }) => text.includes(id)).length;
  const cards = (title: string): number =>
    team.slack.seen('incidents').filter(({ text }) => text.includes(title)).length;

  async function restartedWorker(): Promise<void> {
    await team.system.worker?.kill9();
    team.slack.recover();
    await team.system.startWorker();
  }

  it('before it sent anything: everything is sent, once', async () => {
    const { slack, system, ana } = team;
    slack.failNext('chat.postMessage', 'hang', 10);
    const before = slack.calls.length;
    const id = await (await system.api()).declare('Killed before sending');
    await eventually('the worker tries to send', () =>
      slack.calls.slice(before).some(({ method }) => method === 'chat.postMessage'),
    );
    await restartedWorker();
    await slack.expectMessage('incidents', 'Killed before sending', 60_000);
    await settled(system, id);
    expect(cards('Killed before sending')).toBe(1);
    expect(pagesTo(ana.id, id)).toBe(1);
  });

  it('after Slack took the messages and before it could say so: nothing is sent twice', async () => {
    const { slack, system, ana } = team;
    slack.failNext('chat.postMessage', 'hang after', 10);
    const id = await (await system.api()).declare('Killed after sending');
    await slack.expectMessage('incidents', 'Killed after sending');
    await eventually('Ana is paged', () => pagesTo(ana.id, id) === 1);
    await restartedWorker();
    await settled(system, id);
    expect(cards('Killed after sending')).toBe(1);
    expect(pagesTo(ana.id, id)).toBe(1);
  });

  it('after everything was sent: nothing is sent again, and the incident goes on', async () => {
    const { slack, system, ana } = team;
    const api = await system.api();
    const id = await api.declare('Killed when done');
    await slack.expectMessage('incidents', 'Killed when done');
    await settled(system, id);
    await restartedWorker();
    // What the worker held when it died is given to another after 10 s: until then a command is only accepted.
    expect([200, 202]).toContain((await api.command(id, 'ack')).status);
    const acknowledged = async (): Promise<boolean> => (await api.incident(id)).status === 'acknowledged';
    await eventually('it is acknowledged', acknowledged, 60_000);
    await settled(system, id);
    expect(cards('Killed when done')).toBe(1);
    expect(pagesTo(ana.id, id)).toBe(1);
  });

  it('keeps a command that was accepted meanwhile, and tells the sender when it counts', async () => {
    const { slack, system, ben } = team;
    const api = await system.api();
    const channel = slack.workspace.channelNamed('incidents').id;
    const id = await api.declare('Nobody works');
    await eventually('it is in the read model', () => api.incident(id));
    await system.worker?.kill9();
    const answer = await slack.types(ben, channel, `ack ${id}`);
    expect(answer.status).toBe(200);
    expect(answer.body).toContain('accepted, confirming');
    await system.startWorker();
    await eventually(
      'Ben is told',
      () =>
        slack
          .whispers(ben.id, channel)
          .some(({ text }) => text.includes(id) && text.includes('acknowledged')),
      60_000,
    );
    const incident = await eventually('the read model follows', async () => {
      const found = await api.incident(id);
      return found.status === 'acknowledged' ? found : undefined;
    });
    expect(incident.acknowledged?.by.name).toBe('Ben');
  });
});
