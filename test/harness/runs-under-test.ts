import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { WorkflowHandle } from '@temporalio/client';
import { createDeliverActivities } from '../../activities/deliver.ts';
import { createEffects } from '../../activities/effect.ts';
import { createLocalise } from '../../activities/localise.ts';
import { createPace } from '../../activities/pace.ts';
import { createRunWatchActivities } from '../../activities/run-watch.ts';
import { redactText } from '../../src/access/redact.ts';
import { orderedParameters } from '../../src/action/ordered-parameters.ts';
import { runWorkflowId, type RunId } from '../../src/action/run-id.ts';
import type { Run, RunOrder } from '../../src/action/run.ts';
import type { OutputPiece } from '../../src/action/runner.ts';
import { email } from '../../src/chat/email/platform.ts';
import type { EmailSettings } from '../../src/chat/email/settings.ts';
import { plainMessage } from '../../src/chat/plain-message.ts';
import { PLATFORMS } from '../../src/chat/platforms.ts';
import type { Provider } from '../../src/chat/provider.ts';
import { webhook } from '../../src/chat/webhook/platform.ts';
import type { WebhookSettings } from '../../src/chat/webhook/settings.ts';
import type { Config } from '../../src/config/config.ts';
import { loadConfig } from '../../src/config/load.ts';
import { createTrackers } from '../../src/wiring/tickets/trackers.ts';
import { createBrokenRuns } from '../../src/wiring/worker/broken-runs.ts';
import { createRuns } from '../../src/wiring/worker/runs.ts';
import { RUN_WORKFLOW } from '../../workflows/run/messages.ts';
import { RUN_WATCH_WORKFLOW } from '../../workflows/run-watch/messages.ts';
import { FakeProvider } from '../activities/fake-provider.ts';
import { MemoryLanes } from '../activities/memory-lanes.ts';
import { MemoryLedger } from '../activities/memory-ledger.ts';
import { lentTo } from '../fakes/lent.ts';
import { RecordingActivities } from './recording-activities.ts';
import type { TestTemporal } from './test-temporal.ts';

let number = 0;

/** Files of a configuration by their names, `muster.yaml` among them, and what `${NAME}` in them stands for. */
export interface RunsConfigured {
  readonly files: Readonly<Record<string, string>>;
  readonly env?: Readonly<Record<string, string>>;
}

/**
 * What one configuration lets people run, on a worker with the runners and senders that Muster has. Its chat, the
 * instance `main`, and what it remembers are in memory.
 */
export class RunsUnderTest {
  readonly chat = new FakeProvider('lookup');
  readonly ledger = new MemoryLedger();
  /** How runs stand by the newest that was written of them, by their ids. */
  readonly recorded = new Map<RunId, Run>();
  /** All that was printed. */
  readonly printed: OutputPiece[] = [];
  readonly #temporal: TestTemporal;
  readonly #config: Config;
  readonly #folder: string;
  readonly #queue = `runs-under-test-${++number}`;
  #stop: () => Promise<void> = () => Promise.resolve();

