import { DefaultLogger } from '@temporalio/worker';
import { defaultActivityInfo, MockActivityEnvironment } from '@temporalio/testing';
import { createAccountOf } from '../../activities/account.ts';
import { createCardActivities, type CardActivities } from '../../activities/card.ts';
import { createChannelActivities, type ChannelActivities } from '../../activities/channel.ts';
import { createDeliverActivities, type DeliverActivities } from '../../activities/deliver.ts';
import { createEffects } from '../../activities/effect.ts';
import { createPace } from '../../activities/pace.ts';
import { createUnlessTroubled } from '../../activities/known-trouble.ts';
import { createLocalise } from '../../activities/localise.ts';
import { createRunAskingActivities, type RunAskingActivities } from '../../activities/run-asking.ts';
import { createRunCardActivities } from '../../activities/run-card.ts';
import type { Loudness } from '../../src/access/loudness.ts';
import type { Catalogue } from '../../src/action/catalogue.ts';
import type { OutputPiece } from '../../src/action/runner.ts';
import type { Delivery } from '../../src/chat/delivery.ts';
import type { InstanceCheck } from '../../src/chat/instance-status.ts';
import { ChatError } from '../../src/chat/error.ts';
import { note } from '../../src/chat/message.ts';
import type { CardPlace } from '../../src/incident/view.ts';
import type { Capabilities } from '../../src/chat/provider.ts';
import { FakeProvider } from './fake-provider.ts';
import { MemoryLanes } from './memory-lanes.ts';
import { MemoryLedger } from './memory-ledger.ts';

/** When everything in these tests was scheduled, epoch milliseconds. */
export const SCHEDULED_AT = Date.UTC(2026, 2, 1, 12);

/** As the incident's workflow has it. */
export const HEARTBEAT_TIMEOUT_MS = 5_000;

export const DELIVERY: Delivery = {
  key: 'default:INC-1:1:main/#incidents',
  tenant: 'default',
  incident: 'INC-1',
  instance: 'main',
  to: { channel: 'C1' },
  message: note(['INC-1 was declared'], 'INC-1 was declared'),
};

/** Who is known by an e-mail address alone. */
const EMAILS: Record<string, string> = { ben: 'ben@example.org', eve: 'eve@example.org' };

type Tested = DeliverActivities &
  CardActivities &
  ChannelActivities &
  ReturnType<typeof createRunCardActivities> &
  RunAskingActivities;

/** A worker's activities on a platform and a ledger in memory. */
export class Bench {
  readonly provider: FakeProvider;
  readonly ledger = new MemoryLedger();
  readonly lanes = new MemoryLanes();
  readonly outcomes: string[] = [];
  /** Instance, urgency and milliseconds. */
  readonly waits: string[] = [];
  /** Every account of a person. */
  readonly accounts: Record<string, { instance: string; user: string }[]> = {};
  readonly warnings: { fields: object; message: string }[] = [];
  readonly asked: { workflowId: string; key: string }[] = [];
  wanted: () => Promise<boolean> = () => Promise.resolve(true);
  now = SCHEDULED_AT;
  /** What can be run. */
  catalogue: Catalogue = { actions: new Map(), aliases: new Map(), match: () => [] };
  /** People who may not know of what a run deals with. */
  readonly outsiders = new Set<string>();
  readonly loudness = new Map<string, Loudness>();
  /** Where incidents are shown. */
  readonly places = new Map<string, readonly CardPlace[]>();
  /** What runs have printed: `RUN-7/1` is the first attempt of one. */
  readonly printed = new Map<string, readonly OutputPiece[]>();
  /** The configuration does not name the instance any more. */
  removed = false;
  /** What the health checks have found, by instance. */
  checks = new Map<string, { check: InstanceCheck }>();
  /** Reads them. */
  readChecks = (): Promise<typeof this.checks> => Promise.resolve(this.checks);

  constructor(deduplication?: Capabilities['deduplication']) {
    this.provider = new FakeProvider(deduplication, () => this.now);
  }

