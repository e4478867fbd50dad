import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { close } from '../../src/wiring/server/server.ts';
import { eventually } from '../harness/eventually.ts';
import { ownMs } from '../harness/own-time.ts';
import { Office } from './office.ts';

let office: Office;
beforeEach(async () => {
  office = await Office.open();
});
afterEach(async () => {
  if (office.server.listening) await office.close();
});

/** Reads an event stream as it comes. */
async function follow(path: string, cookie?: string) {
  const gone = new AbortController();
  const headers = { ...(cookie !== undefined && { cookie }) };
  const response = await fetch(`${office.base}${path}`, { signal: gone.signal, headers });
  let text = '';
  let ended = false;
  const reading = (async () => {
    const decoder = new TextDecoder();
    for await (const chunk of response.body!) text += decoder.decode(chunk);
    ended = true;
  })().catch(() => undefined);
  return {
    response,
    changes: () => text.split('event: changed').length - 1,
    text: () => text,
    ended: () => ended,
    leave: async () => {
      gone.abort();
      await reading;
    },
  };
}

describe('a page that is open', () => {
  it('hears of every change of the list, and of nothing else', async () => {
    const stream = await follow('/live');
    expect(stream.response.headers.get('content-type')).toBe('text/event-stream');
    await eventually('connected', () => stream.text().includes(': connected'));
    await office.command('declare One');
    await eventually('the declaration', () => stream.changes() === 1);
    await office.command('ack INC-1');
    await eventually('the acknowledgement', () => stream.changes() === 2);
    await stream.leave();
  });

  it('hears nothing of private incidents, unless who reads may see them', async () => {
    const [anybody, admin] = await Promise.all([follow('/live'), follow('/live', office.cookie('admin'))]);
    for (const stream of [anybody, admin])
      await eventually('connected', () => stream.text().includes(': connected'));
    await office.command('declare --private Somebody steals');
    await eventually('the declaration', () => admin.changes() === 1);
    await office.command('ack INC-1');
    await eventually('the acknowledgement', () => admin.changes() === 2);
    await office.command('declare Checkout is down');
    await eventually('what is not private', () => anybody.changes() > 0);
    expect(anybody.changes()).toBe(1);
    await Promise.all([anybody.leave(), admin.leave()]);
  });

  it('is refused to who may not list', async () => {
    const { policy } = office.config.access;
    office.access({ policy: { ...policy, permissions: { ...policy.permissions, viewer: ['status'] } } });
    const { response } = await follow('/live');
    expect(response.status).toBe(403);
    expect(office.memory.auditEntries).toMatchObject([{ action: 'list', outcome: 'refused' }]);
    const allowed = await follow('/live', office.cookie('admin'));
    expect(allowed.response.status).toBe(200);
    await allowed.leave();
  });

  it('of one incident hears of that one', async () => {
    await office.command('declare One');
    await office.command('declare Two');
    const first = await follow('/live/INC-1');
    const second = await follow('/live/INC-2');
    await office.command('ack INC-2');
    await eventually('the change', () => second.changes() === 1);
    expect(first.changes()).toBe(0);
    await Promise.all([first.leave(), second.leave()]);
  });

  it('is told by one look at the store, however many are open', async () => {
    const streams = await Promise.all(Array.from({ length: 10 }, () => follow('/live')));
    await Promise.all(streams.map((s) => eventually('connected', () => s.text().includes(': connected'))));
    const before = office.memory.looks;
    await office.command('declare One');
    await Promise.all(streams.map((s) => eventually('the change', () => s.changes() === 1)));
    expect(office.memory.looks - before).toBeLessThan(streams.length);
    await Promise.all(streams.map((s) => s.leave()));
  });

  it('outlives a store that is away for a moment', async () => {
    const stream = await follow('/live');
    await eventually('connected', () => stream.text().includes(': connected'));
    office.memory.down.add('incidents');
    await expect(fetch(`${office.base}/live`)).resolves.toHaveProperty('status', 503);
    office.memory.down.clear();
    await office.command('declare One');
    await eventually('the change', () => stream.changes() === 1);
    await stream.leave();
  });
});

describe('a server that stops', () => {
  it('ends the streams and is gone within 2 seconds, although browsers keep their connections', async () => {
    const streams = await Promise.all(Array.from({ length: 5 }, () => follow('/live')));
    await fetch(`${office.base}/healthz`);
    const before = ownMs();
    office.stopStreams();
    await close(office.server);
    expect(ownMs() - before).toBeLessThan(2_000);
    await Promise.all(streams.map((s) => eventually('the end', s.ended)));
  });

  it('lets a request that is under way finish', async () => {
    let release: () => void = () => undefined;
    const opened = new Promise<void>((resolve) => (release = resolve));
    office.openModal = () => opened;
    const answer = office.command('declare');
    await eventually('the request', () => office.modals.length === 1);
    const closing = close(office.server);
    release();
    expect((await answer).status).toBe(200);
    await closing;
  });
});
