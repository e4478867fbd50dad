import type { Client } from '@temporalio/client';
import { pino } from 'pino';
import { afterEach, beforeEach } from 'vitest';
import { createSuppressing } from '../../src/wiring/alerts/alert-suppressing.ts';
import { createAlertTaking, type AlertTaking } from '../../src/wiring/alerts/alert-taking.ts';
import type { Alert, AlertStatus } from '../../src/alert/alert.ts';
import type { Group } from '../../src/alert/group.ts';
import type { Maintenance } from '../../src/alert/maintenance.ts';
import type { TenantConfig } from '../../src/config/config.ts';
import { checkText } from '../../src/config/load.ts';
import { createHeartbeatWatch } from '../../src/wiring/alerts/heartbeat-watch.ts';
import type { Outcome } from '../../src/inbox/taker.ts';
import type { AlertOrder, AlertTelling } from '../../activities/alert.ts';
import { PLATFORMS } from '../../src/chat/platforms.ts';
import { ALERT_GROUP_WORKFLOW, groupQuery } from '../../workflows/alert-group/messages.ts';
import { RecordingActivities } from './recording-activities.ts';
import { memoryOpenAlerts } from './memory-open-alerts.ts';
import type { TestTemporal } from './test-temporal.ts';

/** @returns the configuration that a text says. @throws Error with what is wrong with it. */
export function configured(yaml: string): TenantConfig {
  const { config, problems } = checkText(
    `chat: {main: {platform: sandbox}}\n${yaml}`,
    'muster.yaml',
    {},
    PLATFORMS,
  );
  if (!config) throw new Error(problems.map(({ path, message }) => `${path}: ${message}`).join('\n'));
  return config;
}

/** Brings alerts to their groups, on a worker whose activities only remember what they are asked. */
export class AlertsUnderTest {
  activities = new RecordingActivities();
  config = configured('');
  maintenances: readonly Maintenance[] = [];
  /** By the clock of who takes deliveries, epoch milliseconds. */
  now = 0;
  readonly queue: string;
  readonly #temporal: TestTemporal;
  readonly #openAlerts = memoryOpenAlerts();
  #stop: () => Promise<void> = () => Promise.resolve();
  #deliveries = 0;

  constructor(temporal: TestTemporal, queue: string) {
    this.#temporal = temporal;
    this.queue = queue;
  }

  async begin(): Promise<void> {
    this.#stop = await this.#temporal.work(this.queue, this.activities.implementation);
  }

  async end(): Promise<void> {
    const { workflow } = this.#temporal.env.client;
    for (const id of this.groups)
      await workflow
        .getHandle(id)
        .terminate()
        .catch(() => undefined);
    await this.#stop();
  }

  readonly groups = new Set<string>();

  /** Takes a delivery as the inbox does. @param delivery its name; by itself each is another. */
  async deliver(alerts: readonly Alert[], delivery = `d-${++this.#deliveries}`): Promise<readonly Outcome[]> {
    const env = this.#temporal.env;
    const receivedAt = await env.currentTimeMs();
    const context = { tenant: this.queue, integration: 'prom', delivery, receivedAt };
    return (await this.taking.take([{ context, some: alerts }])).flat();
  }

  /** How often a worker was waited for in vain. */
  unanswered = 0;

  /** Takes a delivery as it is left with Temporal while no worker answers. */
  async signalled(alerts: readonly Alert[], delivery: string): Promise<void> {
    const { client } = this.#temporal.env;
    const { workflow } = client;
    const unanswered = () => {
      this.unanswered++;
      return Promise.reject(new Error('no worker answers'));
    };
    const silent = Object.create(workflow, {
      executeUpdateWithStart: { value: unanswered },
      getHandle: {
        value: (id: string) =>
          Object.create(workflow.getHandle(id), { executeUpdate: { value: unanswered } }) as unknown,
      },
    }) as typeof workflow;
    const taking = this.#takingBy(Object.create(client, { workflow: { value: silent } }) as typeof client);
    const context = { tenant: this.queue, integration: 'prom', delivery, receivedAt: 0 };
    await taking.take([{ context, some: alerts }]);
  }

  /** What the inbox and the heartbeats bring alerts to. */
  get taking(): AlertTaking {
    return this.#takingBy(this.#temporal.env.client);
  }

  #takingBy(client: Client): AlertTaking {
    const log = pino({ level: 'silent' });
    return createAlertTaking({
      client,
      taskQueue: this.queue,
      config: () => this.config,
      suppressing: createSuppressing({
        config: () => this.config,
        maintenances: () => Promise.resolve(this.maintenances),
        now: () => this.now,
      }),
      openAlerts: this.#openAlerts,
      redact: (text) => text.replaceAll('hunter2', '[redacted]'),
      beat: (awaited) => createHeartbeatWatch(client, this.queue).beat(awaited),
      log,
      met: (workflowId) => this.groups.add(workflowId),
    });
  }

  async alert(key: string, status: AlertStatus, more: Partial<Alert> = {}): Promise<Alert> {
    const startedAt = await this.#temporal.env.currentTimeMs();
    return { key, status, title: `${key} is bad`, labels: {}, startedAt, links: [], group: 'g', ...more };
  }

  /** Delivers that alerts fire, each by its key. */
  async fire(...keys: string[]): Promise<readonly Outcome[]> {
    return this.deliver(await Promise.all(keys.map((key) => this.alert(key, 'firing'))));
  }

  async clear(...keys: string[]): Promise<readonly Outcome[]> {
    return this.deliver(await Promise.all(keys.map((key) => this.alert(key, 'resolved'))));
  }

  async skip(ms: number): Promise<void> {
    await this.#temporal.env.sleep(ms);
  }

  get opened(): AlertOrder[] {
    return this.activities.done({ activity: 'openByAlerts' }).map(({ input }) => input as AlertOrder);
  }

  get told(): AlertTelling[] {
    return this.activities.done({ activity: 'tellIncident' }).map(({ input }) => input as AlertTelling);
  }

  get resolved(): AlertTelling[] {
    return this.told.filter(({ news }) => news.ask === 'resolve');
  }

  /** @returns how the only group stands. */
  async group(): Promise<Group> {
    const [only] = this.groups;
    return this.handle(only).query(groupQuery);
  }

  handle(id = [...this.groups][0]) {
    return this.#temporal.env.client.workflow.getHandle(id ?? ALERT_GROUP_WORKFLOW);
  }
}

let queues = 0;

/** Gives the tests of one file alerts, with a worker of their own for each test. */
export function alerting(temporal: TestTemporal): { readonly alerts: AlertsUnderTest } {
  let alerts = new AlertsUnderTest(temporal, 'none');
  beforeEach(async () => {
    alerts = new AlertsUnderTest(temporal, `alerts-${++queues}`);
    await alerts.begin();
  });
  afterEach(() => alerts.end());
  return {
    get alerts() {
      return alerts;
    },
  };
}
