import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import express from 'express';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { pino } from 'pino';
import { SandboxInbound } from '../../src/chat/sandbox/inbound.ts';
import { SandboxProvider } from '../../src/chat/sandbox/provider.ts';
import { sandboxSettings, type SandboxSettings } from '../../src/chat/sandbox/settings.ts';
import type { PageEvent, PageState } from '../../src/dashboard/sandbox/wire.ts';
import { note } from '../../src/chat/message.ts';
import { answerErrors } from '../../src/http/errors.ts';
import { sandboxRouter } from '../../src/http/sandbox.ts';
import { FakeSandboxStore } from '../fakes/sandbox/store.ts';

const DELIVERY = '2b6f0cc9-04d3-4f0c-9a35-6a3b2a2f9d11';
const context = { tenant: 'default', instance: 'sandbox' };
const settings = sandboxSettings.parse({});
const log = pino({ level: 'silent' });

async function start() {
  const store = new FakeSandboxStore();
  let configured = settings;
  const stop = new AbortController();
  const provider = new SandboxProvider(settings, context, { sandboxStore: () => store, now: Date.now });
  const app = express().set('query parser', 'simple');
  app.use(
    sandboxRouter({
      instances: () => [
        {
          ...context,
          settings: configured,
          store,
          adapter: new SandboxInbound(configured, context, store),
        },
      ],
      commands: [{ name: 'declare', usage: 'declare [title]', summary: 'Open an incident' }],
      assets: import.meta.dirname,
      now: Date.now,
      redact: (text) => text.replaceAll('hunter2', '[redacted]'),
      log,
      stop: stop.signal,
      pollMs: 5,
    }),
  );
  app.use(answerErrors(log));
  const server = app.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const get = (path: string) => fetch(`${base}${path}`);
  const state = async (as = 'ana') =>
    (await (await get(`/sandbox/sandbox/state?as=${as}`)).json()) as PageState;
  const { token } = await state();
  const send = (path: string, body: unknown, headers: Record<string, string> = {}) =>
    fetch(`${base}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-muster-page-token': token, ...headers },
      body: JSON.stringify(body),
    });
  return {
    base,
    store,
    provider,
    get,
    send,
    state,
    /** As a reload of the configuration does. */
    reload: (fresh: SandboxSettings) => (configured = fresh),
    /** Ends the streams, as a server does that stops. */
    stopStreams: () => stop.abort(),
    close: async () => {
      stop.abort();
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

/** Reads server-sent events, one after the other. */
async function listen(base: string, as: string, after: number, headers: Record<string, string> = {}) {
  const response = await fetch(`${base}/sandbox/events?instance=sandbox&as=${as}&after=${after}`, {
    headers,
  });
  expect(response.headers.get('content-type')).toMatch('text/event-stream');
  const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
  let buffer = '';
  const block = async (): Promise<string | undefined> => {
    for (;;) {
      const end = buffer.indexOf('\n\n');
      if (end >= 0) {
        const next = buffer.slice(0, end);
        buffer = buffer.slice(end + 2);
        return next;
      }
      const { done, value } = await reader.read();
      if (done) return undefined;
      buffer += value;
    }
  };
  return {
    /** @returns the next event; undefined when the stream has ended. */
    async next(): Promise<{ id: number; event: PageEvent } | undefined> {
      for (;;) {
        const text = await block();
        if (text === undefined) return undefined;
        const [, id, data] = /^id: (\d+)\ndata: (.*)$/s.exec(text) ?? [];
        if (id !== undefined && data !== undefined)
          return { id: Number(id), event: JSON.parse(data) as PageEvent };
      }
    },
    close: () => reader.cancel(),
  };
}

let chat: Awaited<ReturnType<typeof start>>;
beforeEach(async () => {
  chat = await start();
});
afterEach(() => chat.close());

const hello = { deliveryId: DELIVERY, user: 'ana', channel: 'general', text: 'hello' };
const messages = async (channel: string, as = 'ana') => {
  const response = await chat.get(`/sandbox/sandbox/history?as=${as}&channel=${encodeURIComponent(channel)}`);
  return ((await response.json()) as { messages: { view: { summary: string } }[] }).messages.map(
    (message) => message.view.summary,
  );
};

describe('the page', () => {
  it('comes at /sandbox and /sandbox/<instance>, without any script of its own in it', async () => {
    for (const path of ['/sandbox', '/sandbox/sandbox']) {
      const response = await chat.get(path);
      expect(response.status).toBe(200);
      const html = await response.text();
      expect(html).toMatch(/^<!doctype html><html lang="en">/);
      expect(html).toContain('data-instance="sandbox"');
      expect(html).not.toMatch(/<script(?![^>]*src=)|style=|onclick/);
    }
    expect((await chat.get('/sandbox/other')).status).toBe(404);
  });

  it('begins with people, channels and commands', async () => {
    const state = await chat.state();
    expect(state.people.map((person) => person.id)).toEqual(['ana', 'ben', 'chidi', 'dora']);
    expect(state.channels.map((channel) => channel.id)).toEqual(settings.channels);
    expect(state.commands).toHaveLength(1);
    expect((await chat.get('/sandbox/sandbox/state?as=mallory')).status).toBe(422);
  });
});

describe('a reload of the configuration', () => {
  const fresh = sandboxSettings.parse({
    people: [{ id: 'zoe', name: 'Zoe' }],
    channels: ['general', 'game-day'],
  });

  it('changes people and channels at once', async () => {
    chat.reload(fresh);
    const { people, channels } = await chat.state('zoe');
    expect(people.map((person) => person.name)).toEqual(['Zoe']);
    expect(channels.map((channel) => channel.id)).toContain('game-day');
    expect((await chat.send('/sandbox/sandbox/messages', { ...hello, user: 'ana' })).status).toBe(422);
    expect((await chat.send('/sandbox/sandbox/messages', { ...hello, user: 'zoe' })).status).toBe(201);
  });

  it('is told to the pages that are open', async () => {
    const { position } = await chat.state();
    const stream = await listen(chat.base, 'ana', position);
    chat.reload(fresh);
    await chat.send('/sandbox/sandbox/messages', { ...hello, user: 'zoe' });
    expect((await stream.next())?.event).toEqual({ kind: 'reset' });
    expect(await stream.next()).toBeUndefined();
  });
});

describe('writing', () => {
  it('posts a message once, however often it is sent', async () => {
    expect((await chat.send('/sandbox/sandbox/messages', hello)).status).toBe(201);
    expect((await chat.send('/sandbox/sandbox/messages', hello)).status).toBe(201);
    expect(await messages('general')).toEqual(['hello']);
  });

  it('keeps secrets out of what is stored', async () => {
    await chat.send('/sandbox/sandbox/messages', { ...hello, text: 'it is hunter2' });
    expect(await messages('general')).toEqual(['it is [redacted]']);
  });

  it.each([
    ['without a token', { 'x-muster-page-token': '' }, 401],
    ['with a forged token', { 'x-muster-page-token': `${Date.now()}.${'0'.repeat(64)}` }, 401],
    ['as a form, as another site could', { 'content-type': 'text/plain' }, 415],
  ])('is refused %s', async (_what, headers, status) => {
    expect((await chat.send('/sandbox/sandbox/messages', hello, headers)).status).toBe(status);
    expect(await messages('general')).toEqual([]);
  });

  it.each([
    ['nobody known', { ...hello, user: 'mallory' }, 422],
    ['a channel that does not exist', { ...hello, channel: 'nowhere' }, 404],
    ["somebody else's direct messages", { ...hello, channel: '@ben' }, 404],
    ['a thread that does not exist', { ...hello, thread: 'nothing' }, 422],
    ['nothing to say', { ...hello, text: '  ' }, 422],
    ['no delivery id', { ...hello, deliveryId: 'x' }, 422],
  ])('is refused for %s', async (_what, body, status) => {
    const response = await chat.send('/sandbox/sandbox/messages', body);
    expect(response.status).toBe(status);
    expect(response.headers.get('content-type')).toMatch('application/problem+json');
  });

  it('is refused in an archived channel', async () => {
    await chat.provider.archive('general');
    expect((await chat.send('/sandbox/sandbox/messages', hello)).status).toBe(422);
  });

  it('has a limit for each person', async () => {
    const statuses = await Promise.all(
      Array.from({ length: 125 }, async () => (await chat.send('/sandbox/sandbox/messages', hello)).status),
    );
    expect(statuses.filter((status) => status === 429)).toHaveLength(5);
  });

  it('creates a channel, and says when there is one', async () => {
    const wanted = { user: 'ana', name: '#Game Day' };
    expect((await chat.send('/sandbox/sandbox/channels', wanted)).status).toBe(201);
    expect((await chat.send('/sandbox/sandbox/channels', wanted)).status).toBe(422);
    expect((await chat.state('ben')).channels.map((channel) => channel.id)).toContain('game-day');
  });
});

describe('what only some see', () => {
  it('is neither listed nor read by others: private channels, private replies, direct messages', async () => {
    const { provider } = chat;
    const room = await provider.createChannel({ name: 'secret', private: true, topic: '' });
    await provider.invite(room.id, ['ben']);
    await provider.send({ channel: room.id }, note(['x'], 'in the room'), { key: '1' });
    await provider.sendPrivately('general', 'ben', note(['x'], 'for ben'), { key: '2' });
    await provider.send({ user: 'ben' }, note(['x'], 'to ben'), { key: '3' });

    expect((await chat.state('ana')).channels.map((channel) => channel.id)).not.toContain('secret');
    expect((await chat.state('ben')).channels.map((channel) => channel.id)).toContain('secret');
    expect(await messages('general', 'ana')).toEqual([]);
    expect(await messages('general', 'ben')).toEqual(['for ben']);
    expect(await messages('secret', 'ben')).toEqual(['in the room']);
    expect(await messages('@ben', 'ben')).toEqual(['to ben']);
    for (const channel of ['secret', '%40ben']) {
      expect((await chat.get(`/sandbox/sandbox/history?as=ana&channel=${channel}`)).status).toBe(404);
    }

    const [ana, ben] = await Promise.all([listen(chat.base, 'ana', 4), listen(chat.base, 'ben', 4)]);
    expect((await ana.next())?.event).toEqual({ kind: 'elsewhere', user: 'ben' });
    const kinds = [await ben.next(), await ben.next(), await ben.next(), await ben.next(), await ben.next()];
    expect(kinds.map((one) => one?.event.kind)).toEqual([
      'channel',
      'channel',
      'message',
      'message',
      'message',
    ]);
    await Promise.all([ana.close(), ben.close()]);
  });
});

describe('events', () => {
  it('arrive while they happen: messages, edits, deletions, modals for whom they are', async () => {
    const { provider } = chat;
    const { position } = await chat.state();
    const stream = await listen(chat.base, 'ana', position);
    const ref = await provider.send({ channel: 'general' }, note(['one'], 'one'), { key: 'k' });
    expect((await stream.next())?.event).toMatchObject({
      kind: 'message',
      message: { view: { summary: 'one' } },
    });
    await provider.update(ref, note(['two'], 'two'));
    expect((await stream.next())?.event).toMatchObject({
      kind: 'message',
      message: { view: { summary: 'two' } },
    });
    await provider.delete(ref);
    expect((await stream.next())?.event).toEqual({ kind: 'deleted', channel: 'general', message: ref.id });
    const modal = { id: 'declare', title: 'Declare', submit: 'Go', inputs: [], context: {} };
    await provider.openModal(`ben/${DELIVERY}`, modal);
    await provider.openModal(`ana/${DELIVERY}`, modal);
    expect((await stream.next())?.event).toMatchObject({ kind: 'modal', trigger: `ana/${DELIVERY}` });
    await stream.close();
  });

  it('go on after the last one that was received', async () => {
    const { position } = await chat.state();
    const first = await listen(chat.base, 'ana', position);
    await chat.send('/sandbox/sandbox/messages', hello);
    const seen = await first.next();
    await first.close();
    await chat.provider.send({ channel: 'general' }, note(['missed'], 'missed'), { key: 'k' });
    const again = await listen(chat.base, 'ana', position, { 'last-event-id': String(seen?.id) });
    expect((await again.next())?.event).toMatchObject({ message: { view: { summary: 'missed' } } });
    await again.close();
  });

  it('ask the page to begin anew when what it missed is forgotten', async () => {
    chat.store.forgotten = 3;
    const stream = await listen(chat.base, 'ana', 1);
    expect((await stream.next())?.event).toEqual({ kind: 'reset' });
    await chat.send('/sandbox/sandbox/messages', hello);
    expect((await stream.next())?.event).toMatchObject({ kind: 'message' });
    await stream.close();
  });

  it('go on when the store was away', async () => {
    const { position } = await chat.state();
    const stream = await listen(chat.base, 'ana', position);
    chat.store.fault = 'always';
    expect((await chat.get('/sandbox/sandbox/state?as=ana')).status).toBe(500);
    chat.store.fault = undefined;
    await chat.send('/sandbox/sandbox/messages', hello);
    expect((await stream.next())?.event).toMatchObject({ kind: 'message' });
    await stream.close();
  });

  it('end when the server stops', async () => {
    const stream = await listen(chat.base, 'ana', 4);
    chat.stopStreams();
    expect(await stream.next()).toBeUndefined();
  });
});
