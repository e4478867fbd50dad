import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createEffects } from '../../activities/effect.ts';
import { createPace } from '../../activities/pace.ts';
import { createTicketActivities } from '../../activities/ticket.ts';
import type { ActionItem } from '../../src/action-item/item.ts';
import type { PrivateTickets, PushWhen } from '../../src/action-item/push.ts';
import type { Delivery } from '../../src/chat/delivery.ts';
import type { Person } from '../../src/incident/person.ts';
import { MUSTER } from '../../src/incident/person.ts';
import type { IncidentView } from '../../src/incident/view.ts';
import { TrackerError } from '../../src/tracker/error.ts';
import { github } from '../../src/tracker/github/kind.ts';
import { githubSettings } from '../../src/tracker/github/settings.ts';
import { jira } from '../../src/tracker/jira/kind.ts';
import { jiraSettings } from '../../src/tracker/jira/settings.ts';
import type { Tracker } from '../../src/tracker/tracker.ts';
import { EXPORT_WORKFLOW } from '../../workflows/export/messages.ts';
import {
  TICKET_WORKFLOW,
  ticketWorkflowId,
  type TicketOrder,
  type TicketOutcome,
} from '../../workflows/ticket/messages.ts';
import { MemoryLanes } from '../activities/memory-lanes.ts';
import { MemoryLedger } from '../activities/memory-ledger.ts';
import { FakeGithub } from '../fakes/github/fake.ts';
import { FakeJira } from '../fakes/jira/fake.ts';
import { eventually } from '../harness/eventually.ts';
import { RecordingActivities } from '../harness/recording-activities.ts';
import { timeSkipping } from '../harness/time-skipping.ts';

const temporal = timeSkipping();
const ANA: Person = { id: 'ana', name: 'Ana' };
const BEN: Person = { id: 'ben', name: 'Ben' };
const log = pino({ level: 'silent' });
let number = 0;

/** A worker that pushes action items of INC-1 into fake trackers, with a ledger and items in memory. */
class Desk {
  readonly github = new FakeGithub(() => this.clock);
  readonly jira = new FakeJira('cloud', () => this.clock);
  readonly ledger = new MemoryLedger();
  readonly recording = new RecordingActivities();
  readonly items = new Map<number, ActionItem>();
  readonly taskQueue = `tickets-${++number}`;
  readonly trackers = new Map<string, Tracker>();
  settings: { push: PushWhen; private: PrivateTickets } = { push: 'asked', private: 'text' };
  incident: Partial<IncidentView['incident']> = {
    title: 'Checkout is down',
    severity: 'SEV-1',
    private: false,
  };
  clock = Date.now();
  #stop: () => Promise<void> = () => Promise.resolve();

  async open(): Promise<void> {
    await Promise.all([this.github.server.start(), this.jira.server.start()]);
    this.github.repository('acme/payments');
    this.jira.project('PAY');
    const now = (): number => this.clock;
    const { token } = this.github;
    const hub = githubSettings.parse({ url: this.github.server.base, token, timeoutMs: 500 });
    this.trackers.set('hub', github.create(hub, { id: 'hub', now }));
    const { email, token: secret } = this.jira;
    const jiraParsed = jiraSettings.parse({
      url: this.jira.server.base,
      email,
      token: secret,
      timeoutMs: 500,
    });
    this.trackers.set('jira', jira.create(jiraParsed, { id: 'jira', now }));
    const pace = createPace(new MemoryLanes(), log, now, () => undefined);
    const real = createTicketActivities({
      effects: createEffects(this.ledger, log, Date.now, { pace, count: () => undefined }),
      tracker: (_tenant, id) => {
        const tracker = this.trackers.get(id);
        if (!tracker) throw new TrackerError('tracker_not_found', `there is no tracker ${id}`);
        return tracker;
      },
      actions: {
        of: () => Promise.resolve([...this.items.values()]),
        find: (_tenant, _id, which) => Promise.resolve(this.items.get(which)),
        change: (_tenant, _id, which, changed) => {
          const before = this.items.get(which);
          const after = before && (changed(before) ?? before);
          if (after) this.items.set(which, after);
          return Promise.resolve(after);
        },
      },
      view: (_tenant, id) =>
        Promise.resolve({ incident: { id, ...this.incident } } as unknown as IncidentView),
      settings: () => this.settings,
      routeFor: () => ({ tracker: 'hub', place: 'acme/payments' }),
      pageOf: () => 'https://muster.example/incidents/INC-1/postmortem',
      zoneOf: () => 'Europe/Madrid',
      accountsOf: (_tenant, person) => Promise.resolve([{ instance: 'main', user: person }]),
      redact: (text) => text.replaceAll('hunter2', '[redacted]'),
      now,
    });
    this.#stop = await temporal.work(this.taskQueue, {
      ...this.recording.implementation,
      ...real,
      // The activity's clock is that of the server, which skips time.
      makeTicket: async (wish) => {
        this.clock = await temporal.env.currentTimeMs();
        return real.makeTicket(wish);
      },
    });
  }

  add(made: Partial<ActionItem> = {}): number {
    const next = this.items.size + 1;
    const created = { by: BEN, at: 1 };
    this.items.set(next, {
      incident: 'INC-1',
      number: next,
      text: 'add an alert',
      created,
      version: 1,
      ...made,
    });
    return next;
  }

  async push(more: Partial<TicketOrder> = {}): Promise<TicketOutcome> {
    const at = await temporal.env.currentTimeMs();
    const order: TicketOrder = {
      tenant: 'default',
      incident: 'INC-1',
      number: 1,
      tracker: 'hub',
      place: 'acme/payments',
      asked: { by: ANA, at },
      ...more,
    };
    const handle = await temporal.env.client.workflow.start(TICKET_WORKFLOW, {
      workflowId: `${ticketWorkflowId(order)}:${this.taskQueue}:${at}`,
      taskQueue: this.taskQueue,
      args: [order],
    });
    return (await handle.result()) as TicketOutcome;
  }

  get issues() {
    return this.github.repositories.get('acme/payments')!.issues;
  }

  /** Who was told what. */
  get told(): string[] {
    return this.recording.done({ activity: 'deliver' }).map(({ input, target }) => {
      return `${target} ${(input as Delivery).message.summary}`;
    });
  }

  async close(): Promise<void> {
    await this.#stop();
    await Promise.all([this.github.server.stop(), this.jira.server.stop()]);
  }
}

