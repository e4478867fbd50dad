import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Express } from 'express';
import { pino } from 'pino';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createIntakeActivities, type IntakeActivities } from '../../activities/intake.ts';
import { createRedeliveryActivities } from '../../activities/redelivery.ts';
import { Capture } from '../../src/capture/capture.ts';
import { capturedOf } from '../../src/capture/captured.ts';
import { createChangeTaker } from '../../src/wiring/changes/change-taking.ts';
import { checkText } from '../../src/config/load.ts';
import { createApp } from '../../src/http/app.ts';
import { inboxRouter } from '../../src/http/inbox-router.ts';
import { createLimit } from '../../src/http/limits.ts';
import type { LoggedDelivery } from '../../src/inbox/kept.ts';
import { IntakeWaking, startIntake } from '../../src/wiring/intake/intake-waking.ts';
import { createIntakes } from '../../src/wiring/intake/intakes.ts';
import { createStores, type Stores } from '../../src/mongo/index.ts';
import { PLATFORMS } from '../../src/chat/platforms.ts';
import { createRedelivering } from '../../src/wiring/intake/redelivering.ts';
import { redeliveryStatus } from '../../src/redelivery/status.ts';
import { hubSignature } from '../../src/signature/hub-signature.ts';
import { createMetrics } from '../../src/telemetry/metrics.ts';
import { REDELIVERY_WORKFLOW } from '../../workflows/redelivery/messages.ts';
import { FakeGithubHooks, type FakeHook } from '../fakes/github/hooks.ts';
import { startDocumentStore, type TestStore } from '../harness/document-store.ts';
import { eventually } from '../harness/eventually.ts';
import { RecordingActivities } from '../harness/recording-activities.ts';
import { timeSkipping } from '../harness/time-skipping.ts';

const MINUTE = 60_000;
const START = Date.parse('2026-03-01T12:00Z');
const ENV = { ADDRESS: 'an-address-that-nobody-guesses', SIGNING: 'a-secret-of-the-webhook-01' };
const REF = { tenant: 'default', integration: 'code' };
/** A deployment that succeeded, as GitHub publishes it. */
const BODY = readFileSync(new URL('../fixtures/github/deployment_status/succeeded.json', import.meta.url));
const DEPLOYED = { integration: 'code', repository: 'Codertocat/Hello-World' };
const DAY = [Date.parse('2019-05-15T00:00Z'), Date.parse('2019-05-16T00:00Z')] as const;

const temporal = timeSkipping();
const log = pino({ level: 'silent' });
let store: TestStore;
beforeAll(async () => {
  store = await startDocumentStore();
}, 300_000);
afterAll(() => store.stop());

/** Muster's way in and its worker, as `serve` and `work` put them together, with a GitHub that delivers to it. */
class Way {
  readonly github = new FakeGithubHooks(() => this.now);
  readonly stores: Stores = createStores(store.db);
  now = START;
  /** Fails for once, as a process does that is killed: what it did is done, and nobody knows of it. */
  killed: 'when GitHub was asked' | 'when changes were taken' | undefined;
  hook!: FakeHook;
  readonly #queue: string;
  #app!: Express;
  #server: Server | undefined;
  #port = 0;
  #capture!: Capture;
  #waking!: IntakeWaking;
  #stopWorker!: () => Promise<void>;

  constructor(queue: string) {
    this.#queue = queue;
  }