  /** @returns the activities of a worker that has just started. */
  activities(): Tested {
    const log = { warn: (fields: object, message: string) => void this.warnings.push({ fields, message }) };
    const count = (instance: string, outcome: string): void =>
      void this.outcomes.push(`${instance} ${outcome}`);
    const now = (): number => this.now;
    const pace = createPace(this.lanes, log, now, (instance, urgency, ms) => {
      this.waits.push(`${instance} ${urgency} ${ms}`);
    });
    const effects = createEffects(this.ledger, log, now, { pace, count });
    const provider = () => {
      if (this.removed) throw new ChatError('provider_not_found', 'There is no provider instance "main".');
      return this.provider;
    };
    const users: Record<string, string> = { 'main/ana': 'U1' };
    const userOf = (_tenant: string, person: string, instance: string) =>
      Promise.resolve(users[`${instance}/${person}`]);
    const localise = createLocalise(userOf);
    const accountsOf = (_tenant: string, person: string) =>
      Promise.resolve().then(() => this.accounts[person] ?? []);
    const unlessTroubled = createUnlessTroubled(() => this.readChecks(), now, log);
    return {
      ...createDeliverActivities({
        provider,
        effects,
        localise,
        unlessTroubled,
        accountsOf,
        pageWanted: (workflowId, key) => {
          this.asked.push({ workflowId, key });
          return this.wanted();
        },
      }),
      ...createCardActivities({ provider, effects, localise, unlessTroubled }),
      ...createRunCardActivities({
        provider,
        effects,
        localise,
        catalogue: () => this.catalogue,
        nameOf: (_tenant, person) => person.toUpperCase(),
        printed: (_tenant, run, attempt) =>
          Promise.resolve({ pieces: this.printed.get(`${run}/${attempt}`) ?? [], dropped: 0 }),
        pageOf: (_tenant, run) => `https://muster.example/runs/${run}`,
        placesOf: (_tenant, incident) => Promise.resolve(this.places.get(incident) ?? []),
        redact: (text) => text.replaceAll('hunter2', '[redacted]'),
      }),
      ...createRunAskingActivities({
        provider,
        effects,
        localise,
        action: (_tenant, ref) => this.catalogue.actions.get(ref),
        approvers: ({ plan }) => plan.approval?.people ?? [],
        mayKnow: (_order, person) => Promise.resolve(!this.outsiders.has(person)),
        accountsOf,
        loudnessOf: (_tenant, person) => Promise.resolve(this.loudness.get(person) ?? 'urgent'),
        pageOf: (_tenant, run) => `https://muster.example/runs/${run}`,
        redact: (text) => text.replaceAll('hunter2', '[redacted]'),
      }),
      ...createChannelActivities({
        provider,
        effects,
        accountOf: createAccountOf(userOf, (person) => EMAILS[person]),
      }),
    };
  }

  /** @returns the surroundings of one attempt of an activity. */
  attempt(attempt: number): MockActivityEnvironment {
    const info = {
      ...defaultActivityInfo,
      attempt,
      scheduledTimestampMs: SCHEDULED_AT,
      heartbeatTimeoutMs: HEARTBEAT_TIMEOUT_MS,
      workflowExecution: { workflowId: 'default:incident:INC-1', runId: 'run' },
    };
    return new MockActivityEnvironment(info, { logger: new DefaultLogger('ERROR') });
  }

  /** Runs one attempt of an activity in its surroundings, on a worker that has just started. */
  runIn<N extends keyof Tested>(
    surroundings: MockActivityEnvironment,
    name: N,
    argument: Parameters<Tested[N]>[0],
  ): ReturnType<Tested[N]> {
    const activity = this.activities()[name] as (argument: Parameters<Tested[N]>[0]) => ReturnType<Tested[N]>;
    return surroundings.run(activity, argument) as ReturnType<Tested[N]>;
  }

  /** Runs one attempt of an activity to its end. */
  run<N extends keyof Tested>(
    name: N,
    argument: Parameters<Tested[N]>[0],
    attempt = 1,
  ): ReturnType<Tested[N]> {
    return this.runIn(this.attempt(attempt), name, argument);
  }

  /** @returns what an attempt fails with. */
  async failure<N extends keyof Tested>(
    name: N,
    argument: Parameters<Tested[N]>[0],
    attempt = 1,
  ): Promise<Error> {
    try {
      await this.run(name, argument, attempt);
    } catch (error) {
      if (error instanceof Error) return error;
    }
    throw new Error('the attempt did not fail');
  }

  get status(): string | undefined {
    return this.ledger.entries.get(DELIVERY.key)?.status;
  }
}
