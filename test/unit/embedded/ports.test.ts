import { once } from 'node:events';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { choosePort, type PortWish } from '../../../src/embedded/ports.ts';

let listener: Server;
let busy: number;
let told: string[];

beforeEach(async () => {
  told = [];
  listener = createServer().listen(0, '0.0.0.0');
  await once(listener, 'listening');
  busy = (listener.address() as AddressInfo).port;
});

afterEach(async () => {
  listener.close();
  await once(listener, 'close');
});

const wish = (demanded: number | undefined, usual = busy): PortWish => ({
  user: 'Temporal server',
  setting: 'TEMPORAL_PORT',
  demanded,
  usual,
});
const choose = (of: PortWish, taken = new Set<number>()) => choosePort(of, taken, (line) => told.push(line));

test('a demanded port in use is an error with its number, its setting and what to do', async () => {
  const failure = choose(wish(busy));
  await expect(failure).rejects.toMatchObject({ code: 'port-in-use' });
  await expect(failure).rejects.toThrow(
    new RegExp(`Port ${busy} for the Temporal server is in use.*lsof -i :${busy}.*TEMPORAL_PORT`),
  );
});

test('a demanded port that another part has been promised is an error as well', async () => {
  const free = await choose(wish(0));
  await expect(choose(wish(free), new Set([free]))).rejects.toMatchObject({ code: 'port-in-use' });
  expect(await choose(wish(free))).toBe(free);
});

test('the usual port in use is replaced by a free one after it, and that is told', async () => {
  const port = await choose(wish(undefined));
  expect(port).toBeGreaterThan(busy);
  expect(port).toBeLessThan(busy + 50);
  expect(told).toEqual([
    `port ${busy} is in use; the Temporal server listens on ${port} (TEMPORAL_PORT sets another)`,
  ]);
});

test('the usual port is taken when it is free, unless it is promised', async () => {
  const free = await choose(wish(0));
  expect(await choose(wish(undefined, free))).toBe(free);
  expect(told).toEqual([]);
  expect(await choose(wish(undefined, free), new Set([free]))).not.toBe(free);
});
