import {
  context,
  diag,
  DiagLogLevel,
  propagation,
  SpanKind,
  SpanStatusCode,
  trace,
} from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { detectResourcesSync, envDetectorSync, Resource } from '@opentelemetry/resources';
import { BatchSpanProcessor } from '@opentelemetry/sdk-trace-base';
import { NodeTracerProvider } from '@opentelemetry/sdk-trace-node';
import type { WorkflowClientInterceptor } from '@temporalio/client';
import {
  OpenTelemetryActivityInboundInterceptor,
  OpenTelemetryActivityOutboundInterceptor,
  OpenTelemetryWorkflowClientInterceptor,
} from '@temporalio/interceptors-opentelemetry';
import type { WorkerInterceptors } from '@temporalio/worker';
import type { RequestHandler } from 'express';
import type { Logger } from 'pino';

/** Traces of what one process does. */
export interface Tracing {
  /** Makes a span of each HTTP request, a child of the sender's where it names one. */
  readonly requests: RequestHandler;
  readonly client: WorkflowClientInterceptor;
  /** Traces activities. Workflows hand the trace on to them by themselves, see workflows/trace-context.ts. */
  readonly worker: { readonly interceptors: WorkerInterceptors };
  /** Sends what has not been sent yet, and ends. */
  stop(): Promise<void>;
}

/** How long a collector has to take what it is sent, in milliseconds: a process that ends waits for it. */
const EXPORT_MS = 3_000;

/** Asked too often, by machines, to be worth a span each. */
const UNTRACED = new Set(['/healthz', '/readyz', '/metrics']);

/**
 * Starts tracing by OpenTelemetry. Service name, resource attributes and headers come from the standard's own variables
 * (OTEL_SERVICE_NAME, OTEL_RESOURCE_ATTRIBUTES, OTEL_EXPORTER_OTLP_HEADERS).
 * @param log told when the collector does not take the traces.
 * @param endpoint base address of an OTLP collector by HTTP, as OTEL_EXPORTER_OTLP_ENDPOINT has it.
 * Source: https://opentelemetry.io/docs/specs/otel/protocol/exporter/
 */
export function startTracing(endpoint: string, log: Pick<Logger, 'warn' | 'debug'>): Tracing {
  const warn = (message: string): void => log.warn(`tracing (OTEL_EXPORTER_OTLP_ENDPOINT): ${message}`);
  const debug = (message: string): void => log.debug(message);
  diag.setLogger({ error: warn, warn, info: debug, debug, verbose: debug }, DiagLogLevel.WARN);
  const { attributes } = detectResourcesSync({ detectors: [envDetectorSync] });
  const resource = new Resource({ 'service.name': 'muster', ...attributes });
  const exporter = new OTLPTraceExporter({
    url: `${endpoint.replace(/\/$/, '')}/v1/traces`,
    timeoutMillis: EXPORT_MS,
  });
  const processor = new BatchSpanProcessor(exporter);
  const provider = new NodeTracerProvider({ resource, spanProcessors: [processor] });
  provider.register();
  return {
    requests: traceRequests,
    client: new OpenTelemetryWorkflowClientInterceptor(),
    worker: {
      interceptors: {
        activity: [
          (activity) => ({
            inbound: new OpenTelemetryActivityInboundInterceptor(activity),
            outbound: new OpenTelemetryActivityOutboundInterceptor(activity),
          }),
        ],
      },
    },
    async stop() {
      // Traces that are lost keep nothing from ending.
      await provider.shutdown().catch((error: unknown) => warn(String(error)));
    },
  };
}

/** The address of a calendar is a secret, and that of an integration. */
function pathOf(path: string): string {
  return /^\/(?:oncall|in)(?=\/)/i.exec(path)?.[0] ?? path;
}

/** Attributes are named as the semantic conventions for HTTP spans have it. Never a query: it may hold what is secret. */
const traceRequests: RequestHandler = (request, response, next) => {
  if (UNTRACED.has(request.path)) {
    next();
    return;
  }
  const parent = propagation.extract(context.active(), request.headers);
  const span = trace.getTracer('muster').startSpan(
    request.method,
    {
      kind: SpanKind.SERVER,
      attributes: { 'http.request.method': request.method, 'url.path': pathOf(request.path) },
    },
    parent,
  );
  response.once('close', () => {
    // Known only once the request has found its way.
    const route = (request.route as { path?: unknown } | undefined)?.path;
    if (typeof route === 'string') {
      span.updateName(`${request.method} ${route}`);
      span.setAttribute('http.route', route);
    }
    span.setAttribute('http.response.status_code', response.statusCode);
    if (response.statusCode >= 500) span.setStatus({ code: SpanStatusCode.ERROR });
    span.end();
  });
  context.with(trace.setSpan(parent, span), next);
};