  private constructor(temporal: TestTemporal, { files, env = {} }: RunsConfigured) {
    this.#temporal = temporal;
    this.#folder = mkdtempSync(join(tmpdir(), 'muster-runs-'));
    for (const [name, text] of Object.entries(files)) writeFileSync(join(this.#folder, name), text);
    const path = join(this.#folder, 'muster.yaml');
    this.#config = loadConfig({ path, env, platforms: PLATFORMS }).config;
  }

  static async start(temporal: TestTemporal, configured: RunsConfigured): Promise<RunsUnderTest> {
    const runs = new RunsUnderTest(temporal, configured);
    const all = { ...new RecordingActivities().implementation, ...runs.#activities(), ...runs.#watching() };
    runs.#stop = await temporal.work(runs.#queue, all);
    return runs;
  }

  async stop(): Promise<void> {
    await this.#stop();
    rmSync(this.#folder, { recursive: true });
  }

  /** Ana says a line in chat. @returns the run that it orders, when all of it is told. */
  async say(line: string, more: Partial<RunOrder> = {}): Promise<Run> {
    return (await (await this.order(line, more)).result()) as Run;
  }

  /** As {@link say}, and waits for nothing. @param more of the order, in place of what the line says. */
  async order(line: string, more: Partial<RunOrder> = {}): Promise<WorkflowHandle> {
    const { catalogue } = this.#config;
    const [matched, ...others] = catalogue.match(line);
    const action = matched && catalogue.actions.get(matched.alias.action);
    if (!matched || !action || others.length > 0) throw new Error(`${line} means nothing, or too much`);
    const taken = orderedParameters(action.parameters, matched.parameters, {
      immutable: matched.alias.immutable,
      redact: (text) => redactText(text),
    });
    if (!('values' in taken)) throw new Error(JSON.stringify(taken));
    const id: RunId = `RUN-${++number}`;
    const { ref, timeoutMs, attempts, retryMs } = action;
    const order: RunOrder = {
      tenant: 'default',
      id,
      action: ref,
      alias: matched.alias.ref,
      parameters: taken.values,
      asked: { by: { id: 'ana', name: 'Ana' }, at: await this.#temporal.env.currentTimeMs() },
      origin: { instance: 'main', channel: 'C1' },
      plan: { timeoutMs, attempts, retryMs },
      ...more,
    };
    return this.#temporal.env.client.workflow.start(RUN_WORKFLOW, {
      workflowId: runWorkflowId('default', id),
      taskQueue: this.#queue,
      args: [order],
      memo: { deliveryId: `the delivery of ${id}` },
    });
  }

  /** Looks once for runs whose workflow Temporal has ended. @returns when their ends are begun. */
  async look(): Promise<void> {
    const { workflow } = this.#temporal.env.client;
    const watch = { workflowId: `${this.#queue}-runs`, taskQueue: this.#queue, args: [] };
    await workflow.execute(RUN_WATCH_WORKFLOW, watch);
  }

  /** @returns the messages that stand in a channel, each as it was posted. */
  sentTo(channel: string) {
    return this.chat.sent.filter(({ to }) => 'channel' in to && to.channel === channel);
  }

  /** @returns the card of the last run as it stands. */
  card(): string {
    const posted = this.chat.sent.findLast(({ key }) => key.endsWith(':card'));
    const edited = this.chat.edits.findLast(({ ref }) => ref.id === posted?.ref.id);
    const message = (edited ?? posted)?.message;
    if (!message) throw new Error('there is no card');
    return plainMessage(message);
  }

  #save(run: Run): Promise<void> {
    if (run.revision > (this.recorded.get(run.id)?.revision ?? 0)) this.recorded.set(run.id, run);
    return Promise.resolve();
  }

  #watching() {
    return createRunWatchActivities({
      runs: createBrokenRuns(this.#temporal.env.client, this.#queue),
      recorded: (_tenant, id) => Promise.resolve(this.recorded.get(id)),
      redact: (text) => redactText(text),
      log: { warn: () => undefined },
    });
  }

  #activities(): ReturnType<typeof createRuns> {
    const providers = new Map<string, Provider>([['main', this.chat]]);
    for (const [instance, { platform, settings }] of this.#config.chat) {
      const context = { tenant: 'default', instance };
      if (platform === 'email')
        providers.set(instance, email.createProvider(settings as EmailSettings, context, lentTo()));
      if (platform === 'webhook')
        providers.set(instance, webhook.createProvider(settings as WebhookSettings, context, lentTo()));
    }
    const provider = (_tenant: string, instance: string): Provider => {
      const found = providers.get(instance);
      if (!found) throw new Error(`there is no ${instance}`);
      return found;
    };
    const log = { warn: () => undefined };
    const pace = createPace(new MemoryLanes(), log, Date.now, () => undefined);
    const effects = createEffects(this.ledger, log, Date.now, { pace, count: () => undefined });
    const localise = createLocalise(() => Promise.resolve(undefined));
    const delivering = createDeliverActivities({
      provider,
      effects,
      localise,
      unlessTroubled: () => Promise.resolve(),
      accountsOf: () => Promise.resolve([]),
      pageWanted: () => Promise.resolve(true),
    });
    return createRuns({
      config: () => this.#config,
      records: join(this.#folder, 'records'),
      output: {
        begin: () => ({ print: (piece) => void this.printed.push(piece), end: () => Promise.resolve() }),
        read: () => Promise.resolve({ pieces: this.printed, dropped: 0 }),
      },
      pageOf: (_tenant, run) => `https://muster.example/runs/${run}`,
      provider,
      effects,
      localise,
      deliver: (delivery) => delivering.deliver(delivery),
      tracker: createTrackers(() => this.#config, Date.now),
      incidents: () => () => Promise.reject(new Error('no incident is meant')),
      incident: () => Promise.resolve(undefined),
      accountsOf: () => Promise.resolve([]),
      loudnessOf: () => Promise.resolve('urgent'),
      save: (run) => this.#save(run),
      redact: (text) => redactText(text),
      now: Date.now,
    });
  }
}
