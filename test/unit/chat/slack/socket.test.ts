import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { HttpAnswer, Inbound } from '../../../../src/chat/inbound.ts';
import { note } from '../../../../src/chat/message.ts';
import { slack } from '../../../../src/chat/slack/platform.ts';
import type { Listener } from '../../../../src/chat/listener.ts';
import { refusal } from '../../../contract/expectations.ts';
import {
  commandDelivery,
  mentionDelivery,
  submitDelivery,
  type Delivery,
} from '../../../fakes/slack/deliveries.ts';
import { APP_TOKEN, BOT_TOKEN, startFakeSlack, type FakeSlack } from '../../../fakes/slack/fake.ts';
import { context } from './fixture.ts';

const socketMode = { botToken: BOT_TOKEN, mode: 'socket', appToken: APP_TOKEN, timeoutMs: 2000 };
let fake: FakeSlack;
let listener: Listener;
let received: Inbound[];

function listening(settings: object = socketMode): Listener {
  const made = slack.createListener?.(
    slack.settings.parse({ ...settings, apiUrl: fake.url }),
    context,
    undefined,
  );
  if (!made) throw new Error('there is no listener');
  return made;
}

/** Answers as the program does: by what the platform's adapter makes of an answer. */
function handle(inbound: Inbound): Promise<HttpAnswer> {
  received.push(inbound);
  const answer = { kind: 'message', message: note(['done'], 'done'), visible: 'privately' } as const;
  const adapter = slack.createInbound(slack.settings.parse(socketMode), context, undefined);
  return Promise.resolve(adapter.respond(inbound, answer).http);
}

function command(text = 'ack 7'): Delivery {
  return commandDelivery(fake.workspace, fake.addUser('ana'), fake.addChannel('ops').id, '/im', text);
}

beforeEach(async () => {
  fake = await startFakeSlack();
  received = [];
  listener = listening();
});
afterEach(async () => {
  await listener.stop();
  await fake.close();
});

