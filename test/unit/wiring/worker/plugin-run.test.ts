import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { runId } from '../../../../src/action/run-id.ts';
import type { OutputPiece, RunnerOutcome } from '../../../../src/action/runner.ts';
import type { Config } from '../../../../src/config/config.ts';
import { checkText } from '../../../../src/config/load.ts';
import { bindRunner } from '../../../../src/wiring/worker/runners.ts';
import { platforms } from '../../config/platforms.ts';

interface Asked {
  readonly request: IncomingMessage;
  readonly body: string;
}

let folder: string;
let server: Server;
let config: Config;
let asked: Asked[] = [];
let status = 200;

beforeAll(async () => {
  server = createServer((request, response) => {
    void text(request).then((body) => {
      asked.push({ request, body });
      response.writeHead(status, { 'content-type': 'application/json' }).end('{"version":"1.4.1"}');
    });
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  // The example of the documentation, which asks this server.
  folder = mkdtempSync(join(tmpdir(), 'muster-plugin-run-'));
  cpSync(resolve('test/fixtures/plugins/deploy'), folder, { recursive: true });
  const code = readFileSync(join(folder, 'index.js'), 'utf8');
  writeFileSync(join(folder, 'index.js'), code.replace('https://deploy.example.com', address));
  symlinkSync(resolve('node_modules'), join(folder, 'node_modules'));
  config = checkText(
    `chat: {main: {platform: sandbox}}\nplugins: [{package: ${folder}, secrets: {token: '\${TOKEN}'}}]\n`,
    'muster.yaml',
    { TOKEN: 'token-of-the-test-123' },
    platforms,
  ).config!;
});
afterAll(() => {
  server.close();
  rmSync(folder, { recursive: true });
});

/** Runs the action of the example as a worker does that was ordered to. */
async function rolledBack(parameters: Record<string, unknown>): Promise<[RunnerOutcome, OutputPiece[]]> {
  asked = [];
  const bound = bindRunner(
    {
      action: config.catalogue.actions.get('deploy.rollback')!,
      order: {
        tenant: 'default',
        id: runId(7),
        action: 'deploy.rollback',
        parameters,
        asked: { by: { id: 'ana', name: 'Ana' }, at: 0 },
        plan: { timeoutMs: 60_000, attempts: 1, retryMs: 1_000 },
      },
    },
    {
      allowed: config.allowedCommands,
      records: join(folder, 'records'),
      now: Date.now,
      redact: (text) => text,
      incidents: () => expect.unreachable(),
    },
  );
  if (bound.kind !== 'here') throw new Error(`it is ${bound.kind}`);
  const printed: OutputPiece[] = [];
  const outcome = await bound.run({
    idempotencyKey: 'default:run:RUN-7',
    signal: new AbortController().signal,
    print: (piece) => printed.push(piece),
  });
  return [outcome, printed];
}

it('a worker runs what a plug-in has, with its secrets and what was ordered', async () => {
  const [outcome, printed] = await rolledBack({ service: 'checkout' });
  expect(outcome).toEqual({ status: 'succeeded', result: { version: '1.4.1' } });
  expect(printed).toEqual([{ stream: 'stdout', text: 'Bringing checkout back by 1.\n' }]);
  expect(asked).toMatchObject([
    {
      request: {
        url: '/v1/services/checkout/rollback',
        method: 'POST',
        headers: { authorization: 'Bearer token-of-the-test-123', 'idempotency-key': 'default:run:RUN-7' },
      },
      body: '{"steps":1}',
    },
  ]);
});

it('a worker says why what a plug-in has did not succeed', async () => {
  status = 503;
  expect(await rolledBack({ service: 'checkout' })).toMatchObject([
    { status: 'failed', message: 'deploy.example.com answered with 503.', mayRepeat: false },
    [{ stream: 'stdout' }],
  ]);
  expect(await rolledBack({ service: 'checkout', ticket: 'none' })).toMatchObject([
    { status: 'failed', code: 'bad_parameter', message: expect.stringContaining('`ticket`') as string },
    [],
  ]);
  expect(asked).toEqual([]);
});
