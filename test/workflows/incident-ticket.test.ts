import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createEffects } from '../../activities/effect.ts';
import { createIncidentTicketActivities } from '../../activities/incident-ticket.ts';
import { createPace } from '../../activities/pace.ts';
import type { Delivery } from '../../src/chat/delivery.ts';
import type { TicketChange } from '../../src/inbox/ticket-change.ts';
import type { IncidentEvent } from '../../src/incident/event.ts';
import type { IncidentId } from '../../src/incident/id.ts';
import type { Incident } from '../../src/incident/incident.ts';
import { MUSTER } from '../../src/incident/person.ts';
import type { IncidentTicketOutcome, TicketRef, TicketRules } from '../../src/incident/ticket.ts';
import {
  createIncidentTicketTaking,
  tellOfTickets,
} from '../../src/wiring/tickets/incident-ticket-taking.ts';
import { createTicketTaker } from '../../src/wiring/tickets/ticket-taking.ts';
import { TrackerError } from '../../src/tracker/error.ts';
import { github } from '../../src/tracker/github/kind.ts';
import { githubSettings } from '../../src/tracker/github/settings.ts';
import { jira } from '../../src/tracker/jira/kind.ts';
import { jiraSettings } from '../../src/tracker/jira/settings.ts';
import type { Tracker } from '../../src/tracker/tracker.ts';
import {
  callOffUpdate,
  INCIDENT_TICKET_WORKFLOW,
  incidentTicketWorkflowId,
  orderedSignal,
  outcomeUpdate,
  underWayQuery,
  type IncidentTicketOrder,
} from '../../workflows/incident-ticket/messages.ts';
import { ticketSignal } from '../../workflows/incident/messages.ts';
import { MemoryLanes } from '../activities/memory-lanes.ts';
import { MemoryLedger } from '../activities/memory-ledger.ts';
import { FakeGithub } from '../fakes/github/fake.ts';
import { FakeJira } from '../fakes/jira/fake.ts';
import { declaring, type DeclareWords } from '../harness/declare.ts';
import { eventually } from '../harness/eventually.ts';
import type { IncidentUnderTest } from '../harness/incident-under-test.ts';
import { RecordingActivities } from '../harness/recording-activities.ts';
import { timeSkipping } from '../harness/time-skipping.ts';

const temporal = timeSkipping();
const declare = declaring(temporal);
const log = pino({ level: 'silent' });
const HUB = { tracker: 'hub', place: 'acme/payments' };
const JIRA = { tracker: 'jira', place: 'PAY' };

/** @returns an hour from now by the clock that jumps, epoch milliseconds. */
const inAnHour = async (): Promise<number> => (await temporal.env.currentTimeMs()) + 3_600_000;

/** Incidents whose tickets stand in fake trackers, with ledger and read model in memory. */
class Trackers {
  readonly github = new FakeGithub();
  readonly jira = new FakeJira('cloud');
  readonly ledger = new MemoryLedger();
  readonly recording = new RecordingActivities();
  kept: { url: string; incident: IncidentId; tracker: string }[] = [];
  /** A closed incident as people see it since one of its tickets was moved. */
  amended: Incident | undefined;
  rules: TicketRules = { private: 'nothing', closed: 'note' };
  readonly #built = new Map<string, Tracker>();

