import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createTicketStatusActivities } from '../../activities/ticket-status.ts';
import type { ActionItem } from '../../src/action-item/item.ts';
import type { TicketChange } from '../../src/inbox/ticket-change.ts';
import { createTicketTaker } from '../../src/wiring/tickets/ticket-taking.ts';
import { github } from '../../src/tracker/github/kind.ts';
import { githubSettings } from '../../src/tracker/github/settings.ts';
import type { Tracker } from '../../src/tracker/tracker.ts';
import {
  TICKET_STATUS_WORKFLOW,
  ticketStatusWorkflowId,
  turnedSignal,
} from '../../workflows/ticket-status/messages.ts';
import { FakeGithub, turn } from '../fakes/github/fake.ts';
import { RecordingActivities } from '../harness/recording-activities.ts';
import { timeSkipping } from '../harness/time-skipping.ts';

const temporal = timeSkipping();
const ANA = { id: 'ana', name: 'Ana' };
const URL = 'https://github.example/acme/payments/issues/1';
const order = { tenant: 'acme', incident: 'INC-1', number: 1 } as const;

describe('a ticket and its action item', () => {
  let fake: FakeGithub;
  let tracker: Tracker;
  let item: ActionItem;
  let stop: () => Promise<void>;
  let clock = 10_000;
  /** Addresses of the item's ticket, and where tickets with lasting ones were seen. */
  const tickets = new Set<string>();
  const seen = new Map<string, { url: string; at: number }>();
  const issue = () => fake.repositories.get('acme/payments')!.issues[0]!;
  const actions = {
    find: () => Promise.resolve(item),
    byTicket: (_tenant: string, url: string) => Promise.resolve(tickets.has(url) ? order : undefined),
    change: (_t: string, _i: string, _n: number, changed: (before: ActionItem) => ActionItem | undefined) => {
      item = changed(item) ?? item;
      if (item.issue) tickets.add(item.issue.url);
      return Promise.resolve(item);
    },
  };
  const taker = () =>
    createTicketTaker({
      actions,
      addresses: {
        seen: (_tenant, lasting) => Promise.resolve(seen.get(lasting)),
        note: (_tenant, lasting, where) => Promise.resolve(void seen.set(lasting, where)),
      },
      tracker: () => tracker,
      incidents: {
        of: () => Promise.resolve([]),
        take: () => Promise.reject(new Error('no incident has a ticket')),
      },
      redact: (text) => text.replaceAll('hunter2', '[redacted]'),
    });
  const take = async (change: Partial<TicketChange>) => {
    const whole = { ticket: 'acme/payments#1', url: URL, by: 'Ben', account: 'ben', at: clock, key: 'k1' };
    const status = { ...whole, type: 'status', status: 'closed', done: true, ...change } as TicketChange;
    const context = { tenant: 'acme', integration: 'github', delivery: 'd', receivedAt: clock };
    const [outcome] = await taker()(context, [status]);
    return outcome;
  };
  async function follow(): Promise<void> {
    const handle = await temporal.env.client.workflow.signalWithStart(TICKET_STATUS_WORKFLOW, {
      workflowId: ticketStatusWorkflowId(order),
      taskQueue: 'status',
      args: [order],
      signal: turnedSignal,
    });
    await handle.result();
  }

  beforeAll(async () => {
    const real = createTicketStatusActivities({ tracker: () => tracker, actions });
    stop = await temporal.work('status', { ...new RecordingActivities().implementation, ...real });
  });
  afterAll(() => stop());
  beforeEach(async () => {
    clock = 10_000;
    fake = new FakeGithub(() => clock);
    fake.repository('acme/payments');
    fake.repository('acme/ops');
    tickets.clear();
    tickets.add(URL);
    seen.clear();
    await fake.server.start();
    const { token } = fake;
    const settings = { url: fake.server.base, site: 'https://github.example', token, timeoutMs: 500 };
    tracker = github.create(githubSettings.parse(settings), { id: 'hub', now: () => clock });
    await tracker.create({ place: 'acme/payments', title: 'x', paragraphs: [], marker: 'muster-1' });
    const created = { by: ANA, at: 1_000 };
    const ticket = { tracker: 'hub', key: 'acme/payments#1', url: URL };
    item = { incident: 'INC-1', number: 1, text: 'x', created, version: 1, issue: ticket };
  });
  afterEach(() => fake.server.stop());

  test('the ticket is closed when the item is done, and reopened with it, whatever breaks', async () => {
    item = { ...item, turned: 20_000, done: { by: ANA, at: 20_000 } };
    clock = 21_000;
    fake.server.fails({ status: 502 }, 'reset before', { status: 429, headers: { 'retry-after': '600' } });
    await follow();
    expect(issue().state).toBe('closed');
    const { done: _, ...rest } = item;
    item = { ...rest, turned: 30_000 };
    clock = 31_000;
    await follow();
    expect(issue().state).toBe('open');
  });

  test('what was changed later in the tracker counts', async () => {
    turn(issue(), true, 40_000);
    item = { ...item, turned: 30_000 };
    await follow();
    expect(issue().state).toBe('closed');
    expect(item).toMatchObject({ turned: 40_000, done: { at: 40_000 } });
  });

  test('an item that is reopened at once stays so, whose tracker has a clock that is ahead', async () => {
    item = { ...item, turned: 20_000, done: { by: ANA, at: 20_000 } };
    clock = 90_000;
    await follow();
    expect(issue().state).toBe('closed');
    const { done: _, ...rest } = item;
    item = { ...rest, turned: 22_000 };
    await follow();
    expect(issue().state).toBe('open');
    expect(item).not.toHaveProperty('done');
    // What somebody did there meanwhile is nobody's but theirs.
    turn(issue(), true, 95_000);
    item = { ...item, turned: 94_000 };
    await follow();
    expect(item).toMatchObject({ done: { at: 95_000 } });
  });

  test('why it cannot follow is written at the item, until it can', async () => {
    item = { ...item, turned: 20_000, done: { by: ANA, at: 20_000 } };
    fake.repositories.get('acme/payments')!.may = 'read';
    await follow();
    expect(item.issue?.trouble).toMatch(/trackers\.hub/);
    fake.repositories.get('acme/payments')!.may = 'write';
    await follow();
    expect(item.issue).not.toHaveProperty('trouble');
    expect(issue().state).toBe('closed');
  });

  test('what is done in the tracker is done here, the newest counting, and Muster’s own is not brought back', async () => {
    expect(await take({})).toEqual({
      of: 'k1',
      text: 'INC-1-1, acme/payments#1: closed: done',
      incidents: ['INC-1'],
    });
    expect(item).toMatchObject({ done: { by: { id: 'hub:ben', name: 'Ben' }, at: 10_000 } });
    expect((await take({ at: 9_000, done: false, status: 'reopened' }))?.text).toMatch(/later/);
    expect((await take({ at: 11_000, done: false, status: 'reopened' }))?.text).toMatch(/reopened$/);
    expect(item).not.toHaveProperty('done');
    expect((await take({ at: 12_000, account: fake.login }))?.text).toMatch(/own account/);
    expect(item).not.toHaveProperty('done');
    expect((await take({ url: `${URL}7` }))?.text).toMatch(/no ticket of an incident or action item/);
  });

  test('an item follows where its ticket is moved, and hears of it there', async () => {
    fake.transfer('acme/payments', 1, 'acme/ops');
    item = { ...item, turned: 20_000, done: { by: ANA, at: 20_000 } };
    await follow();
    expect(item.issue?.trouble).toMatch(/acme\/payments#1 is somewhere else now.*event Issues/);
    const there = { ticket: 'acme/ops#1', url: 'https://github.example/acme/ops/issues/1' };
    expect((await take({ ...there, type: 'moved', from: URL, at: 21_000 }))?.text).toBe(
      'INC-1-1, acme/payments#1: acme/payments#1 is acme/ops#1 now',
    );
    expect(item.issue).toMatchObject({ key: 'acme/ops#1', url: there.url, moved: { at: 21_000 } });
    expect((await take({ ...there, type: 'moved', from: URL, at: 21_000 }))?.text).toMatch(/was known/);
    await follow();
    expect(item.issue).not.toHaveProperty('trouble');
    expect(fake.repositories.get('acme/ops')!.issues[0]!.state).toBe('closed');
    expect((await take({ ...there, at: 30_000, done: false, status: 'reopened' }))?.text).toMatch(
      /reopened$/,
    );
    // A webhook that is late has the old address.
    expect((await take({ type: 'comment', text: 'late', at: 20_500 }))?.text).toMatch(/a comment$/);
  });

  test('a ticket that was moved unheard is known again by what stays, and not followed elsewhere', async () => {
    const lasting = 'https://github.example/repositories/7/issues/1';
    await take({ lasting, type: 'comment', text: 'one', at: 11_000 });
    const renamed = {
      ticket: 'acme/billing#1',
      url: 'https://github.example/acme/billing/issues/1',
      lasting,
    };
    expect((await take({ ...renamed, at: 12_000 }))?.text).toMatch(/is acme\/billing#1 now; closed: done$/);
    expect(item).toMatchObject({ issue: { key: 'acme/billing#1' }, done: { at: 12_000 } });
    // One that is late was there before.
    await take({ lasting, type: 'comment', text: 'late', key: 'k2', at: 11_500 });
    expect(item).toMatchObject({ issue: { key: 'acme/billing#1' }, comments: [{}, { text: 'late' }] });
    const strange = { ticket: 'x/y#1', url: 'https://elsewhere.example/x/y/issues/1', lasting };
    expect((await take({ ...strange, at: 13_000 }))?.text).toMatch(/not in hub: it is not followed there$/);
    expect(item.issue?.key).toBe('acme/billing#1');
  });

  test('comments stand with the item, once, without secrets, the newest of them', async () => {
    for (let n = 1; n <= 25; n++) await take({ type: 'comment', text: `hunter2 ${n}`, key: `c${n}`, at: n });
    await take({ type: 'comment', text: 'again', key: 'c25', at: 25 });
    expect(item.comments).toHaveLength(20);
    expect(item.comments?.at(-1)).toEqual({ key: 'c25', by: 'Ben', text: '[redacted] 25', at: 25 });
    await take({ type: 'deleted' });
    expect(item).not.toHaveProperty('issue');
  });
});
