import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { HttpAnswer, Inbound } from '../../../../src/chat/inbound.ts';
import { note } from '../../../../src/chat/message.ts';
import { slack } from '../../../../src/chat/slack/platform.ts';
import type { Listener, ListenerEvent, Report } from '../../../../src/chat/listener.ts';
import { refusal } from '../../../contract/expectations.ts';
import {
  commandDelivery,
  mentionDelivery,
  submitDelivery,
  type Delivery,
} from '../../../fakes/slack/deliveries.ts';
import { APP_TOKEN, BOT_TOKEN, startFakeSlack, type FakeSlack } from '../../../fakes/slack/fake.ts';
import { lentTo } from '../../../fakes/lent.ts';
import { context } from './fixture.ts';

const socketMode = { botToken: BOT_TOKEN, mode: 'socket', appToken: APP_TOKEN, timeoutMs: 2000 };
let fake: FakeSlack;
let listener: Listener;
let received: Inbound[];
let reported: ListenerEvent[];
let heard: number;

const report: Report = (event) => {
  if (event.kind === 'heard') heard += 1;
  else reported.push(event);
};

/** @returns the first report of that kind, once there is one. */
async function reports<K extends ListenerEvent['kind']>(kind: K): Promise<ListenerEvent & { kind: K }> {
  const found = () => reported.find((event): event is ListenerEvent & { kind: K } => event.kind === kind);
  await expect.poll(found, { timeout: 5000 }).toBeDefined();
  return found()!;
}

function listening(settings: object = socketMode): Listener {
  const made = slack.createListener?.(
    slack.settings.parse({ ...settings, apiUrl: fake.url }),
    context,
    lentTo(),
  );
  if (!made) throw new Error('there is no listener');
  return made;
}

/** Answers as the program does: by what the platform's adapter makes of an answer. */
function handle(inbound: Inbound): Promise<HttpAnswer> {
  received.push(inbound);
  const answer = { kind: 'message', message: note(['done'], 'done'), visible: 'privately' } as const;
  const adapter = slack.createInbound(slack.settings.parse(socketMode), context, lentTo());
  return Promise.resolve(adapter.respond(inbound, answer).http);
}

function command(text = 'ack 7'): Delivery {
  return commandDelivery(fake.workspace, fake.addUser('ana'), fake.addChannel('ops').id, '/im', text);
}

beforeEach(async () => {
  fake = await startFakeSlack();
  received = [];
  reported = [];
  heard = 0;
  listener = listening();
});
afterEach(async () => {
  await listener.stop();
  await fake.close();
});