  async open(): Promise<void> {
    await Promise.all([this.github.server.start(), this.jira.server.start()]);
    this.github.repository('acme/payments');
    this.github.repository('acme/ops');
    this.jira.project('PAY');
    this.jira.project('OPS');
    const now = Date.now;
    const { token } = this.github;
    const hub = { url: this.github.server.base, site: 'https://github.example', token, timeoutMs: 500 };
    this.#built.set('hub', github.create(githubSettings.parse(hub), { id: 'hub', now }));
    const { email, token: secret } = this.jira;
    const own = { url: this.jira.server.base, email, token: secret, timeoutMs: 500 };
    this.#built.set('jira', jira.create(jiraSettings.parse(own), { id: 'jira', now }));
    const pace = createPace(new MemoryLanes(), log, now, () => undefined);
    const { records } = this;
    Object.assign(
      this.recording.implementation,
      createIncidentTicketActivities({
        effects: createEffects(this.ledger, log, now, { pace, count: () => undefined }),
        tracker: this.tracker,
        view: (_tenant, id) => Promise.resolve(records(id).at(-1)?.view),
        events: (_tenant, id, last, limit) =>
          Promise.resolve(
            records(id)
              .flatMap(({ events }) => events)
              .filter(({ sequence }) => sequence > last - limit && sequence <= last),
          ),
        keep: this.keep,
        forget: (_tenant, incident, urls) => {
          this.kept = this.kept.filter((one) => !urls.includes(one.url) || one.incident !== incident);
          return Promise.resolve();
        },
        rules: () => this.rules,
        pageOf: (_tenant, id) => `https://muster.example/incidents/${id}`,
        operators: () => [{ kind: 'channel', instance: 'main', channel: '#ops' }],
        accountsOf: (_tenant, person) => Promise.resolve([{ instance: 'main', user: person }]),
        redact: (text) => text.replaceAll('hunter2', '[redacted]'),
        ledger: {
          sent: (...sent) => this.ledger.sent(...sent),
          sends: (keys) => Promise.resolve(keys.flatMap((key) => this.ledger.entries.get(key) ?? [])),
        },
        now,
      }),
    );
  }

  readonly tracker = (_tenant: string, id: string): Tracker => {
    const found = this.#built.get(id);
    if (!found) throw new TrackerError('tracker_not_found', `there is no tracker ${id}`);
    return found;
  };

  readonly keep = (_tenant: string, url: string, incident: IncidentId, tracker: string): Promise<void> => {
    this.kept.push({ url, incident, tracker });
    return Promise.resolve();
  };

  readonly records = (id: IncidentId) => this.recording.records.filter(({ view }) => view.incident.id === id);

  declare = (words: DeclareWords = {}): Promise<IncidentUnderTest> =>
    declare({ activities: this.recording, ...words });

  /** Asks for a ticket as the HTTP layer does. @returns what becomes of it. */
  async make(incident: IncidentUnderTest, more: Partial<IncidentTicketOrder> = {}) {
    return (await this.order(incident, more))();
  }

  /** @returns what tells what becomes of the order, once that is taken. */
  async order({ id }: IncidentUnderTest, more: Partial<IncidentTicketOrder> = {}) {
    const asked = { by: { id: 'ana', name: 'Ana' }, at: Date.now() };
    const awaitedUntil = await inAnHour();
    const order = { tenant: 'default', incident: id, ...HUB, asked, from: 1, awaitedUntil, ...more };
    const handle = await temporal.env.client.workflow.signalWithStart(INCIDENT_TICKET_WORKFLOW, {
      workflowId: incidentTicketWorkflowId('default', id, order.tracker),
      taskQueue: id,
      args: [order],
      signal: orderedSignal,
      signalArgs: [order],
    });
    return () => handle.executeUpdate(outcomeUpdate, { args: [order] });
  }

  /** How the making of an incident's first ticket stands in the ledger. */
  making = ({ id }: IncidentUnderTest) => this.ledger.entries.get(`default:${id}:ticket:hub`)?.status;

  /** Somebody calls off what is under way. @returns what becomes of it. */
  async callOff(
    { id }: IncidentUnderTest,
    { by = ANA, awaitedUntil }: { by?: typeof ANA; awaitedUntil?: number } = {},
  ): Promise<IncidentTicketOutcome> {
    const handle = temporal.env.client.workflow.getHandle(incidentTicketWorkflowId('default', id, 'hub'));
    return handle.executeUpdate(callOffUpdate, {
      args: [{ by, at: Date.now(), awaitedUntil: awaitedUntil ?? (await inAnHour()) }],
    });
  }

  /** Somebody unlinks a ticket. */
  unlink = ({ handle }: IncidentUnderTest, ticket: TicketRef): Promise<void> =>
    handle.signal(ticketSignal, { ...ticket, kind: 'unlinked', by: { id: 'ana', name: 'Ana' } });

