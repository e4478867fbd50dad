import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import express from 'express';
import { afterEach, describe, expect, it } from 'vitest';
import { tellChanges, type Watched } from '../../../src/http/live.ts';
import { Watch } from '../../../src/http/watch.ts';
import { eventually } from '../../harness/eventually.ts';

const stop = new AbortController();
let close: () => void = () => undefined;
afterEach(() => close());

/** Serves a stream. @returns where, and whether it is over on the server. */
async function serve(watched: Partial<Watched>) {
  const state = { over: false };
  const app = express();
  app.get('/live', async (_request, response) => {
    const all = { watch: new Watch(1), name: 'one', version: () => Promise.resolve('a'), ...watched };
    await tellChanges(response, all, stop.signal);
    state.over = true;
  });
  const server = app.listen(0, '127.0.0.1');
  await once(server, 'listening');
  close = () => server.close();
  return { address: `http://127.0.0.1:${(server.address() as AddressInfo).port}/live`, state };
}

describe('a stream of events', () => {
  it('says now and then that it still stands, as an event: the page hears nothing of comments', async () => {
    const { address } = await serve({ keepAliveMs: 5 });
    const response = await fetch(address);
    let text = '';
    for await (const chunk of response.body!) {
      text += new TextDecoder().decode(chunk);
      if (text.split('event: still\ndata: {}\n\n').length > 3) break;
    }
    expect(text).not.toContain('changed');
  });

  it('has the page ask anew, and ends, when who reads may do so no longer; not when that cannot be told', async () => {
    let asked = 0;
    const still = (): Promise<boolean> => {
      asked++;
      return asked < 3 ? Promise.reject(new Error('the store is away')) : Promise.resolve(asked < 5);
    };
    const { address, state } = await serve({ keepAliveMs: 5, still });
    const text = await (await fetch(address)).text();
    expect(text.match(/event: \w+/g)).toEqual([...Array<string>(4).fill('event: still'), 'event: changed']);
    await eventually('the end on the server', () => state.over);
  });

  it('is not kept for who went away before it began', async () => {
    let release: (version: string) => void = () => undefined;
    let asked = false;
    const version = (): Promise<string> => {
      asked = true;
      return new Promise((resolve) => (release = resolve));
    };
    const { address, state } = await serve({ version });
    const gone = new AbortController();
    const answer = fetch(address, { signal: gone.signal }).catch(() => undefined);
    await eventually('the question', () => asked);
    gone.abort();
    await answer;
    await new Promise((resolve) => setTimeout(resolve, 20));
    release('a');
    await eventually('the end on the server', () => state.over);
  });
});