describe('Socket Mode', () => {
  it('is there only in mode socket', () => {
    const http = slack.settings.parse({ botToken: BOT_TOKEN, signingSecret: 's' });
    expect(slack.createListener?.(http, context, lentTo())).toBeUndefined();
  });

  it('connects, says so, and stops', async () => {
    expect(listener.status().state).toBe('stopped');
    await listener.start(handle, report);
    expect(listener.status().state).toBe('connected');
    expect(fake.sockets.open).toHaveLength(1);
    await listener.stop();
    expect(listener.status().state).toBe('stopped');
    await fake.until(() => (fake.sockets.open.length === 0 ? true : undefined), 2000);
    expect(fake.sockets.open).toHaveLength(0);
  });

  it('says when Slack was heard from last, again and again', async () => {
    await listener.start(handle, report);
    const { heardAt: first = Infinity } = listener.status();
    await expect.poll(() => listener.status().heardAt, { timeout: 5_000 }).toBeGreaterThan(first);
    expect(heard).toBeGreaterThan(0);
  });

  it('gives a connection up that is there but deaf, and connects again', { timeout: 30_000 }, async () => {
    await listener.start(handle, report);
    fake.sockets.deafen();
    await expect.poll(() => fake.sockets.opened, { timeout: 20_000 }).toBe(2);
    expect(await reports('lost')).toMatchObject({ renewed: false });
    await expect.poll(() => listener.status().state).toBe('connected');
    expect(await fake.sockets.deliver(command())).toBeDefined();
  });

  it('reads a command as by HTTP and acknowledges it with the answer', async () => {
    await listener.start(handle, report);
    const answer = await fake.sockets.deliver(command('assign <@U1|zoe> &amp;c'));
    expect(received).toMatchObject([{ kind: 'command', text: 'assign <@U1> &c', user: { name: 'ana' } }]);
    expect(answer).toMatchObject({ response_type: 'ephemeral', text: 'done' });
  });

  it('reads a submission and acknowledges it with what becomes of the modal', async () => {
    await listener.start(handle, report);
    const view = { type: 'modal', callback_id: 'declare', private_metadata: '{}', blocks: [] };
    const answer = await fake.sockets.deliver(
      submitDelivery(fake.workspace, fake.addUser('ana'), { id: 'V1', view }, {}),
    );
    expect(received).toMatchObject([{ kind: 'submit', modal: 'declare' }]);
    expect(answer).toEqual({ response_action: 'clear' });
  });

  it('reads a mention and acknowledges it with nothing', async () => {
    await listener.start(handle, report);
    const answer = await fake.sockets.deliver(
      mentionDelivery(fake.workspace, fake.addUser('ana'), 'C1', 'status'),
    );
    expect(received).toMatchObject([{ kind: 'mention', text: 'status' }]);
    expect(answer).toEqual({});
  });

  it('takes nothing from another workspace in which the app is installed', async () => {
    await listener.start(handle, report);
    const foreign = command();
    const answer = await fake.sockets.deliver(
      { ...foreign, payload: { ...foreign.payload, team_id: 'T0000000666' } },
      200,
    );
    expect(answer).toBeUndefined();
    expect(received).toEqual([]);
    expect(listener.status().problem).toContain('T0000000666');
    expect(reported.filter(({ kind }) => kind === 'delivery failed')).toMatchObject([
      {
        deliveryId: foreign.payload['trigger_id'],
        envelope: 'e-1',
        error: { code: 'invalid_webhook', message: expect.stringContaining('T0000000666') as string },
      },
    ]);
    expect(await fake.sockets.deliver(command())).toMatchObject({ text: 'done' });
  });

  it('acknowledges only what has been stored', async () => {
    let stored = () => {};
    const storing = new Promise<void>((resolve) => (stored = resolve));
    await listener.start(async (inbound) => {
      await storing;
      return handle(inbound);
    }, report);
    let acknowledged = false;
    const answer = fake.sockets.deliver(command()).finally(() => (acknowledged = true));
    // A second one that goes through shows that the first has arrived and waits.
    await fake.sockets.deliver(
      { surface: 'events', payload: { type: 'url_verification', challenge: 'c' } },
      200,
    );
    expect(acknowledged).toBe(false);
    stored();
    expect(await answer).toMatchObject({ text: 'done' });
  });

  it('leaves unanswered what failed, so that Slack sends it again, and says what was wrong', async () => {
    let failing = true;
    await listener.start((inbound) => {
      if (failing) return Promise.reject(new Error('the store is away'));
      return handle(inbound);
    }, report);
    const delivery = mentionDelivery(fake.workspace, fake.addUser('ana'), 'C1', 'status');
    expect(await fake.sockets.deliver(delivery, 200)).toBeUndefined();
    expect(listener.status()).toMatchObject({ state: 'connected', problem: 'the store is away' });
    expect(await reports('delivery failed')).toEqual({
      kind: 'delivery failed',
      error: new Error('the store is away'),
      deliveryId: delivery.payload['event_id'],
      envelope: 'e-1',
    });
    failing = false;
    expect(await fake.sockets.deliver(delivery)).toEqual({});
  });

  it('leaves unanswered what is not accepted', async () => {
    await listener.start(() => Promise.resolve({ status: 503, contentType: 'text/plain', body: '' }), report);
    expect(await fake.sockets.deliver(command(), 200)).toBeUndefined();
    const { error, deliveryId } = await reports('delivery failed');
    expect(error).toMatchObject({ message: expect.stringContaining('status 503') as string });
    expect(deliveryId).toBeTruthy();
  });

  it('says when an answer could not be handed over any more', async () => {
    await listener.start(async (inbound) => {
      fake.sockets.drop('cut');
      await reports('lost');
      return handle(inbound);
    }, report);
    void fake.sockets.deliver(command(), 200);
    const { error } = await reports('delivery failed');
    expect(error).toMatchObject({
      code: 'connection_failed',
      message: expect.stringContaining('worked on') as string,
    });
  });

  it('outlives what cannot be read', async () => {
    await listener.start(handle, report);
    const unreadable = [
      '{',
      'null',
      '{"type":"events_api"}',
      '{"type":"events_api","envelope_id":"e-odd","payload":{}}',
      '{"type":"odd"}',
    ];
    for (const raw of ['[]', ...unreadable]) fake.sockets.raw(raw);
    expect(
      await fake.sockets.deliver({ surface: 'commands', payload: { text: 'no trigger' } }, 200),
    ).toBeUndefined();
    expect(await fake.sockets.deliver(command())).toMatchObject({ text: 'done' });
    expect(listener.status().problem).toContain('slash command');
    const failed = reported.filter(({ kind }) => kind === 'delivery failed');
    expect(failed).toMatchObject(failed.map(() => ({ error: { code: 'invalid_webhook' } })));
    expect(failed.length).toBeGreaterThan(unreadable.length);
    expect(failed).toContainEqual(expect.objectContaining({ envelope: 'e-odd' }));
  });

  it.each(['warning', 'switched off'] as const)('connects again after Slack says "%s"', async (how) => {
    await listener.start(handle, report);
    fake.sockets.drop(how);
    const reason = how === 'warning' ? '(warning)' : '(link_disabled)';
    expect(await reports('lost')).toMatchObject({
      renewed: how === 'warning',
      reason: expect.stringContaining(reason) as string,
    });
    await expect.poll(() => fake.sockets.opened, { timeout: 5000 }).toBe(2);
    await expect.poll(() => listener.status().state, { timeout: 5000 }).toBe('connected');
    expect(await fake.sockets.deliver(command())).toMatchObject({ text: 'done' });
  });

  it.each(['refresh', 'cut'] as const)('connects again after a %s', async (how) => {
    await listener.start(handle, report);
    fake.sockets.drop(how);
    await fake.until(() => (fake.sockets.opened === 2 ? true : undefined), 5000);
    await expect.poll(() => listener.status().state, { timeout: 5000 }).toBe('connected');
    expect(await fake.sockets.deliver(command())).toMatchObject({ text: 'done' });
    expect(reported).toEqual([
      { kind: 'connected', again: false, awayMs: expect.any(Number) as number },
      {
        kind: 'lost',
        reason: expect.stringMatching(
          how === 'refresh' ? /\(refresh_requested\)$/ : /closed the connection( \(.+\))?$/,
        ) as string,
        renewed: how === 'refresh',
        nextMs: 500,
      },
      { kind: 'connected', again: true, awayMs: expect.any(Number) as number },
    ]);
    const [, , again] = reported as { awayMs: number }[];
    expect(again?.awayMs).toBeGreaterThanOrEqual(490);
  });

  it('keeps trying while Slack is away, and says so each time', async () => {
    fake.failNext('apps.connections.open', 'server error', 1);
    fake.failNext('apps.connections.open', { error: 'internal_error' }, 1);
    const before = Date.now();
    await listener.start(handle, report);
    const { since, ...status } = listener.status();
    expect(status).toEqual({ state: 'connecting', problem: expect.stringContaining('503') as string });
    expect(since).toBeGreaterThanOrEqual(before);
    await expect.poll(() => reported.length, { timeout: 5000 }).toBe(2);
    // Failed attempts do not make the time without a connection begin anew.
    expect(listener.status()).toMatchObject({ state: 'connecting', since });
    await expect.poll(() => listener.status().state, { timeout: 5000 }).toBe('connected');
    expect(listener.status().problem).toBeUndefined();
    expect(reported).toMatchObject([
      { kind: 'attempt failed', error: { message: expect.stringContaining('503') as string }, nextMs: 500 },
      {
        kind: 'attempt failed',
        error: { message: expect.stringContaining('internal_error') as string },
        nextMs: 1000,
      },
      { kind: 'connected', again: false },
    ]);
  });

  it('waits as long as Slack asks to', async () => {
    fake.retryAfter = 7;
    fake.failNext('apps.connections.open', 'rate limited');
    await listener.start(handle, report);
    expect(reported).toMatchObject([{ error: { code: 'rate_limited' }, nextMs: 7000 }]);
  });

  it('says what to do when the token is revoked later, and tries on slowly', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    try {
      await listener.start(handle, report);
      fake.failNext('apps.connections.open', { error: 'token_revoked' });
      fake.sockets.drop('refresh');
      const { nextMs: soon } = await reports('lost');
      await vi.advanceTimersByTimeAsync(soon);
      const { error, nextMs } = await reports('attempt failed');
      expect(error.code).toBe('authentication_failed');
      expect(error.message).toMatch(
        /app-level token \(token_revoked\).*connections:write.*appToken.*restart/,
      );
      expect(nextMs).toBe(60_000);
      expect(listener.status()).toMatchObject({ state: 'connecting', problem: error.message });
      await vi.advanceTimersByTimeAsync(nextMs - 1);
      expect(fake.sockets.opened).toBe(1);
      await vi.advanceTimersByTimeAsync(1);
      await expect.poll(() => listener.status().state, { timeout: 5000 }).toBe('connected');
    } finally {
      vi.useRealTimers();
    }
  });

  it('gives up a connection that is never greeted', async () => {
    fake.sockets.greets = false;
    const impatient = listening({ ...socketMode, timeoutMs: 100 });
    await impatient.start(handle, report);
    expect(impatient.status().state).toBe('connecting');
    expect(reported).toMatchObject([
      { kind: 'attempt failed', error: { message: expect.stringContaining('greeting') as string } },
    ]);
    await impatient.stop();
  });

  it('refuses to start with a token that Slack refuses, and tries no more', async () => {
    const refused = listening({ ...socketMode, appToken: 'xapp-wrong' });
    await refusal(refused.start(handle, report), 'authentication_failed');
    expect(refused.status()).toMatchObject({
      state: 'stopped',
      problem: expect.stringContaining('app-level token (invalid_auth)') as string,
    });
    expect(fake.calls).toHaveLength(1);
    expect(reported).toEqual([]);
  });

  it('stops only after those at work have answered', async () => {
    let go = () => {};
    const going = new Promise<void>((resolve) => (go = resolve));
    await listener.start(async (inbound) => {
      const answer = await handle(inbound);
      await going;
      return answer;
    }, report);
    const answer = fake.sockets.deliver(command());
    await expect.poll(() => received.length).toBe(1);
    const stopping = listener.stop();
    go();
    await stopping;
    expect(await answer).toMatchObject({ text: 'done' });
  });
});
