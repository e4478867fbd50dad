import { resolve } from 'node:path';
import { afterEach, expect, it, vi } from 'vitest';
import { runId } from '../../../../src/action/run-id.ts';
import type { OutputPiece, RunnerOutcome } from '../../../../src/action/runner.ts';
import { checkText } from '../../../../src/config/load.ts';
import { bindRunner } from '../../../../src/wiring/worker/runners.ts';
import { platforms } from '../../config/platforms.ts';

const config = checkText(
  `chat: {main: {platform: sandbox}}
plugins: [{package: ${resolve('test/fixtures/plugins/deploy')}, secrets: {token: '\${TOKEN}'}}]
`,
  'muster.yaml',
  { TOKEN: 'token-of-the-test-123' },
  platforms,
).config!;

afterEach(() => {
  vi.unstubAllGlobals();
});

/** Runs the action of the example as a worker does that was ordered to. */
async function rolledBack(parameters: Record<string, unknown>): Promise<[RunnerOutcome, OutputPiece[]]> {
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
      records: '',
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
  const asked = vi.fn(() => Promise.resolve(Response.json({ version: '1.4.1' })));
  vi.stubGlobal('fetch', asked);
  const [outcome, printed] = await rolledBack({ service: 'checkout' });
  expect(outcome).toEqual({ status: 'succeeded', result: { version: '1.4.1' } });
  expect(printed).toEqual([{ stream: 'stdout', text: 'Bringing checkout back by 1.\n' }]);
  expect(asked).toHaveBeenCalledExactlyOnceWith(
    'https://deploy.example.com/v1/services/checkout/rollback',
    expect.objectContaining({
      method: 'POST',
      headers: { authorization: 'Bearer token-of-the-test-123', 'idempotency-key': 'default:run:RUN-7' },
      body: '{"steps":1}',
    }),
  );
});

it('a worker says why what a plug-in has did not succeed', async () => {
  vi.stubGlobal('fetch', () => Promise.resolve(new Response('', { status: 503 })));
  expect(await rolledBack({ service: 'checkout' })).toMatchObject([
    { status: 'failed', message: 'deploy.example.com answered with 503.', mayRepeat: false },
    [{ stream: 'stdout' }],
  ]);
  expect(await rolledBack({ service: 'checkout', ticket: 'none' })).toMatchObject([
    { status: 'failed', code: 'bad_parameter', message: expect.stringContaining('`ticket`') as string },
    [],
  ]);
});
