import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Run, RunOrder } from '../../src/action/run.ts';
import { runWorkflowId } from '../../src/action/run-id.ts';
import { RUN_WORKFLOW } from '../../workflows/run/messages.ts';
import { FakeSmtpServer } from '../fakes/email/smtp-server.ts';
import { FakeGithub } from '../fakes/github/fake.ts';
import { FakeReceiver } from '../fakes/webhook/receiver.ts';
import { eventually } from '../harness/eventually.ts';
import { settled } from '../harness/settled.ts';
import { startSlackSystem, type SlackSystem } from '../harness/slack-system.ts';

/** Notes in a file that it has begun, and when another file is there that it is done. */
const RESTART = `#!/bin/sh
echo "begun $$" >> "$1"
while [ ! -e "$2" ]; do sleep 0.1; done
echo done >> "$1"
`;
const SECRET = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;

describe('a worker killed with -9', () => {
  let team: SlackSystem;
  const mail = new FakeSmtpServer();
  const hook = new FakeReceiver(SECRET);
  const github = new FakeGithub();
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'muster-commands-'));
    await writeFile(join(folder, 'restart'), RESTART, { mode: 0o755 });
    github.repository('acme/payments');
    const [port, url] = await Promise.all([mail.start(), hook.start(), github.server.start()]);
    team = await startSlackSystem({
      chat: `
  mail: { platform: email, host: 127.0.0.1, port: ${port}, encryption: none, from: muster@muster.example }
  hook: { platform: webhook, url: '${url}', signingSecret: '\${HOOK_SECRET}', privateAddresses: true }`,
      policies: `
  alarm: { steps: [{ notify: ['email:night@muster.example', 'webhook:hook'], wait: 10m }] }`,
      env: { HOOK_SECRET: SECRET, HUB_TOKEN: github.token },
      more: `
services: { alarm: { escalation: alarm }, payments: { tracker: hub/acme/payments } }
trackers: { hub: { tracker: github, url: '${github.server.base}', token: '\${HUB_TOKEN}' } }
commands: { folders: ['${folder}'] }
actions:
  db.restart: { runner: command, program: '${folder}/restart', arguments: ['${folder}/restart.log', '${folder}/let-go'] }
  db.check:
    { runner: command, program: '${folder}/restart', arguments: ['${folder}/check.log', '${folder}/let-go'], repeatable: true }`,
    });
  });
  afterAll(async () => {
    await team.stop();
    await Promise.all([mail.stop(), hook.stop(), github.server.stop(), rm(folder, { recursive: true })]);
  });

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
    await eventually('Ana is paged', () => pagesTo(ana.id, id) > 0);
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

  it('after mail server and webhook took a page and before they could say so: it comes again as the same', async () => {
    const { system } = team;
    mail.mood = 'silent after the message';
    hook.answer = 'hang';
    const id = await (await system.api()).declare('Killed between send and record', { service: 'alarm' });
    await eventually('both have it', () => mail.mails.length > 0 && hook.messages.size > 0);
    await system.worker?.kill9();
    mail.mood = 'well';
    hook.answer = { status: 204 };
    await system.startWorker();
    await eventually('both have it again', () => mail.mails.length > 1 && hook.deliveries > 1);
    await settled(system, id);
    // Neither can be asked whether it has come: the ids by which receivers know it are what keeps it one.
    const ids = mail.mails.map(({ raw }) => /^Message-ID: (\S+)/im.exec(raw)?.[1]);
    expect(ids.length).toBe(2);
    expect(ids[0]).toMatch(/^<\w+@muster\.example>$/);
    expect(ids[1]).toBe(ids[0]);
    expect([hook.deliveries, hook.messages.size]).toEqual([2, 1]);
  });

  it('after a bug tracker made a ticket and before it could say so: it is linked, and there is no other', async () => {
    const { system } = team;
    const api = await system.api();
    const id = await api.declare('Killed while its ticket is made', { service: 'payments' });
    await eventually('it is in the read model', () => api.incident(id));
    const { issues } = github.repositories.get('acme/payments')!;
    github.server.fails('hang after');
    const ordered = api.request('POST', `/incidents/${id}/tickets`, {});
    await eventually('the ticket is made', () => issues.length === 1);
    await system.worker?.kill9();
    expect((await ordered).status).toBe(202);
    await system.startWorker();
    const { connection, workflowService } = await system.temporal();
    const execution = { workflowId: `default:incident-ticket:${id}:hub` };
    const namespace = 'default';
    await eventually('Temporal has seen that the worker is gone', async () => {
      const { pendingActivities } = await workflowService.describeWorkflowExecution({ namespace, execution });
      return pendingActivities.some(({ attempt }) => (attempt ?? 0) >= 2);
    });
    // Who runs Muster need not wait for two minutes until it is tried again.
    await workflowService.resetActivity({ namespace, execution, type: 'makeIncidentTicket' });
    await connection.close();
    const { tickets } = await eventually('it is linked', async () => {
      const { body } = await api.request<{ tickets: { key: string }[] }>('GET', `/incidents/${id}/tickets`);
      return body.tickets.length > 0 && body;
    });
    expect(tickets).toMatchObject([{ key: 'acme/payments#1' }]);
    expect(issues).toHaveLength(1);
  });

  it('in the midst of runs: ends what they left behind, makes again only what does no harm, and says what became of the other', async () => {
    const { slack, system } = team;
    const client = await system.temporal();
    const channel = slack.workspace.channelNamed('incidents').id;
    const order = (id: RunOrder['id'], action: string): RunOrder => ({
      tenant: 'default',
      id,
      action,
      parameters: {},
      asked: { by: { id: 'ana', name: 'Ana' }, at: Date.now() },
      origin: { instance: 'main-slack', channel },
      plan: { timeoutMs: 600_000, attempts: 1, retryMs: 1_000 },
    });
    const begin = async (id: RunOrder['id'], action: string): Promise<() => Promise<Run>> => {
      const workflowId = runWorkflowId('default', id);
      const start = { workflowId, taskQueue: 'muster', args: [order(id, action)] };
      const handle = await client.workflow.start(RUN_WORKFLOW, start);
      return () => handle.result() as Promise<Run>;
    };
    const noted = async (file: string): Promise<string[]> =>
      (await readFile(join(folder, file), 'utf8').catch(() => '')).split('\n').filter((line) => line !== '');
    const restart = await begin('RUN-1', 'db.restart');
    const check = await begin('RUN-2', 'db.check');
    await eventually('both run', async () =>
      (await Promise.all([noted('restart.log'), noted('check.log')])).every((lines) => lines.length === 1),
    );
    const pids = [...(await noted('restart.log')), ...(await noted('check.log'))].map((line) =>
      Number(line.split(' ')[1]),
    );
    expect(pids.every(isAlive)).toBe(true);
    await system.worker?.kill9();
    await system.startWorker();
    await eventually('what they left behind is ended', () => !pids.some(isAlive));
    // Temporal hears nothing of the worker for 30 s.
    await eventually('the check is made again', async () => (await noted('check.log')).length === 2, 60_000);
    await writeFile(join(folder, 'let-go'), '');
    const [restarted, checked] = await Promise.all([restart(), check()]);
    await client.connection.close();
    expect(checked).toMatchObject({ status: 'succeeded', attempts: 2 });
    expect((await noted('check.log')).at(-1)).toBe('done');
    expect(restarted).toMatchObject({
      status: 'abandoned',
      attempts: 1,
      failure: {
        code: 'abandoned',
        message:
          'The worker that ran it is gone: whether it was done is not known. Look before you run it again.',
      },
    });
    expect(await noted('restart.log')).toHaveLength(1);
    await eventually('chat says so', () =>
      slack
        .seen('incidents')
        .some(({ text }) => text.includes('RUN-1') && text.includes('Look before you run it again')),
    );
    expect(slack.seen('incidents').filter(({ text }) => text.includes('RUN-1 db.restart'))).toHaveLength(1);
  });

  it('after everything was sent: nothing is sent again, and the incident goes on', async () => {
    const { slack, system, ana } = team;
    const api = await system.api();
    const id = await api.declare('Killed when done');
    await slack.expectMessage('incidents', 'Killed when done');
    await eventually('Ana is paged', () => pagesTo(ana.id, id) > 0);
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

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
