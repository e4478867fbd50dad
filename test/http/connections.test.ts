import express from 'express';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { close, listen } from '../../src/wiring/server/server.ts';

let server: Server;
beforeEach(async () => {
  const app = express().post('/in', (_request, response) => void response.status(202).end());
  server = await listen(app, '127.0.0.1', 0);
});
afterEach(() => close(server));

it('an idle connection is kept for longer than proxies keep theirs', async () => {
  const { port } = server.address() as AddressInfo;
  const { status, headers } = await fetch(`http://127.0.0.1:${port}/in`, { method: 'POST' });
  expect([status, headers.get('connection')]).toEqual([202, 'keep-alive']);
  const [, seconds] = /^timeout=(\d+)$/.exec(headers.get('keep-alive') ?? '') ?? [];
  expect(Number(seconds)).toBeGreaterThan(60);
});