  /** Somebody does something in a tracker, and its webhook says so. @returns what the delivery says came of it. */
  async says(change: Partial<TicketChange> & Pick<TicketChange, 'type'>): Promise<string> {
    const take = createTicketTaker({
      actions: {
        byTicket: () => Promise.resolve(undefined),
        find: () => Promise.resolve(undefined),
        change: () => Promise.resolve(undefined),
      },
      addresses: { seen: () => Promise.resolve(undefined), note: () => Promise.resolve() },
      incidents: createIncidentTicketTaking({
        tickets: {
          of: (_tenant, url) => Promise.resolve(this.kept.filter((one) => one.url === url)),
          keep: this.keep,
        },
        incidents: {
          amendClosed: (_tenant, id, changed) => {
            const seen = this.records(id).at(-1)?.view.incident;
            this.amended = seen?.status === 'closed' ? changed(seen) : undefined;
            return Promise.resolve(this.amended !== undefined);
          },
        },
        tell: tellOfTickets(temporal.env.client),
        rules: () => this.rules,
        redact: (text) => text.replaceAll('hunter2', '[redacted]'),
      }),
      tracker: this.tracker,
      redact: (text) => text,
    });
    const whole = { by: 'Ben', account: 'ben', at: 5_000, key: 'd1', ...TICKET, ...change } as TicketChange;
    const context = { tenant: 'default', integration: 'hub', delivery: 'd', receivedAt: 5_000 };
    return (await take(context, [whole]))[0]!.text;
  }

  issue = () => this.github.repositories.get('acme/payments')!.issues[0]!;
  comments = (): string[] =>
    (this.issue().comments ?? []).map(({ body }) => body.split('\n')[0]!.replaceAll('\\', ''));
  sentTo = (target: string): string[] =>
    this.recording
      .done({ activity: 'deliver', target })
      .map(({ input }) => (input as Delivery).message.summary);

  async close(): Promise<void> {
    await Promise.all([this.github.server.stop(), this.jira.server.stop()]);
  }
}

const ANA = { id: 'ana', name: 'Ana' };
const BEN = { id: 'ben', name: 'Ben' };
const TICKET = { ticket: 'acme/payments#1', url: 'https://github.example/acme/payments/issues/1' };
const told = async (incident: IncidentUnderTest): Promise<readonly string[]> =>
  (await incident.view()).incident.tickets?.map(({ key }) => key) ?? [];
const comes = (what: string, condition: () => boolean | Promise<boolean>): Promise<unknown> =>
  eventually(what, async () => await condition());
const types = (trackers: Trackers, { id }: IncidentUnderTest): IncidentEvent['type'][] =>
  trackers.records(id).flatMap(({ events }) => events.map(({ type }) => type));