  async open(): Promise<void> {
    await this.github.server.start();
    const { config, problems } = checkText(
      `chat: {a: {platform: sandbox}}
integrations:
  code:
    source: github
    secret: '\${ADDRESS}'
    signingSecret: '\${SIGNING}'
    redelivery: { url: '${this.github.server.base}', token: '\${TOKEN}', of: [acme/payments] }
`,
      'muster.yaml',
      { ...ENV, TOKEN: this.github.token },
      PLATFORMS,
    );
    if (!config) throw new Error(JSON.stringify(problems));
    const intakes = createIntakes(() => config);
    const { client } = temporal.env;
    this.#waking = new IntakeWaking((ref) => startIntake(client, this.#queue, ref), log);
    this.#capture = new Capture({
      store: this.stores.inboxBatches,
      journals: undefined,
      wake: this.#waking.wake,
      lane: this.#queue,
      now: () => this.now,
      log,
    });
    const router = inboxRouter({
      door: intakes.named,
      capture: this.#capture,
      captured: capturedOf,
      limit: ({ config: { id, rate } }) => createLimit(() => rate)(id),
      limitRefused: createLimit(() => ({ count: 30, perMs: 3_600_000 })),
      count: () => undefined,
      log,
      now: () => this.now,
    });
    this.#app = createApp({ routers: [router], log, metrics: createMetrics() });
    await this.up();
    this.hook = this.github.hook('acme/payments', `http://127.0.0.1:${this.#port}/in/code/${ENV.ADDRESS}`);
    this.github.post = ({ guid, url }) => post(guid, url);
    const redelivering = createRedelivering(
      () => config,
      () => this.now,
    );
    this.#stopWorker = await temporal.work(this.#queue, {
      ...new RecordingActivities().implementation,
      ...createRedeliveryActivities({
        configured: redelivering.configured,
        attempts: (ref) => {
          const attempts = redelivering.attempts(ref);
          return (
            attempts && { ...attempts, page: attempts.page.bind(attempts), again: this.#asking(attempts) }
          );
        },
        store: this.stores.redeliveries,
        inbox: this.stores.inbox,
        pauseMs: 0,
        now: () => this.now,
        log,
      }),
      ...this.#intakeActivities(intakes),
    });
  }

  #asking(attempts: NonNullable<ReturnType<ReturnType<typeof createRedelivering>['attempts']>>) {
    const again = attempts.again.bind(attempts);
    return async (...what: Parameters<typeof again>): Promise<void> => {
      await again(...what);
      if (this.killed !== 'when GitHub was asked') return;
      this.killed = undefined;
      throw new Error('killed');
    };
  }

  #intakeActivities(intakes: ReturnType<typeof createIntakes>): IntakeActivities {
    const { stores } = this;
    const changes = createChangeTaker({
      stores,
      tell: () => Promise.resolve(false),
      redact: (text) => text,
    });
    const nothing = (): Promise<never[]> => Promise.resolve([]);
    return createIntakeActivities({
      batches: stores.inboxBatches,
      inbox: {
        ...stores.inbox,
        step: (...what) => {
          if (this.killed !== 'when changes were taken') return stores.inbox.step(...what);
          this.killed = undefined;
          return Promise.reject(new Error('killed'));
        },
      },
      again: stores.inboxAgain,
      intake: (ref) => intakes.find(ref)?.intake,
      takers: { alerts: nothing, changes, tickets: nothing },
      rehearsal: { alerts: nothing, changes: nothing, tickets: nothing },
      confirm: () => Promise.resolve(),
      isAway: () => false,
      wake: () => Promise.resolve(),
      now: () => this.now,
    });
  }

  /** Muster answers. */
  async up(): Promise<void> {
    this.#server = this.#app.listen(this.#port, '127.0.0.1');
    await once(this.#server, 'listening');
    this.#port = (this.#server.address() as AddressInfo).port;
  }

  /** Nobody answers at Muster's address. */
  async down(): Promise<void> {
    this.#server?.closeAllConnections();
    this.#server?.close();
    if (this.#server) await once(this.#server, 'close');
    this.#server = undefined;
  }

  /** Lets the schedule come every five minutes, so many times. */
  async looks(times: number): Promise<void> {
    for (let n = 0; n < times; n++) {
      this.now += 5 * MINUTE;
      const options = { workflowId: `${this.#queue}-redelivery`, taskQueue: this.#queue, args: [] };
      await temporal.env.client.workflow.execute(REDELIVERY_WORKFLOW, options);
      await this.github.settled();
    }
  }

  async lines(): Promise<readonly LoggedDelivery[]> {
    return (await this.stores.inbox.list(REF, { limit: 100 })).lines.toReversed();
  }

  /** Waits until so many deliveries are worked off. @returns their keys. */
  async workedOff(count: number): Promise<string[]> {
    const lines = await eventually(`${count} deliveries are worked off`, async () => {
      const all = await this.lines();
      return all.filter(({ state }) => state === 'processed').length === count && all;
    });
    expect(lines.map(({ state }) => state).filter((state) => state !== 'duplicate')).toHaveLength(count);
    return lines.filter(({ state }) => state === 'processed').map(({ key }) => key);
  }

  /** @returns how many changes are on record. */
  async deployments(): Promise<number> {
    return (await this.stores.changes.between('default', DEPLOYED, ...DAY)).length;
  }

  async status() {
    const known = await this.stores.redeliveries.find(`${REF.tenant}:${REF.integration}`);
    return redeliveryStatus(known?.state, ['acme/payments']);
  }

  async close(): Promise<void> {
    await this.down();
    this.#waking.stop();
    await this.#capture.stop();
    await this.#stopWorker();
    await this.github.server.stop();
  }
}

/** Posts as GitHub does. @returns the status; 0 when nobody answers. */
async function post(guid: string, url: string): Promise<number> {
  const headers = {
    'content-type': 'application/json',
    'x-github-event': 'deployment_status',
    'x-github-delivery': guid,
    'x-hub-signature-256': hubSignature(ENV.SIGNING, BODY),
  };
  return fetch(url, { method: 'POST', headers, body: new Uint8Array(BODY) }).then(
    ({ status }) => status,
    () => 0,
  );
}

describe('what GitHub delivers while nobody answers', () => {
  let way: Way;
  let number = 0;
  beforeEach(async () => {
    for (const { name } of await store.db.listCollections().toArray())
      await store.db.collection(name).deleteMany({});
    way = new Way(`redelivery-${++number}`);
    await way.open();
  });
  afterEach(() => way.close());

  test('is found, asked for, arrives signed, and is processed once each, also what GitHub sends twice', async () => {
    const before = await way.github.deliver(way.hook);
    await way.workedOff(1);
    await way.looks(1);
    await way.down();
    const lost = [];
    for (let n = 0; n < 3; n++) {
      way.now += MINUTE;
      lost.push(await way.github.deliver(way.hook));
    }
    await way.looks(2);
    expect(await way.status()).toMatchObject({ found: 3, waiting: 3 });
    expect(await way.deployments()).toBe(1);
    await way.up();
    await way.looks(4);
    expect((await way.workedOff(4)).toSorted()).toEqual([before, ...lost].toSorted());
    expect(await way.status()).toMatchObject({ waiting: 0, came: 3, givenUp: 0, problems: [] });
    // Somebody presses Redeliver at GitHub as well.
    expect(await post(lost[0]!, way.hook.url)).toBe(202);
    await way.looks(2);
    await way.workedOff(4);
    expect(await way.deployments()).toBe(4);
    // The first try and what came of asking: nothing was asked for that had come.
    const { attempts } = way.hook;
    expect(attempts.filter(({ code }) => code === 202)).toHaveLength(4);
  });

  test('is processed once each, though a worker is killed when it has asked, and one when it has taken it', async () => {
    await way.looks(1);
    await way.down();
    const lost = [await way.github.deliver(way.hook), await way.github.deliver(way.hook)];
    await way.looks(1);
    await way.up();
    way.killed = 'when GitHub was asked';
    await way.looks(4);
    expect(way.killed).toBeUndefined();
    await way.workedOff(2);
    way.killed = 'when changes were taken';
    const third = await way.github.deliver(way.hook);
    expect((await way.workedOff(3)).toSorted()).toEqual([...lost, third].toSorted());
    expect(way.killed).toBeUndefined();
    expect(await way.deployments()).toBe(3);
    expect(await way.status()).toMatchObject({ found: 2, came: 2, waiting: 0, givenUp: 0 });
  });
});
