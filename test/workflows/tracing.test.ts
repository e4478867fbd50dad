import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { context, diag, propagation, trace } from '@opentelemetry/api';
import { Client } from '@temporalio/client';
import { Worker, type WorkflowBundle } from '@temporalio/worker';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { incidentWorkflowId, type IncidentId } from '../../src/incident/id.ts';
import { startTracing, type Tracing } from '../../src/telemetry/tracing.ts';
import { COMMANDS, INCIDENT_WORKFLOW, viewQuery } from '../../workflows/incident/messages.ts';
import { inputOf } from '../harness/declare.ts';
import { eventually } from '../harness/eventually.ts';
import { OtlpReceiver } from '../harness/otlp-receiver.ts';
import { RecordingActivities } from '../harness/recording-activities.ts';
import { timeSkipping } from '../harness/time-skipping.ts';

const temporal = timeSkipping();
const ANA = { id: 'ana', name: 'ana' };

let receiver: OtlpReceiver;
let tracing: Tracing;
let traced: WorkflowBundle;
let plain: WorkflowBundle;

beforeAll(async () => {
  receiver = await OtlpReceiver.start();
  const log = { warn: console.warn, debug: () => undefined };
  tracing = startTracing(receiver.endpoint, log);
  const source = (path: string): string => fileURLToPath(new URL(`../../workflows/${path}`, import.meta.url));
  traced = await tracing.bundle({
    workflowsPath: source('index.ts'),
    payloadConverterPath: source('payload-converter.ts'),
  });
  plain = { code: readFileSync(inject('workflowBundle'), 'utf8') };
});
afterAll(async () => {
  trace.disable();
  context.disable();
  propagation.disable();
  diag.disable();
  await receiver.stop();
});

/** Runs a worker for as long as something is done. */
async function working<R>(taskQueue: string, isTraced: boolean, work: () => Promise<R>): Promise<R> {
  const worker = await Worker.create({
    connection: temporal.env.nativeConnection,
    taskQueue,
    workflowBundle: isTraced ? traced : plain,
    activities: new RecordingActivities().implementation,
    ...(isTraced && tracing.worker),
  });
  return worker.runUntil(work);
}

function start(client: Client, id: IncidentId) {
  const input = inputOf(id, {});
  return client.workflow.start(INCIDENT_WORKFLOW, {
    workflowId: incidentWorkflowId('default', id),
    taskQueue: id,
    args: [input],
  });
}

test('an incident that is declared and acknowledged is one trace, from the request to the send', async () => {
  const { connection, namespace } = temporal.env;
  const client = new Client({
    connection,
    namespace: namespace ?? 'default',
    interceptors: { workflow: [tracing.client] },
  });
  await working('INC-9001', true, async () => {
    const request = trace.getTracer('test').startSpan('POST /chat/:instance/:surface');
    const handle = await context.with(trace.setSpan(context.active(), request), () =>
      start(client, 'INC-9001'),
    );
    await eventually('the record', async () => (await handle.query(viewQuery)).incident.status === 'open');
    await handle.executeUpdate(COMMANDS.ack.update, { args: [{ by: ANA }] });
    await handle.executeUpdate(COMMANDS.resolve.update, { args: [{ by: ANA }] });
    await handle.executeUpdate(COMMANDS.close.update, { args: [{ by: ANA }] });
    await handle.result();
    request.end();
  });
  await tracing.stop();
  const root = receiver.spans.find(({ name }) => name.startsWith('POST'));
  const names = receiver.spans.filter(({ traceId }) => traceId === root?.traceId).map(({ name }) => name);
  expect(names).toEqual(
    expect.arrayContaining([
      'StartWorkflow:incident',
      'RunWorkflow:incident',
      'StartActivity:deliver',
      'RunActivity:deliver',
      'RunActivity:recordIncident',
    ]),
  );
  expect(receiver.spans.map(({ name }) => name)).toEqual(
    expect.arrayContaining([expect.stringMatching(/Update.*ack/) as string]),
  );
});

test.each([
  ['without tracing', 'INC-9002', false],
  ['with tracing', 'INC-9003', true],
] as const)('a history made %s replays with and without it', async (_how, id, isTraced) => {
  const { client } = temporal.env;
  const handle = await working(id, isTraced, async () => {
    const started = await start(client, id);
    await eventually('the record', async () => (await started.query(viewQuery)).incident.status === 'open');
    await started.executeUpdate(COMMANDS.resolve.update, { args: [{ by: ANA }] });
    await started.executeUpdate(COMMANDS.close.update, { args: [{ by: ANA }] });
    await started.result();
    return started;
  });
  const history = await handle.fetchHistory();
  for (const workflowBundle of [plain, traced])
    await Worker.runReplayHistory({ workflowBundle, ...tracing.worker }, history, handle.workflowId);
});