describe('the ticket of an incident', () => {
  let trackers: Trackers;
  beforeEach(async () => {
    trackers = new Trackers();
    await trackers.open();
  });
  afterEach(() => trackers.close());

  test('is made once, whatever breaks, says what it is about, and follows until the incident is closed', async () => {
    const incident = await trackers.declare({ title: 'Checkout fails with hunter2', severity: 'SEV-2' });
    await incident.settled();
    trackers.github.server.fails('reset after');
    const making = trackers.make(incident);
    await comes('its answer is lost', () => trackers.making(incident) === 'uncertain');
    await incident.skip('3m');
    const outcome = await making;
    expect(outcome).toMatchObject({ ticket: { tracker: 'hub', key: 'acme/payments#1' } });
    expect(await trackers.make(incident)).toEqual(outcome);
    const { title, body, labels } = trackers.issue();
    expect(title).toBe(`${incident.id}: Checkout fails with [redacted]`);
    expect(body).toContain(`https://muster.example/incidents/${incident.id}`);
    expect(labels).toEqual(['incident', 'SEV-2']);
    await comes('the incident knows it', async () => (await told(incident)).length === 1);

    await incident.ack('ana');
    await incident.note('ana', 'it is DNS');
    await incident.setSeverity('ana', 'SEV-1');
    await incident.assign('ana', 'carl', 'commander');
    await incident.join('dora');
    await comes('all is said', () => trackers.comments().length === 4);
    expect(trackers.comments()).toEqual([
      '**ana** acknowledged and is on it.',
      '**ana** noted: it is DNS',
      '**ana** raised the severity from SEV-2 to SEV-1.',
      expect.stringMatching(/carl\*\* commander/),
    ]);
    expect(trackers.issue().labels).toEqual(['incident', 'SEV-1']);
    trackers.github.server.fails('reset after', { status: 429, headers: { 'retry-after': '30' } });
    await incident.resolve('ana', 'restarted');
    await incident.skip('1m');
    await comes('it is closed', () => trackers.issue().state === 'closed');
    await incident.reopen('ana');
    await comes('it is open again', () => trackers.issue().state === 'open');
    await incident.resolve('ana');
    await incident.close('ana');
    const id = incidentTicketWorkflowId('default', incident.id, 'hub');
    await temporal.env.client.workflow.getHandle(id).result();
    expect(trackers.issue().state).toBe('closed');
    expect(trackers.comments().slice(4)).toEqual([
      '**ana** resolved the incident: restarted',
      '**ana** reopened the incident.',
      '**ana** resolved the incident.',
      '**ana** closed the incident.',
    ]);
    expect(trackers.github.repositories.get('acme/payments')!.issues).toHaveLength(1);
  });

  test('is made in Jira with priority and status, in step with what the incident comes to', async () => {
    const incident = await trackers.declare();
    await incident.ack('ana');
    await incident.settled();
    expect(await trackers.make(incident, JIRA)).toMatchObject({ ticket: { key: 'PAY-1' } });
    const [issue] = trackers.jira.projects.get('PAY')!.issues;
    await comes('it is in progress', () => issue!.category === 'indeterminate');
    await comes('it has its priority', () => issue!.priority === 'Highest');
    await incident.resolve('ana', 'restarted');
    await comes('it is done', () => issue!.category === 'done');
    await comes('that is said', () =>
      JSON.stringify(issue!.comments ?? []).includes(' resolved the incident'),
    );
  });

  test('what people say and do in the tracker stands on the timeline, once, in whatever order it comes', async () => {
    const incident = await trackers.declare();
    await incident.settled();
    await trackers.make(incident);
    await comes('the incident knows it', async () => (await told(incident)).length === 1);
    const said = { type: 'comment', text: 'seen it, hunter2', comment: '1', at: 10_000 } as const;
    expect(await trackers.says({ ...said, text: 'x', marked: 'whole' })).toMatch(/by Muster itself/);
    expect(await trackers.says(said)).toMatch(/told$/);
    await trackers.says(said);
    await trackers.says({ type: 'comment_edited', text: 'late', comment: '2', at: 12_000 });
    await trackers.says({ type: 'comment', text: 'first', comment: '2', at: 11_000 });
    await trackers.says({ type: 'comment_deleted', comment: '1', at: 13_000 });
    await trackers.says({ type: 'comment_edited', text: 'after all', comment: '1', at: 12_500 });
    await trackers.says({ type: 'status', status: 'closed', done: true, at: 20_000 });
    await trackers.says({ type: 'status', status: 'reopened', done: false, at: 19_000 });
    const own = { account: trackers.github.login };
    expect(await trackers.says({ type: 'status', status: 'closed', done: true, at: 30_000, ...own })).toMatch(
      /by Muster itself/,
    );
    await incident.settled();
    const events = trackers.records(incident.id).flatMap((record) => record.events);
    const commented = events.filter(({ type }) => type.startsWith('ticket_') && type !== 'ticket_kept');
    expect(commented).toMatchObject([
      { type: 'ticket_commented', what: 'made', text: 'seen it, [redacted]', by: { name: 'Ben' } },
      { type: 'ticket_commented', what: 'edited', text: 'late' },
      { type: 'ticket_commented', what: 'deleted', comment: '1' },
      { type: 'ticket_turned', status: 'closed', done: true },
    ]);
    expect((await incident.view()).incident).toMatchObject({
      status: 'open',
      tickets: [{ turned: { done: true, at: 20_000 } }],
    });
    // What came from the tracker is not told to it again.
    await incident.note('ana', 'noted here');
    await comes('the note is said', () => trackers.comments().length > 0);
    expect(trackers.comments()).toEqual(['**ana** noted: noted here']);
    await trackers.says({ type: 'deleted' });
    await temporal.env.client.workflow
      .getHandle(incidentTicketWorkflowId('default', incident.id, 'hub'))
      .result();
    expect((await incident.view()).incident.tickets).toMatchObject([{ gone: true }]);
    expect(await trackers.make(incident, { earlier: 1 })).toMatchObject({
      ticket: { key: 'acme/payments#2' },
    });
  });

  test('goes on to follow where it is moved, by its new key', async () => {
    const incident = await trackers.declare();
    await incident.settled();
    await trackers.make(incident);
    await comes('the incident knows it', async () => (await told(incident)).length === 1);
    await incident.note('ana', 'before');
    await comes('the note is said', () => trackers.comments().length === 1);
    trackers.github.transfer('acme/payments', 1, 'acme/ops');
    await incident.note('ana', 'meanwhile');
    await comes('the incident says so', async () => (await incident.view()).problems.length === 1);
    expect((await incident.view()).problems[0]).toMatchObject({ code: 'ticket_moved' });
    const there = { ticket: 'acme/ops#1', url: 'https://github.example/acme/ops/issues/1' };
    const move = { ...there, type: 'moved', from: TICKET.url, at: 9_000 } as const;
    expect(await trackers.says(move)).toMatch(/told: it is acme\/ops#1 now$/);
    await trackers.says(move);
    await incident.settled();
    expect(await told(incident)).toEqual(['acme/ops#1']);
    await temporal.env.sleep('11m');
    const [issue] = trackers.github.repositories.get('acme/ops')!.issues;
    const said = (): string[] => (issue!.comments ?? []).map(({ body }) => body.split('\n')[0]!);
    await comes('what was missed is said there', () => said().length === 2);
    await comes('that is over', async () => (await incident.view()).problems.length === 0);
    await trackers.says({ ...there, type: 'status', status: 'closed', done: true, at: 10_000 });
    await incident.resolve('ana');
    await comes('it is closed there', () => issue!.state === 'closed');
    expect(types(trackers, incident).filter((type) => type.startsWith('ticket_'))).toEqual([
      'ticket_kept',
      'ticket_failed',
      'ticket_moved',
      'ticket_turned',
    ]);
    // What is late has its old address, and is known by it.
    await trackers.says({ type: 'comment', text: 'late', comment: '9', at: 8_000 });
    await incident.settled();
    expect(types(trackers, incident).at(-1)).toBe('ticket_commented');
  });

  test('is known where it is moved after its incident was closed, which stays closed', async () => {
    const incident = await trackers.declare();
    await incident.settled();
    await trackers.make(incident);
    await comes('the incident knows it', async () => (await told(incident)).length === 1);
    await incident.resolve('ana');
    await incident.close('ana');
    await incident.handle.result();
    const there = { ticket: 'acme/ops#1', url: 'https://github.example/acme/ops/issues/1' };
    const records = trackers.records(incident.id).length;
    expect(await trackers.says({ ...there, type: 'moved', from: TICKET.url, at: 9_000 })).toMatch(
      /is over: its ticket is acme\/ops#1 now$/,
    );
    expect(trackers.amended).toMatchObject({
      status: 'closed',
      tickets: [{ key: 'acme/ops#1', url: there.url, moved: { from: [{ key: TICKET.ticket }] } }],
    });
    expect(trackers.kept.map(({ url }) => url)).toContain(there.url);
    expect(await trackers.says({ ...there, type: 'comment', text: 'x', comment: '1', at: 9_500 })).toMatch(
      /is over$/,
    );
    expect(trackers.records(incident.id)).toHaveLength(records);
  });

  test('closed in the tracker resolves the incident where the configuration says so', async () => {
    trackers.rules = { private: 'nothing', closed: 'resolve' };
    const incident = await trackers.declare();
    await incident.settled();
    await trackers.make(incident);
    await comes('the incident knows it', async () => (await told(incident)).length === 1);
    await trackers.says({ type: 'status', status: 'closed', done: true, at: 20_000 });
    await incident.settled();
    expect((await incident.view()).incident).toMatchObject({
      status: 'resolved',
      resolved: { by: { id: 'tracker:hub:ben', name: 'Ben' }, note: 'acme/payments#1 was closed in hub' },
    });
    await comes('the ticket has heard', () => trackers.issue().state === 'closed');
    expect(trackers.comments()).toEqual([]);
  });

  test('comes by itself at the severities of the configuration, also when the incident comes to one', async () => {
    const incident = await trackers.declare({
      severity: 'SEV-3',
      tickets: { ...HUB, severities: ['SEV-1'] },
    });
    await incident.settled();
    expect(trackers.github.server.calls).toEqual([]);
    await incident.setSeverity('ana', 'SEV-1');
    await comes('the incident knows it', async () => (await told(incident)).length === 1);
    expect((await incident.view()).incident.tickets).toMatchObject([{ by: MUSTER }]);
    await incident.setSeverity('ana', 'SEV-2');
    await incident.setSeverity('ana', 'SEV-1');
    await incident.settled();
    expect(trackers.github.repositories.get('acme/payments')!.issues).toHaveLength(1);
  });

  test('that cannot be made or does not follow is seen on the incident, and said to those who run Muster', async () => {
    const incident = await trackers.declare();
    await incident.settled();
    trackers.github.repositories.get('acme/payments')!.may = 'read';
    expect(await trackers.make(incident)).toMatchObject({ failure: { code: 'permission_denied' } });
    await comes('the incident says so', async () => (await incident.view()).problems.length === 1);
    await comes('those who run Muster hear of it', () => trackers.sentTo('main/#ops').length === 1);
    expect(trackers.sentTo('main/#ops')[0]).toMatch(/hub does not take/);
    trackers.github.repositories.get('acme/payments')!.may = 'write';
    expect(await trackers.make(incident)).toMatchObject({ ticket: { key: 'acme/payments#1' } });
    await comes('that is over', async () => (await incident.view()).problems.length === 0);
    trackers.github.revoked = true;
    await incident.note('ana', 'one');
    await comes('the incident says so', async () => (await incident.view()).problems.length === 1);
    trackers.github.revoked = false;
    await temporal.env.sleep('11m');
    await comes('what was missed is said', () => trackers.comments().length === 1);
    await comes('that is over', async () => (await incident.view()).problems.length === 0);
    expect(types(trackers, incident).filter((type) => type === 'ticket_failed')).toHaveLength(2);
  });

  test('that there is not cannot be linked, which is said to who asked and to nobody else', async () => {
    const incident = await trackers.declare();
    await incident.settled();
    const existing = { tracker: 'hub', key: 'acme/payments#7', url: `${TICKET.url.replace(/\d+$/, '')}7` };
    expect(await trackers.make(incident, { existing, awaitedUntil: 0 })).toMatchObject({
      failure: { message: expect.stringContaining('knows no such issue') as string },
    });
    await comes('who asked hears of it', () => trackers.sentTo('main/@ana').length === 1);
    expect(trackers.sentTo('main/#ops')).toEqual([]);
  });

  test('of a private incident is made only where the configuration permits it', async () => {
    const incident = await trackers.declare({ private: true });
    await incident.settled();
    expect(await trackers.make(incident)).toMatchObject({
      failure: { code: 'permission_denied', message: expect.stringContaining('tickets.private') as string },
    });
    expect(trackers.github.server.calls).toEqual([]);
    trackers.rules = { private: 'incident', closed: 'note' };
    expect(await trackers.make(incident)).toMatchObject({ ticket: { key: 'acme/payments#1' } });
  });

  test('that is unlinked hears that it is and nothing more, and may be linked again', async () => {
    const incident = await trackers.declare({ title: 'Checkout is down' });
    await incident.settled();
    await trackers.make(incident);
    await comes('the incident knows it', async () => (await told(incident)).length === 1);
    const first = { tracker: 'hub', key: TICKET.ticket, url: TICKET.url };
    await incident.note('ana', 'before');
    await trackers.unlink(incident, first);
    await incident.resolve('ana');
    const following = () =>
      temporal.env.client.workflow.getHandle(incidentTicketWorkflowId('default', incident.id, 'hub'));
    await following().result();
    const unlinked = expect.stringMatching(/Ana\*\* unlinked .*is not kept in step any more/) as string;
    expect(trackers.comments()).toEqual(['**ana** noted: before', unlinked]);
    expect(trackers.issue().state).not.toBe('closed');
    expect(await trackers.says({ type: 'comment', text: 'x', comment: '1', at: 10_000 })).toMatch(
      /no ticket of an incident/,
    );
    for (const earlier of [1, 2]) {
      const from = (await incident.view()).incident.sequence;
      expect(await trackers.make(incident, { existing: first, earlier, from })).toEqual({
        ticket: first,
        made: false,
        by: ANA,
      });
      await comes('it is its ticket again', async () => (await told(incident)).length === earlier + 1);
      await comes('that is said', () => trackers.comments().length === 2 * earlier + 1);
      expect(trackers.comments().at(-1)).toContain('Checkout is down');
      await trackers.unlink(incident, first);
      await following().result();
      expect(trackers.comments().at(-1)).toEqual(unlinked);
    }
  });

  test('that is made while the one before still has to hear that it follows no more is another', async () => {
    const incident = await trackers.declare();
    await incident.settled();
    await trackers.make(incident);
    await comes('the incident knows it', async () => (await told(incident)).length === 1);
    await incident.note('ana', 'before');
    await comes('it follows', () => trackers.comments().length === 1);
    trackers.github.revoked = true;
    await trackers.unlink(incident, { tracker: 'hub', key: TICKET.ticket, url: TICKET.url });
    await comes('the incident says so', async () => (await incident.view()).problems.length === 1);
    const from = (await incident.view()).incident.sequence;
    // One that is called off before its turn is not even tried.
    const dropped = trackers.make(incident, { earlier: 1, from, asked: { by: BEN, at: Date.now() - 1 } });
    const underWay = () =>
      temporal.env.client.workflow
        .getHandle(incidentTicketWorkflowId('default', incident.id, 'hub'))
        .query(underWayQuery);
    await comes('it waits for its turn', async () => (await underWay())?.earlier === 1);
    expect(await trackers.callOff(incident)).toEqual({ calledOff: ANA });
    expect(await dropped).toEqual({ calledOff: ANA });
    const making = trackers.make(incident, { earlier: 1, from });
    trackers.github.revoked = false;
    await temporal.env.sleep('11m');
    expect(await making).toMatchObject({ ticket: { key: 'acme/payments#2' } });
    await comes('the incident knows it', async () => (await told(incident)).length === 2);
    await comes('that is over', async () => (await incident.view()).problems.length === 0);
    await incident.note('ana', 'noted here');
    const issues = () => trackers.github.repositories.get('acme/payments')!.issues;
    await comes('it follows', () => issues()[1]?.comments?.length === 1);
    expect(issues()[0]?.comments).toHaveLength(2);
  });

  test('that waits for its tracker is called off, which who asked for it hears, and may be made after all', async () => {
    const incident = await trackers.declare();
    await incident.settled();
    trackers.github.server.fails({ status: 429, headers: { 'retry-after': '3600' } });
    const making = trackers.make(incident, { awaitedUntil: 0 });
    await comes('the tracker asks to wait', () => trackers.making(incident) === 'failed');
    const following = temporal.env.client.workflow.getHandle(
      incidentTicketWorkflowId('default', incident.id, 'hub'),
    );
    expect(await following.query(underWayQuery)).toMatchObject(HUB);
    expect(await trackers.callOff(incident, { by: BEN })).toEqual({ calledOff: BEN });
    expect(await making).toEqual({ calledOff: BEN });
    await following.result();
    expect(await following.query(underWayQuery)).toBeUndefined();
    expect(trackers.sentTo('main/@ana')).toEqual([
      `Called off: ${incident.id} gets no ticket in hub/acme/payments. Ben does not want it any more.`,
    ]);
    expect([trackers.sentTo('main/@ben'), trackers.sentTo('main/#ops')]).toEqual([[], []]);
    expect((await incident.view()).problems).toEqual([]);
    expect(await told(incident)).toEqual([]);
    expect(await trackers.make(incident)).toMatchObject({ ticket: { key: TICKET.ticket }, made: true });
    expect(trackers.github.repositories.get('acme/payments')!.issues).toHaveLength(1);
  });

  test('that its tracker had made when it was called off is unlinked, which is said there and to who called it off', async () => {
    const incident = await trackers.declare();
    await incident.settled();
    trackers.github.server.fails('reset after');
    const making = trackers.make(incident);
    await comes('its answer is lost', () => trackers.making(incident) === 'uncertain');
    const off = await trackers.callOff(incident, { awaitedUntil: 0 });
    expect(off).toMatchObject({ ticket: { key: TICKET.ticket }, made: true, calledOff: ANA });
    expect(await making).toEqual(off);
    await temporal.env.client.workflow
      .getHandle(incidentTicketWorkflowId('default', incident.id, 'hub'))
      .result();
    expect((await incident.view()).incident.tickets).toMatchObject([{ key: TICKET.ticket, unlinked: true }]);
    expect(trackers.comments()).toEqual([expect.stringMatching(/unlinked .*is not kept in step any more/)]);
    expect(trackers.sentTo('main/@ana')).toEqual([expect.stringMatching(/had been made before it could be/)]);
    expect(trackers.kept).toEqual([]);
  });

  test('of which nobody knows whether it was made is looked for once more before it counts as called off', async () => {
    const incident = await trackers.declare();
    await incident.settled();
    trackers.github.server.fails('reset before');
    const making = trackers.make(incident);
    await comes('its answer is lost', () => trackers.making(incident) === 'uncertain');
    const calledOff = trackers.callOff(incident);
    const looks = () => trackers.github.server.calls.filter(({ method }) => method === 'GET').length;
    await comes('it is looked for', () => looks() === 1);
    await temporal.env.sleep('3m');
    expect(await calledOff).toEqual({ calledOff: ANA });
    expect(await making).toEqual({ calledOff: ANA });
    expect(looks()).toBe(2);
    expect(trackers.github.repositories.get('acme/payments')!.issues).toEqual([]);
  });

  test('that somebody wants to link while another is made is not linked, and who wanted it hears of the other', async () => {
    const incident = await trackers.declare();
    await incident.settled();
    trackers.github.server.fails({ status: 429, headers: { 'retry-after': '30' } });
    const making = trackers.make(incident);
    await comes('the tracker asks to wait', () => trackers.making(incident) === 'failed');
    const existing = { tracker: 'hub', key: 'acme/payments#9', url: 'https://github.example/9' };
    const asked = { by: BEN, at: Date.now() + 1 };
    const linking = await trackers.order(incident, { existing, asked, awaitedUntil: 0 });
    await incident.skip('1m');
    const linked = await linking();
    expect(linked).toMatchObject({ ticket: { key: TICKET.ticket }, made: true, by: ANA });
    expect(await making).toEqual(linked);
    await comes('Ben hears of it', () => trackers.sentTo('main/@ben').length === 1);
    expect(trackers.sentTo('main/@ben')[0]).toMatch(
      /^Not linked: acme\/payments#9\. .* is in hub already: acme\/payments#1 was made for Ana before\.$/,
    );
    expect(await told(incident)).toEqual([TICKET.ticket]);
  });

  test('that was there before is told of the incident and keeps its status until that changes', async () => {
    const { issues } = trackers.github.repositories.get('acme/payments')!;
    issues.push({
      number: 1,
      title: 'x',
      body: '',
      labels: ['bug'],
      createdAt: 1,
      state: 'closed',
      closedAt: 1,
    });
    const incident = await trackers.declare({ title: 'Checkout is down' });
    await incident.settled();
    const existing = { tracker: 'hub', key: TICKET.ticket, url: TICKET.url };
    expect(await trackers.make(incident, { existing })).toMatchObject({ ticket: existing, made: false });
    await comes('it is told', () => trackers.comments().length === 1);
    expect(trackers.comments()[0]).toContain('Checkout is down');
    expect(trackers.issue()).toMatchObject({ state: 'closed', labels: ['bug'] });
    await incident.ack('ana');
    await comes('it is open', () => trackers.issue().state === 'open');
  });
});