let desk: Desk;
beforeEach(async () => {
  desk = new Desk();
  await desk.open();
});
afterEach(() => desk.close());

describe('an action item that is pushed', () => {
  test('becomes one ticket, which says what it is about, and nobody is told twice', async () => {
    desk.add({ owner: ANA, due: Date.UTC(2026, 2, 1, 22, 59), text: 'change the password hunter2' });
    const issue = {
      tracker: 'hub',
      key: 'acme/payments#1',
      url: expect.stringContaining('/issues/1') as string,
    };
    // Whoever asks has the answer at once.
    const asked = { by: ANA, at: Number.MAX_SAFE_INTEGER };
    expect(await desk.push({ asked })).toEqual({ issue });
    expect(desk.items.get(1)).toMatchObject({ issue });
    expect(desk.items.get(1)).not.toHaveProperty('push');
    const [made] = desk.issues;
    expect(made!.title).toBe('change the password [redacted]');
    const body = made!.body.replaceAll('\\', '');
    expect(body).toContain('of INC-1: **Checkout is down** (SEV-1)');
    expect(body).toContain('Owner: **Ana**');
    expect(body).toContain('Due: 2026-03-01');
    expect(desk.told).toEqual([]);
    expect(await desk.push({ asked })).toMatchObject({ issue });
    expect(desk.issues).toHaveLength(1);
    expect([...desk.ledger.entries.values()]).toMatchObject([
      { key: 'default:INC-1-1:ticket:hub', incident: 'INC-1', target: 'hub/acme/payments', status: 'sent' },
    ]);
  });

  test.each(['the answer is lost', 'the worker dies before it is written down'])(
    'is one ticket although %s',
    async (what) => {
      desk.add();
      desk.github.server.fails('reset after');
      // As a process that is killed leaves it: planned, and nothing more.
      if (what.includes('worker')) desk.ledger.uncertain = () => Promise.resolve();
      expect(await desk.push()).toMatchObject({ issue: { key: 'acme/payments#1' } });
      expect(desk.issues).toHaveLength(1);
      const calls = desk.github.server.calls.map(({ method }) => method);
      expect(calls).toEqual(['POST', 'GET']);
      expect(desk.told).toEqual([
        expect.stringMatching(/^main\/@ana Pushed to hub: INC-1-1 add an alert is/),
      ]);
    },
  );

  test('is one ticket in Jira, whose search shows it only after a minute', async () => {
    desk.add();
    desk.jira.indexMs = 60_000;
    desk.jira.server.fails('reset after');
    expect(await desk.push({ tracker: 'jira', place: 'PAY' })).toMatchObject({ issue: { key: 'PAY-1' } });
    expect(desk.jira.projects.get('PAY')!.issues).toHaveLength(1);
  });

  test('is looked for again after every attempt, whatever became of those between', async () => {
    desk.add();
    // The list lags behind once, and the next attempt is refused for certain.
    const { server } = desk.github;
    server.fails('reset after', { status: 200, body: [] }, { status: 429, headers: { 'retry-after': '5' } });
    expect(await desk.push()).toMatchObject({ issue: { key: 'acme/payments#1' } });
    expect(desk.issues).toHaveLength(1);
    expect(server.calls.map(({ method }) => method)).toEqual(['POST', 'GET', 'POST', 'GET']);
  });

  test('is not made again where the tracker cannot be searched, and is found later', async () => {
    desk.add();
    desk.github.server.fails('reset after', { status: 401, body: { message: 'Bad credentials' } });
    expect(await desk.push()).toMatchObject({ failure: { code: 'authentication_failed' } });
    expect(desk.items.get(1)?.push?.trouble).toMatchObject({ code: 'authentication_failed', final: true });
    expect(await desk.push()).toMatchObject({ issue: { key: 'acme/payments#1' } });
    expect(desk.issues).toHaveLength(1);
  });

  test('waits as long as the tracker asks', async () => {
    desk.add();
    const began = await temporal.env.currentTimeMs();
    desk.github.server.fails({ status: 429, headers: { 'retry-after': '600' } });
    expect(await desk.push()).toMatchObject({ issue: { key: 'acme/payments#1' } });
    expect((await temporal.env.currentTimeMs()) - began).toBeGreaterThanOrEqual(600_000);
  });

  test('that is refused says at once why, and what to do, to who asked and at the item', async () => {
    desk.add();
    desk.github.repositories.get('acme/payments')!.may = 'read';
    const outcome = await desk.push({ asked: { by: ANA, at: 1 } });
    expect(outcome).toMatchObject({ failure: { code: 'permission_denied' } });
    const message = expect.stringContaining('give it the permission Issues') as string;
    expect(desk.items.get(1)?.push).toMatchObject({
      place: 'acme/payments',
      trouble: { final: true, message },
    });
    await eventually('Ana is told', () => desk.told.length === 1);
    expect(desk.told[0]).toMatch(
      /^main\/@ana Not pushed to hub\/acme\/payments: INC-1-1 add an alert\. GitHub/,
    );
    desk.github.repositories.get('acme/payments')!.may = 'write';
    expect(await desk.push()).toMatchObject({ issue: { key: 'acme/payments#1' } });
    expect(desk.items.get(1)).not.toHaveProperty('push');
  });

  test('by nobody is told its owner when it fails, and nobody when it does not', async () => {
    desk.add({ owner: ANA });
    expect(await desk.push({ tracker: 'gone', asked: { by: MUSTER, at: 1 } })).toMatchObject({
      failure: { code: 'tracker_not_found' },
    });
    await eventually('Ana is told', () => desk.told.length === 1);
    expect(await desk.push({ asked: { by: MUSTER, at: 1 } })).toHaveProperty('issue');
    expect(desk.told).toHaveLength(1);
  });

  test('is told by a message also when it is soon there, to who could not wait for the answer', async () => {
    desk.add();
    const asked = { by: ANA, at: Number.MAX_SAFE_INTEGER };
    expect(await desk.push({ asked, awaitedUntil: 0 })).toHaveProperty('issue');
    await eventually('Ana is told', () => desk.told.length === 1);
    expect(desk.told[0]).toContain('Pushed to hub: INC-1-1 add an alert is acme/payments#1.');
  });

  test.each([
    ['text', false],
    ['incident', true],
  ] as const)('of a private incident tells its %s', async (told, all) => {
    desk.add({ owner: BEN });
    desk.settings = { push: 'asked', private: told };
    desk.incident = { title: 'Secret merger', severity: 'SEV-1', service: 'boardroom', private: true };
    await desk.push();
    const [{ title, body } = { title: '', body: '' }] = desk.issues;
    expect(title).toBe('add an alert');
    expect(/Secret|boardroom|SEV|Ben/.test(body)).toBe(all);
  });

  test('of a private incident is none where nothing may be told, and of a forgotten one has only its text', async () => {
    desk.add();
    desk.settings = { push: 'asked', private: 'nothing' };
    desk.incident = { title: 'Secret merger', private: true };
    expect(await desk.push()).toMatchObject({ failure: { code: 'permission_denied' } });
    expect(desk.issues).toEqual([]);
  });
});

test('what is still to be done becomes tickets when its incident is closed, where the configuration wants it', async () => {
  desk.settings = { push: 'closed', private: 'text' };
  desk.add();
  desk.add({ done: { by: ANA, at: 2 } });
  desk.add({ text: 'write a runbook' });
  let closings = 0;
  const close = async () => {
    const handle = await temporal.env.client.workflow.start(EXPORT_WORKFLOW, {
      workflowId: `default:export:INC-1:${++closings}`,
      taskQueue: desk.taskQueue,
      args: [{ tenant: 'default', id: 'INC-1' }],
    });
    await handle.result();
  };
  await close();
  await eventually('two tickets', () => desk.items.get(1)?.issue && desk.items.get(3)?.issue);
  await close();
  expect(desk.issues.map(({ title }) => title).sort()).toEqual(['add an alert', 'write a runbook']);
  expect(desk.recording.done({ activity: 'keepExport' })).toHaveLength(2);
});
