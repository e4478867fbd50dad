import type { JournalStanding } from '../inbox/away.ts';
import type { Report } from '../inspection/report.ts';
import { FINDING_KINDS } from '../inspection/finding.ts';
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';

/** How long the store has to say what the auditor found, in milliseconds. */
const REPORT_MS = 1_500;

/**
 * What `/metrics` shows of one process. Durations are in seconds.
 * @param newest what the auditor found last; asked whenever the metrics are.
 */
export function createMetrics(newest: () => Promise<Report | undefined> = () => Promise.resolve(undefined)) {
  const report = async (): Promise<Report | undefined> => {
    const late = new Promise<undefined>((resolve) => setTimeout(resolve, REPORT_MS, undefined).unref());
    return Promise.race([newest().catch(() => undefined), late]);
  };
  let journal = (): JournalStanding => ({ batches: 0 });
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
    journalBatches: new Gauge({
      name: 'muster_inbox_journal_batches',
      help: 'Groups of deliveries that wait in the journal of this process for the store to be back.',
      registers: [registry],
      collect() {
        this.set(journal().batches);
      },
    }),
    journalAge: new Gauge({
      name: 'muster_inbox_journal_age_seconds',
      help: 'For how long something has been in the journal of this process; 0 while it is empty.',
      registers: [registry],
      collect() {
        const { since } = journal();
        this.set(since === undefined ? 0 : Math.max(0, Date.now() - since) / 1_000);
      },
    }),
    /** Has the metrics tell of a journal. */
    tellOfJournal(standing: () => JournalStanding): void {
      journal = standing;
    },
    inbox: new Counter({
      name: 'muster_inbox_deliveries_total',
      help: 'Deliveries of integrations by how they were answered: taken, refused (by their source, in the words of its vendor), or the code of the refusal.',
      labelNames: ['integration', 'outcome'],
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
    configurationRefused: new Gauge({
      name: 'muster_configuration_refused',
      help: 'Whether the newest configuration was refused, so that the one before is in force: 1 or 0.',
      registers: [registry],
    }),
    calendarTroubles: new Gauge({
      name: 'muster_calendar_trouble',
      help: 'Whether a calendar of who is on call cannot be fetched or is out of date: 1 or 0.',
      labelNames: ['tenant', 'schedule', 'layer'],
      registers: [registry],
    }),
    auditorFindings: new Gauge({
      name: 'muster_auditor_findings',
      help: 'What the auditor has found, by kind.',
      labelNames: ['kind'],
      registers: [registry],
      async collect() {
        const { counts = {} } = (await report()) ?? {};
        for (const kind of FINDING_KINDS) this.set({ kind }, counts[kind] ?? 0);
      },
    }),
    auditorLooked: new Gauge({
      name: 'muster_auditor_last_inspection_timestamp_seconds',
      help: 'When the auditor last looked at everything; 0 before the first time.',
      registers: [registry],
      async collect() {
        this.set(((await report())?.at ?? 0) / 1_000);
      },
    }),
    auditorBeat: new Gauge({
      name: 'muster_auditor_last_heartbeat_timestamp_seconds',
      help: 'When the auditor last sent a heartbeat outside; 0 when it never did.',
      registers: [registry],
      async collect() {
        this.set(((await report())?.heartbeat.lastSentAt ?? 0) / 1_000);
      },
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
