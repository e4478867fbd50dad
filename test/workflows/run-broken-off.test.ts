import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { WorkflowHandle } from '@temporalio/client';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import type { RunId } from '../../src/action/run-id.ts';
import type { Run } from '../../src/action/run.ts';
import { plainMessage } from '../../src/chat/plain-message.ts';
import { cancelUpdate, RUN_WORKFLOW } from '../../workflows/run/messages.ts';
import { RUN_END_WORKFLOW } from '../../workflows/run-end/messages.ts';
import { eventually } from '../harness/eventually.ts';
import { realTime } from '../harness/real-time.ts';
import { RunsUnderTest } from '../harness/runs-under-test.ts';

/** Bytes that this Temporal takes at once. Others take ten times as many. */
const MOST = 200_000;
const temporal = realTime(`limit.blobSize.error=${MOST}`, `limit.blobSize.warn=${MOST}`);
let silent: Server;
let asked: number;
let runs: RunsUnderTest;

beforeAll(async () => {
  silent = createServer(() => asked++);
  await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
  const muster = `
chat:
  main: { platform: sandbox }
routes:
  ops: { channel: 'main/#ops' }
aliases: [wait.yaml]
actions:
  demo.wait:
    runner: http
    url: 'http://127.0.0.1:${(silent.address() as AddressInfo).port}/{{ what }}'
    privately: true
    parameters: { what: { type: string, required: true } }
    notify: { on_failure: { message: 'Look at {{ execution.id }}', channels: [ops] } }
`;
  const alias = 'name: wait\npack: demo\naction_ref: demo.wait\nformats: ["wait for {{what}}"]\n';
  runs = await RunsUnderTest.start(temporal, { files: { 'wait.yaml': alias, 'muster.yaml': muster } });
});
afterEach(() => silent.closeAllConnections());
afterAll(async () => {
  await runs.stop();
  await new Promise((resolve) => silent.close(resolve));
});
beforeEach(() => {
  asked = 0;
});

const idOf = ({ workflowId }: WorkflowHandle): RunId => workflowId.split(':')[2] as RunId;
const toldOf = (id: RunId): string[] =>
  runs
    .sentTo('#ops')
    .map(({ message }) => plainMessage(message))
    .filter((text) => text.includes(id));

/** @returns the run once it stands as over, and all of that is told. */
async function ended(handle: WorkflowHandle): Promise<Run> {
  return eventually(
    'its end is told',
    async () => {
      await runs.look();
      const { type, status } = await temporal.env.client.workflow.getHandle(handle.workflowId).describe();
      return type === RUN_END_WORKFLOW && status.name === 'COMPLETED'
        ? runs.recorded.get(idOf(handle))
        : undefined;
    },
    60_000,
  );
}

test('a run that is terminated in Temporal ends, and is told as others are: recorded, on its card, by its routes, once', async () => {
  const handle = await runs.order('wait for godot');
  await eventually('it runs', () => asked === 1);
  await handle.terminate('by mistake, token=hunter2-hunter2');
  const run = await ended(handle);
  expect(run).toMatchObject({
    status: 'abandoned',
    parameters: { what: 'godot' },
    failure: {
      code: 'terminated',
      message: expect.stringMatching(
        /^Its workflow was terminated in Temporal: by mistake, .* is not known/,
      ) as string,
    },
  });
  expect(JSON.stringify(run)).not.toContain('hunter2');
  expect(runs.card()).toContain('Its workflow was terminated in Temporal: by mistake');
  expect(runs.chat.sent.filter(({ key }) => key.endsWith(`${run.id}:card`))).toHaveLength(1);
  expect(toldOf(run.id)).toHaveLength(1);
  const now = temporal.env.client.workflow.getHandle(handle.workflowId);
  const { memo, runId } = await now.describe();
  expect(memo).toEqual({ deliveryId: `the delivery of ${run.id}` });
  await runs.look();
  expect((await now.describe()).runId).toBe(runId);
  expect(toldOf(run.id)).toHaveLength(1);
});

test('a run that passes on more than Temporal takes ends, and says why', async () => {
  // Its order is taken, and nothing that is larger.
  const what = 'x'.repeat(MOST - 400);
  const handle = await runs.order('wait for much', { parameters: { what } });
  await eventually('Temporal ends it', async () => {
    const { type, status } = await handle.describe();
    return type === RUN_WORKFLOW && status.name !== 'RUNNING';
  });
  const run = await ended(handle);
  expect(run.status).toBe('abandoned');
  expect(run.failure?.message).toMatch(/^Its workflow .* in Temporal: .*exceeds size limit/);
  expect(run.parameters.what).toMatch(/^x{100000,}…$/);
  expect(toldOf(run.id)).toHaveLength(1);
});

const away = { code: 'connection_failed' } as const;

test('nothing can be decided on a run any more that Temporal has ended, and who tries hears so', async () => {
  const handle = await runs.order('wait for nobody');
  await eventually('it runs', () => asked === 1);
  runs.chat.trouble('update', away, away);
  await handle.terminate();
  await eventually('its end is begun', async () => {
    await runs.look();
    return (
      (await temporal.env.client.workflow.getHandle(handle.workflowId).describe()).type === RUN_END_WORKFLOW
    );
  });
  const now = temporal.env.client.workflow.getHandle(handle.workflowId);
  const mark = { by: { id: 'ana', name: 'Ana' }, at: Date.now() };
  await expect(now.executeUpdate(cancelUpdate, { args: [mark] })).rejects.toMatchObject({
    cause: { message: expect.stringMatching(/is over: it was abandoned/) as string },
  });
  await ended(handle);
});
