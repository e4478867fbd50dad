import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';

/** What `/metrics` shows of one process. Durations are in seconds. */
export function createMetrics() {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  return {
    registry,
    requests: new Histogram({
      name: 'muster_http_request_duration_seconds',
      help: 'HTTP requests by surface and status.',
      labelNames: ['method', 'surface', 'status'],
      buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 3],
      registers: [registry],
    }),
    commands: new Counter({
      name: 'muster_commands_total',
      help: 'Commands by name, way in and outcome.',
      labelNames: ['command', 'via', 'outcome'],
      registers: [registry],
    }),
    sends: new Counter({
      name: 'muster_sends_total',
      help: 'Messages and other changes on chat platforms by instance and outcome.',
      labelNames: ['instance', 'outcome'],
      registers: [registry],
    }),
    providerCalls: new Histogram({
      name: 'muster_provider_call_duration_seconds',
      help: "Calls of chat platforms by instance, operation and outcome: ok, or the failure's code.",
      labelNames: ['instance', 'platform', 'operation', 'outcome'],
      buckets: [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30],
      registers: [registry],
    }),
    paced: new Histogram({
      name: 'muster_paced_wait_seconds',
      help: "Waits for room in a platform's limits by instance and urgency, each as long as it was foreseen.",
      labelNames: ['instance', 'urgency'],
      buckets: [0.1, 0.5, 1, 2, 5, 15, 60, 300],
      registers: [registry],
    }),
    instanceStates: new Gauge({
      name: 'muster_instance_state',
      help: 'State of each provider instance: 1 for the one that it is in, 0 for the others.',
      labelNames: ['instance', 'platform', 'state'],
      registers: [registry],
    }),
    listeners: new Gauge({
      name: 'muster_listener_connected',
      help: 'Whether the connection that a chat instance receives by (Socket Mode) is there: 1 or 0.',
      labelNames: ['instance', 'platform'],
      registers: [registry],
    }),
  };
}

export type Metrics = ReturnType<typeof createMetrics>;
