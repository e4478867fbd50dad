import { context, diag, propagation, trace, type Span } from '@opentelemetry/api';
import { Client } from '@temporalio/client';
import { Worker } from '@temporalio/worker';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { incidentWorkflowId } from '../../src/incident/id.ts';
import { startTracing, type Tracing } from '../../src/telemetry/tracing.ts';
import { COMMANDS, INCIDENT_WORKFLOW, viewQuery } from '../../workflows/incident/messages.ts';
import { inputOf } from '../harness/declare.ts';
import { eventually } from '../harness/eventually.ts';
import { OtlpReceiver } from '../harness/otlp-receiver.ts';
import { RecordingActivities } from '../harness/recording-activities.ts';
import { timeSkipping } from '../harness/time-skipping.ts';

const temporal = timeSkipping();
const ANA = { id: 'ana', name: 'ana' };
const ID = 'INC-9001';

let receiver: OtlpReceiver;
let tracing: Tracing;

beforeAll(async () => {
  receiver = await OtlpReceiver.start();
  tracing = startTracing(receiver.endpoint, { warn: console.warn, debug: () => undefined });
});
afterAll(async () => {
  for (const part of [trace, context, propagation, diag]) part.disable();
  await receiver.stop();
});

/** Does something as part of a request of its own. */
async function request<R>(does: () => Promise<R>): Promise<{ span: Span; result: R }> {
  const span = trace.getTracer('test').startSpan('POST /chat/:instance/:surface');
  const result = await context.with(trace.setSpan(context.active(), span), does);
  span.end();
  return { span, result };
}

const namesIn = (span: Span): string[] =>
  receiver.spans.filter(({ traceId }) => traceId === span.spanContext().traceId).map(({ name }) => name);

test('what follows from a request is one trace with it, from the request to what is sent and recorded', async () => {
  const { connection, namespace, nativeConnection } = temporal.env;
  const client = new Client({
    connection,
    namespace: namespace ?? 'default',
    interceptors: { workflow: [tracing.client] },
  });
  const activities = new RecordingActivities();
  const worker = await Worker.create({
    connection: nativeConnection,
    taskQueue: ID,
    workflowBundle: { codePath: inject('workflowBundle') },
    activities: activities.implementation,
    ...tracing.worker,
  });
  const recorded = (type: string): Promise<unknown> =>
    eventually(`${type} is recorded`, () =>
      activities.records.some(({ events }) => events.some((event) => event.type === type)),
    );
  const [declaring, acknowledging] = await worker.runUntil(async () => {
    const { span: declaring, result: handle } = await request(() =>
      client.workflow.start(INCIDENT_WORKFLOW, {
        workflowId: incidentWorkflowId('default', ID),
        taskQueue: ID,
        args: [inputOf(ID, {})],
      }),
    );
    await recorded('declared');
    await eventually(
      'the card stands',
      async () => ((await handle.query(viewQuery)).places ?? []).length > 0,
    );
    const { span: acknowledging } = await request(() =>
      handle.executeUpdate(COMMANDS.ack.update, { args: [{ by: ANA }] }),
    );
    await recorded('acknowledged');
    for (const name of ['resolve', 'close'] as const)
      await handle.executeUpdate(COMMANDS[name].update, { args: [{ by: ANA }] });
    await handle.result();
    return [declaring, acknowledging];
  });
  await tracing.stop();
  expect(namesIn(declaring)).toEqual(
    expect.arrayContaining(['StartWorkflow:incident', 'RunActivity:deliver', 'RunActivity:recordIncident']),
  );
  expect(namesIn(acknowledging)).toEqual(
    expect.arrayContaining([expect.stringMatching(/Update.*ack/), 'RunActivity:recordIncident'] as string[]),
  );
});
