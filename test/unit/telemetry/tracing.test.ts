import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { context, diag, propagation, trace } from '@opentelemetry/api';
import { Router } from 'express';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createApp } from '../../../src/http/app.ts';
import { createMetrics } from '../../../src/telemetry/metrics.ts';
import { startTracing, type Tracing } from '../../../src/telemetry/tracing.ts';
import { OtlpReceiver } from '../../harness/otlp-receiver.ts';

let receiver: OtlpReceiver;
let tracing: Tracing;
const warnings: string[] = [];
let base: string;
let close: () => Promise<void>;

beforeEach(async () => {
  receiver = await OtlpReceiver.start();
  warnings.length = 0;
  const log = { warn: (message: string) => void warnings.push(message), debug: () => undefined };
  tracing = startTracing(`${receiver.endpoint}/`, log);
  const router = Router();
  router.get('/incidents/:id', async (_request, response) => {
    await pause(1);
    // What is done for a request is its child, also after a wait.
    trace.getTracer('test').startSpan('inner').end();
    response.send('ok');
  });
  router.get('/failing', () => {
    throw new Error('broken');
  });
  router.get('/healthz', (_request, response) => void response.send('ok'));
  const app = createApp({
    routers: [router],
    log: pino({ level: 'silent' }),
    metrics: createMetrics(),
    tracing,
  });
  const server = app.listen(0, '127.0.0.1');
  await once(server, 'listening');
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  close = async () => {
    server.close();
    server.closeAllConnections();
    await once(server, 'close');
  };
});

afterEach(async () => {
  await close();
  trace.disable();
  context.disable();
  propagation.disable();
  diag.disable();
  await receiver.stop();
});

const attribute = (name: string, key: string): unknown => {
  const span = receiver.spans.find((one) => one.name === name);
  return Object.values(span?.attributes.find((one) => one.key === key)?.value ?? {})[0];
};

describe('a traced request', () => {
  it('is a span by its route, with what was done for it as children', async () => {
    await fetch(`${base}/incidents/INC-1?token=secret`);
    await tracing.stop();
    expect(receiver.spans.map(({ name }) => name).toSorted()).toEqual(['GET /incidents/:id', 'inner']);
    const [inner, request] = receiver.spans;
    expect(inner).toMatchObject({ traceId: request?.traceId, parentSpanId: request?.spanId });
    expect(attribute('GET /incidents/:id', 'http.response.status_code')).toBe(200);
    expect(attribute('GET /incidents/:id', 'url.path')).toBe('/incidents/INC-1');
    expect(JSON.stringify(receiver.spans)).not.toContain('secret');
    expect([...receiver.services]).toEqual(['muster']);
  });

  it('is a child of the span that its sender names', async () => {
    const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
    await fetch(`${base}/incidents/INC-1`, { headers: { traceparent } });
    await tracing.stop();
    const request = receiver.spans.find(({ name }) => name.startsWith('GET'));
    expect(request).toMatchObject({
      traceId: '0af7651916cd43dd8448eb211c80319c',
      parentSpanId: 'b7ad6b7169203331',
    });
  });

  it('that fails is marked so', async () => {
    await fetch(`${base}/failing`);
    await tracing.stop();
    expect(receiver.spans).toMatchObject([{ name: 'GET /failing', status: { code: 2 } }]);
  });

  it('is none when a machine asks whether we live', async () => {
    await fetch(`${base}/healthz`);
    await tracing.stop();
    expect(receiver.spans).toEqual([]);
  });
});

describe('a collector that takes nothing', () => {
  it('is told of in the log, with the setting, and delays no request', async () => {
    receiver.refusing = true;
    expect((await fetch(`${base}/incidents/INC-1`)).status).toBe(200);
    await tracing.stop();
    expect(warnings.join()).toContain('OTEL_EXPORTER_OTLP_ENDPOINT');
  });
});
