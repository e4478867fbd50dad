import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { MongoClient } from 'mongodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Api } from '../harness/api.ts';
import { eventually } from '../harness/eventually.ts';
import { freePorts } from '../harness/free-ports.ts';
import { muster } from '../harness/muster-process.ts';
import { SandboxHand } from '../harness/sandbox-hand.ts';
import { settled } from '../harness/settled.ts';
import { System } from '../harness/system.ts';

interface Auditor {
  readonly state: string;
  readonly findings: readonly { kind: string; incident?: string; about?: string; problem: string }[];
  readonly notices: readonly string[];
}

const PATH = '/ping/a-secret-key';

describe('the auditor', () => {
  let system: System;
  let api: Api;
  let listener: Server;
  /** What whoever listens outside answers, and how often they heard. */
  let status = 200;
  let beats = 0;

  beforeAll(async () => {
    listener = createServer((request, response) => {
      if (request.url === PATH) beats++;
      response.writeHead(status).end();
    }).listen(0, '127.0.0.1');
    await once(listener, 'listening');
    const [dead] = await freePorts(1);
    system = await System.start({
      config: `
server: { host: 127.0.0.1 }
chat:
  training: { platform: sandbox }
  away:
    platform: slack
    apiUrl: http://127.0.0.1:${dead}
    botToken: \${SLACK_BOT_TOKEN}
    signingSecret: \${SLACK_BOT_TOKEN}
people:
  ana: { name: Ana, roles: [admin], chat: { training: ana } }
  cy: { name: Cy, chat: { away: U0CY } }
teams:
  distant: { escalation: nowhere }
escalation:
  standard: { steps: [{ notify: ['person:ana'], wait: 1h }] }
  nowhere: { steps: [{ notify: ['person:cy'], wait: 1h }] }
notifications: { default: ['training/#incidents'], fallback: [], operators: ['training/#general'] }
auditor: { every: 1s, grace: 2s, pageGrace: 2s, heartbeat: '\${HEARTBEAT}', privateAddresses: true }
defaults: { escalation: standard }
access: { limits: { person: { count: 5000, per: 1m } } }
`,
      env: {
        HEARTBEAT: `http://127.0.0.1:${(listener.address() as AddressInfo).port}${PATH}`,
        SLACK_BOT_TOKEN: 'xoxb-test',
      },
    });
    api = await system.api();
  });
  afterAll(async () => {
    await system.stop();
    listener.close();
    listener.closeAllConnections();
  });

  const auditor = async (): Promise<Auditor> => (await api.request<Auditor>('GET', '/auditor')).body;
  const found = async (): Promise<string[]> =>
    (await auditor()).findings.map(({ kind, incident }) => `${kind} ${incident}`);
  const finds = (what: string): Promise<unknown> =>
    eventually(`the auditor finds ${what}`, async () => (await found()).includes(what));
  /** Waits until the newest inspection has come to this: on a busy machine something may be late for a moment. */
  const comesTo = (what: Partial<Auditor>): Promise<Auditor> =>
    eventually(`the auditor comes to ${JSON.stringify(what)}`, async () => {
      const now = await auditor();
      expect(now).toMatchObject(what);
      return now;
    });
  /** Waits for the next heartbeats: the first may have been on its way already. */
  const beatsAgain = async (): Promise<void> => {
    const before = beats;
    await eventually('heartbeats are heard', () => beats >= before + 2);
  };
  /** What was broken stays so for two inspections: in that time nothing is heard. */
  async function isSilent(): Promise<void> {
    const before = beats;
    const { client, close } = await looks();
    const counted = async (): Promise<number> =>
      (await client.schedule.getHandle('muster-auditor').describe()).info.numActionsTaken;
    const taken = await counted();
    await eventually('it has looked twice more', async () => (await counted()) >= taken + 2);
    await close();
    expect(beats).toBe(before);
  }
  async function looks() {
    const client = await system.temporal();
    return { client, close: () => client.connection.close() };
  }

  it('sends heartbeats while incidents do what they should', async () => {
    const id = await api.declare('All is done as it should');
    await beatsAgain();
    await comesTo({ state: 'well', findings: [], notices: [] });
    await api.command(id, 'ack');
    await eventually('the command line says so', async () => {
      const { code, output } = await muster(['auditor'], { ...system.env, LOG_LEVEL: 'fatal' });
      expect(output).toContain('The auditor: well.');
      expect(code).toBe(0);
      return true;
    });
  });

  it('finds a workflow that somebody terminated, is silent, and tells those who run Muster once', async () => {
    const id = await api.declare('Terminated');
    await settled(system, id);
    const { client, close } = await looks();
    await client.workflow.getHandle(`default:incident:${id}`).terminate('by mistake');
    await close();
    await finds(`not_running ${id}`);
    await isSilent();
    await eventually('the command line says so', async () => {
      const { code, output } = await muster(['auditor', '--json'], { ...system.env, LOG_LEVEL: 'fatal' });
      expect(JSON.parse(output)).toMatchObject({ state: 'findings', counts: { not_running: 1 } });
      expect(code).toBe(1);
      return true;
    });
    const ana = new SandboxHand(system.baseUrl, 'ana', 'training');
    const told = async () =>
      (await ana.sees('general')).filter(({ text }) => text.includes(`${id}: the records have it as open`));
    await eventually('they are told', async () => (await told()).length > 0);
    expect(await told()).toHaveLength(1);
    const { output } = await muster(['auditor', '--settle', id], { ...system.env, LOG_LEVEL: 'fatal' });
    expect(output).toContain(`${id} is closed in the records.`);
    expect((await api.incident(id)).status).toBe('closed');
    await beatsAgain();
  });

  it('finds an incident that the records have lost, and somebody who is paged by a provider that is away', async () => {
    const [lost, alone] = await Promise.all([
      api.declare('Lost'),
      api.declare('Nobody there', { team: 'distant' }),
    ]);
    await settled(system, lost);
    const store = await MongoClient.connect(system.mongodbUri);
    const incidents = store.db('muster').collection<{ _id: string }>('incidents');
    await incidents.deleteOne({ _id: `default:${lost}` });
    await store.close();
    await Promise.all([finds(`not_recorded ${lost}`), finds(`page_stuck ${alone}`)]);
    await eventually('it says who', async () => {
      const { findings } = await auditor();
      const stuck = findings.filter(({ kind, incident }) => kind === 'page_stuck' && incident === alone);
      expect(stuck).toMatchObject([{ about: 'person/cy' }]);
      return true;
    });
    // What happens to the lost one next is recorded with all of it.
    await Promise.all([api.command(lost, 'ack'), api.command(alone, 'ack')]);
    await beatsAgain();
  });

  it('says so when the heartbeat is not taken, without a word of its address', async () => {
    status = 500;
    await comesTo({
      state: 'well',
      notices: ['The heartbeat failed: auditor.heartbeat[0]: it was answered with 500'],
    });
    status = 200;
    await eventually('it is taken', async () => (await auditor()).notices.length === 0);
    await system.worker?.says(/the auditor's heartbeat failed/);
    expect(system.worker?.output).not.toContain(PATH);
    const { client, close } = await looks();
    const { events } = await client.workflow.getHandle(await newestInspection(client)).fetchHistory();
    await close();
    expect(Buffer.from(JSON.stringify(events)).toString()).not.toContain(PATH);
  });

  it('is silent while no worker works, which is noticed, and goes on when another takes over', async () => {
    const pid = system.worker?.pid ?? NaN;
    process.kill(pid, 'SIGSTOP');
    const stalled = await comesTo({ state: 'silent' });
    expect(stalled.notices[0]).toContain('silent');
    await system.worker?.kill9();
    await system.startWorker();
    await beatsAgain();
    await comesTo({ state: 'well', findings: [] });
  });

  async function newestInspection(client: Awaited<ReturnType<System['temporal']>>): Promise<string> {
    for await (const { workflowId } of client.workflow.list({ query: "WorkflowType = 'inspection'" }))
      return workflowId;
    throw new Error('there was no inspection');
  }
});