describe('Socket Mode', () => {
  it('is there only in mode socket', () => {
    const http = slack.settings.parse({ botToken: BOT_TOKEN, signingSecret: 's' });
    expect(slack.createListener?.(http, context, undefined)).toBeUndefined();
  });

  it('connects, says so, and stops', async () => {
    expect(listener.status().state).toBe('stopped');
    await listener.start(handle);
    expect(listener.status().state).toBe('connected');
    expect(fake.sockets.open).toHaveLength(1);
    await listener.stop();
    expect(listener.status().state).toBe('stopped');
    await fake.until(() => (fake.sockets.open.length === 0 ? true : undefined), 2000);
    expect(fake.sockets.open).toHaveLength(0);
  });

  it('reads a command as by HTTP and acknowledges it with the answer', async () => {
    await listener.start(handle);
    const answer = await fake.sockets.deliver(command('assign <@U1|zoe> &amp;c'));
    expect(received).toMatchObject([{ kind: 'command', text: 'assign <@U1> &c', user: { name: 'ana' } }]);
    expect(answer).toMatchObject({ response_type: 'ephemeral', text: 'done' });
  });

  it('reads a submission and acknowledges it with what becomes of the modal', async () => {
    await listener.start(handle);
    const view = { type: 'modal', callback_id: 'declare', private_metadata: '{}', blocks: [] };
    const answer = await fake.sockets.deliver(
      submitDelivery(fake.workspace, fake.addUser('ana'), { id: 'V1', view }, {}),
    );
    expect(received).toMatchObject([{ kind: 'submit', modal: 'declare' }]);
    expect(answer).toEqual({ response_action: 'clear' });
  });

  it('reads a mention and acknowledges it with nothing', async () => {
    await listener.start(handle);
    const answer = await fake.sockets.deliver(
      mentionDelivery(fake.workspace, fake.addUser('ana'), 'C1', 'status'),
    );
    expect(received).toMatchObject([{ kind: 'mention', text: 'status' }]);
    expect(answer).toEqual({});
  });

  it('takes nothing from another workspace in which the app is installed', async () => {
    await listener.start(handle);
    const foreign = command();
    const answer = await fake.sockets.deliver(
      { ...foreign, payload: { ...foreign.payload, team_id: 'T0000000666' } },
      200,
    );
    expect(answer).toBeUndefined();
    expect(received).toEqual([]);
    expect(listener.status().problem).toContain('T0000000666');
    expect(await fake.sockets.deliver(command())).toMatchObject({ text: 'done' });
  });

  it('acknowledges only what has been stored', async () => {
    let stored = () => {};
    const storing = new Promise<void>((resolve) => (stored = resolve));
    await listener.start(async (inbound) => {
      await storing;
      return handle(inbound);
    });
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
    });
    const delivery = mentionDelivery(fake.workspace, fake.addUser('ana'), 'C1', 'status');
    expect(await fake.sockets.deliver(delivery, 200)).toBeUndefined();
    expect(listener.status()).toMatchObject({ state: 'connected', problem: 'the store is away' });
    failing = false;
    expect(await fake.sockets.deliver(delivery)).toEqual({});
  });

  it('leaves unanswered what is not accepted', async () => {
    await listener.start(() => Promise.resolve({ status: 503, contentType: 'text/plain', body: '' }));
    expect(await fake.sockets.deliver(command(), 200)).toBeUndefined();
  });

  it('outlives what cannot be read', async () => {
    await listener.start(handle);
    for (const raw of [
      '{',
      'null',
      '[]',
      '{"type":"events_api"}',
      '{"type":"events_api","payload":{}}',
      '{"type":"odd"}',
    ])
      fake.sockets.raw(raw);
    expect(
      await fake.sockets.deliver({ surface: 'commands', payload: { text: 'no trigger' } }, 200),
    ).toBeUndefined();
    expect(await fake.sockets.deliver(command())).toMatchObject({ text: 'done' });
    expect(listener.status().problem).toContain('slash command');
  });

  it.each(['refresh', 'cut'] as const)('connects again after a %s', async (how) => {
    await listener.start(handle);
    fake.sockets.drop(how);
    await fake.until(() => (fake.sockets.opened === 2 ? true : undefined), 5000);
    await expect.poll(() => listener.status().state, { timeout: 5000 }).toBe('connected');
    expect(await fake.sockets.deliver(command())).toMatchObject({ text: 'done' });
  });

  it('keeps trying while Slack is away', async () => {
    fake.failNext('apps.connections.open', 'server error', 2);
    await listener.start(handle);
    expect(listener.status()).toMatchObject({
      state: 'connecting',
      problem: expect.stringContaining('503') as string,
    });
    await expect.poll(() => listener.status().state, { timeout: 5000 }).toBe('connected');
    expect(listener.status().problem).toBeUndefined();
  });

  it('gives up a connection that is never greeted', async () => {
    fake.sockets.greets = false;
    const impatient = listening({ ...socketMode, timeoutMs: 100 });
    await impatient.start(handle);
    expect(impatient.status().state).toBe('connecting');
    await impatient.stop();
  });

  it('refuses to start with a token that Slack refuses, and tries no more', async () => {
    const refused = listening({ ...socketMode, appToken: 'xapp-wrong' });
    await refusal(refused.start(handle), 'authentication_failed');
    expect(refused.status().state).toBe('stopped');
    expect(fake.calls).toHaveLength(1);
  });

  it('stops only after those at work have answered', async () => {
    let go = () => {};
    const going = new Promise<void>((resolve) => (go = resolve));
    await listener.start(async (inbound) => {
      const answer = await handle(inbound);
      await going;
      return answer;
    });
    const answer = fake.sockets.deliver(command());
    await expect.poll(() => received.length).toBe(1);
    const stopping = listener.stop();
    go();
    await stopping;
    expect(await answer).toMatchObject({ text: 'done' });
  });
});
