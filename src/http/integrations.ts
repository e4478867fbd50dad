import type { Permission } from '../access/permission.ts';
import type { Redact, RedactionPattern } from '../access/redact.ts';
import { didYouMean } from '../command/nearest.ts';
import { withTrouble } from '../inbox/aftermath.ts';
import { AGAIN_AT_ONCE } from '../inbox/again.ts';
import type { JournalStanding } from '../inbox/away.ts';
import { integrationId, type IntegrationRef } from '../inbox/batch.ts';
import { missedNotices, noticesOf, renamedNotices, type Notice, type Renamed } from '../inbox/condition.ts';
import type { Guide } from '../inbox/guide.ts';
import type { DeliveryState, IntegrationStanding, KeptDelivery, LoggedDelivery } from '../inbox/kept.ts';
import { shownBody, shownHeaders, withoutSecrets, type Hiding, type ShownBody } from '../inbox/shown-body.ts';
import type { Brings } from '../inbox/source.ts';
import { asSeen, incidentsNamed, withoutUnseen } from '../inbox/unseen.ts';
import { removedIntegration, type RemovedIntegration } from '../inbox/removed.ts';
import { stepsOf, type StepShown } from '../inbox/steps.ts';
import type { AftermathStore } from '../mongo/aftermath-store.ts';
import type { InboxBatchStore } from '../mongo/inbox-batch-store.ts';
import type { InboxStore } from '../mongo/inbox-store.ts';
import type { RevisedStore } from '../mongo/revised-store.ts';
import type { RedeliveryState } from '../redelivery/missed.ts';
import { redeliveryStatus, type RedeliveryStatus } from '../redelivery/status.ts';
import type { Caller } from './caller.ts';
import type { Denied } from './denied.ts';
import type { Operations } from './operations.ts';
import { createTrail, type TrailDependencies } from './trail.ts';
import { TEMPORAL_SILENT, Unavailable } from './unavailable.ts';

/** An integration as the configuration has it. */
export interface ConfiguredIntegration {
  /** Name in the configuration. */
  readonly id: string;
  /** As in `source: github`. */
  readonly source: string;
  /** As people write it: `GitHub`. */
  readonly title: string;
  readonly brings: readonly Brings[];
  /** The address to which the sender posts, with its secret. */
  readonly address: string;
  /** Values of its settings that nobody is shown. */
  readonly secrets: readonly string[];
  /** After how long in which nothing comes that is told, in milliseconds; undefined: never. */
  readonly quietAfterMs?: number | undefined;
  /** Names of its sender's webhooks that are asked what they could not deliver; absent where none are. */
  readonly asked?: readonly string[];
  /** @param address what stands for its address. */
  readonly guide: (address: string) => Guide;
}

export interface IntegrationDependencies extends TrailDependencies {
  readonly operations: Pick<Operations, 'permitted' | 'may' | 'known'>;
  /** The integrations of a tenant, in the order of the configuration. */
  readonly configured: (tenant: string) => readonly ConfiguredIntegration[];
  readonly inbox: Pick<InboxStore, 'standing' | 'list' | 'find'>;
  readonly batches: Pick<InboxBatchStore, 'integrations' | 'waiting'>;
  /** For how long deliveries of a tenant are kept, in milliseconds; undefined: for ever. */
  readonly keptMs: (tenant: string) => number | undefined;
  readonly aftermath: Pick<AftermathStore, 'of'>;
  readonly redeliveries: Pick<RevisedStore<RedeliveryState>, 'find'>;
  /** Repositories that services name as they were called before. */
  readonly renamed: (ref: IntegrationRef) => Promise<readonly Renamed[]>;
  readonly redact: Redact;
  /** Has deliveries read again, soon. Rejects when Temporal does not take it. */
  readonly redeliver: (ref: IntegrationRef, keys: readonly string[]) => Promise<void>;
  /**
   * Delivers what its source takes for a test, by the way that all deliveries take. @returns by which key it will be known.
   * Rejects when it can be kept nowhere.
   */
  readonly test: (ref: IntegrationRef) => Promise<string>;
  /** What waits in the journal of this server for the store to be back. */
  readonly journal: () => JournalStanding;
  /** Patterns of one's own that are taken out of what is shown. */
  readonly patterns: (tenant: string) => readonly RedactionPattern[];
}

/** An integration and how it is doing. */
export interface IntegrationStatus extends Pick<
  ConfiguredIntegration,
  'id' | 'source' | 'title' | 'brings' | 'quietAfterMs'
> {
  /** Absent when nothing ever came. */
  readonly standing?: IntegrationStanding;
  /** How it stands with what its sender could not deliver; absent where the sender is not asked. */
  readonly missed?: RedeliveryStatus;
  /** What somebody should look at. */
  readonly notices: readonly Notice[];
}

/** A part of an integration's log, the newest first. */
export interface DeliveryPage {
  readonly integration: IntegrationStatus;
  readonly lines: readonly LoggedDelivery[];
  /** Where it goes on; also when nothing was found so far. */
  readonly next?: number;
}

/** One delivery, fit to be shown: nothing secret is in it. */
export interface DeliveryShown {
  readonly integration: IntegrationStatus;
  readonly delivery: Omit<KeptDelivery, 'body'>;
  readonly steps: readonly StepShown[];
  readonly body: ShownBody;
  /** Can it be read again? */
  readonly isRedeliverable: boolean;
}

/** A guide, and whether the address in it is the real one. */
export interface GuideShown {
  readonly integration: IntegrationStatus;
  readonly guide: Guide;
  /** Absent for those who may not know it, or have not asked for it. */
  readonly address?: string;
}

/** Which deliveries are to be read again: by their keys, or all of one state that came since then, in epoch milliseconds. */
export type RedeliverWish =
  { readonly keys: readonly string[] } | { readonly state: RedeliverableState; readonly since?: number };

/** What is read again, the oldest first. */
export interface Redelivering {
  /** The first of them. */
  readonly keys: readonly string[];
  readonly count: number;
  /** What was asked for and is not read again, with why. */
  readonly passedBy: readonly { readonly key: string; readonly reason: string }[];
  /** How many more there are than are read again at once: ask once more when these are done. */
  readonly remaining: number;
}

/** What was found to be read again: all their keys. */
type Chosen = Omit<Redelivering, 'count'>;

/** States in which a delivery can be read again. */
export const REDELIVERABLE_STATES = [
  'unparsed',
  'failed',
  'ignored',
  'processed',
] as const satisfies readonly DeliveryState[];
export type RedeliverableState = (typeof REDELIVERABLE_STATES)[number];

/** Most deliveries that a request names by their keys, and an answer. */
export const NAMED_AT_ONCE = 500;

/** What stands for the secret in an address that is not shown. */
const HIDDEN = '<secret>';
/** Lines that are looked through for those of one state, before the reader is asked to go on. */
const LOOKED_THROUGH = 5_000;
const AT_ONCE = 500;
/** So much earlier may stand in the log what came later: servers write it in groups, in milliseconds. */
const ABOUT_MS = 3_600_000;

/** The integrations, what came of what they deliver, and how their senders are set up; with permission. */
export function createIntegrations(deps: IntegrationDependencies) {
  const { inbox } = deps;
  const trail = createTrail(deps);
  const refOf = (caller: Caller, { id }: { readonly id: string }): IntegrationRef => ({
    tenant: caller.tenant,
    integration: id,
  });

  async function permitted(
    caller: Caller,
    named: string,
    permission: Permission = 'integrations',
  ): Promise<ConfiguredIntegration | Denied> {
    const denied = await deps.operations.permitted(caller, permission);
    if (denied) return denied;
    const all = deps.configured(caller.tenant);
    const found = all.find(({ id }) => id === named);
    if (found) return found;
    const near = didYouMean(
      named,
      all.map(({ id }) => id),
    );
    const message = `There is no integration ${JSON.stringify(named.slice(0, 60))} in the configuration (integrations).${near}`;
    return { denied: 'not_found', message };
  }

  async function statusOf(caller: Caller, one: ConfiguredIntegration): Promise<IntegrationStatus> {
    const { id, source, title, brings, quietAfterMs } = one;
    const ref = refOf(caller, one);
    const [standing, renamed, missed] = await Promise.all([
      inbox.standing(ref),
      brings.includes('changes') ? deps.renamed(ref) : [],
      one.asked &&
        deps.redeliveries
          .find(integrationId(ref))
          .then((known) => redeliveryStatus(known?.state, one.asked ?? [])),
    ]);
    const notices = [
      ...noticesOf(one, standing, deps.now()),
      ...(missed ? missedNotices(missed) : []),
      ...renamedNotices(id, renamed),
    ];
    return {
      ...{ id, source, title, brings, quietAfterMs, notices },
      ...(missed && { missed }),
      ...(standing && { standing }),
    };
  }

  /** A sender may say what is another's: whoever got the wrong address, or tells of its own configuration. */
  const hidingFor = (tenant: string): Hiding => ({
    redact: (text) => deps.redact(text, tenant),
    patterns: deps.patterns(tenant),
    secrets: [...new Set(deps.configured(tenant).flatMap(({ secrets }) => secrets))].sort(
      (a, b) => b.length - a.length,
    ),
  });

  /** @returns lines of one state, or all, from as many of the log as are looked through at once. */
  async function linesOf(
    ref: IntegrationRef,
    {
      state,
      before,
      limit,
    }: { readonly state?: DeliveryState; readonly before?: number; readonly limit: number },
  ): Promise<{ readonly lines: readonly LoggedDelivery[]; readonly next?: number }> {
    if (state === undefined) return inbox.list(ref, { limit, ...(before !== undefined && { before }) });
    const found: LoggedDelivery[] = [];
    let from = before;
    for (let looked = 0; looked < LOOKED_THROUGH; looked += AT_ONCE) {
      const { lines, next } = await inbox.list(ref, {
        limit: AT_ONCE,
        ...(from !== undefined && { before: from }),
      });
      found.push(...lines.filter((line) => line.state === state));
      const last = found[limit - 1];
      if (last && (found.length > limit || next !== undefined))
        return { lines: found.slice(0, limit), next: last.number };
      if (next === undefined) return { lines: found };
      from = next;
    }
    return { lines: found, ...(from !== undefined && { next: from }) };
  }

  async function chosenOf(ref: IntegrationRef, wanted: readonly string[]): Promise<Chosen> {
    const keys: string[] = [];
    const passedBy: { key: string; reason: string }[] = [];
    for (const key of new Set(wanted)) {
      const kept = await inbox.find(ref, key);
      if (kept && isRedeliverable(kept.state)) keys.push(key);
      else passedBy.push({ key, reason: whyNot(kept?.state) });
    }
    return { keys, passedBy, remaining: 0 };
  }

  /** The oldest come first, as they came. */
  async function allOf(
    ref: IntegrationRef,
    { state, since = 0 }: Extract<RedeliverWish, { state: unknown }>,
  ): Promise<Chosen> {
    const found: string[] = [];
    for (let from: number | undefined; ;) {
      const { lines, next } = await inbox.list(ref, {
        limit: AT_ONCE,
        ...(from !== undefined && { before: from }),
      });
      found.push(
        ...lines.filter((line) => line.state === state && line.receivedAt >= since).map(({ key }) => key),
      );
      const last = lines.at(-1);
      if (next === undefined || (last && last.receivedAt < since - ABOUT_MS)) break;
      from = next;
    }
    const keys = [...new Set(found)].reverse();
    return {
      keys: keys.slice(0, AGAIN_AT_ONCE),
      passedBy: [],
      remaining: Math.max(0, keys.length - AGAIN_AT_ONCE),
    };
  }

  return {
    journal: deps.journal,

    /** @returns those that the configuration has, which needs no store; undefined for who may not see them. */
    configured: (
      caller: Caller,
    ): readonly Pick<ConfiguredIntegration, 'id' | 'source' | 'title' | 'brings'>[] | undefined =>
      deps.operations.may(caller, 'integrations')
        ? deps
            .configured(caller.tenant)
            .map(({ id, source, title, brings }) => ({ id, source, title, brings }))
        : undefined,

    async all(caller: Caller): Promise<readonly IntegrationStatus[] | Denied> {
      const denied = await deps.operations.permitted(caller, 'integrations');
      if (denied) return denied;
      return Promise.all(deps.configured(caller.tenant).map((one) => statusOf(caller, one)));
    },

    /** @returns integrations that the configuration has no longer, of which something waits. */
    async removed(caller: Caller): Promise<readonly RemovedIntegration[] | Denied> {
      const denied = await deps.operations.permitted(caller, 'integrations');
      if (denied) return denied;
      const configured = new Set(deps.configured(caller.tenant).map(({ id }) => id));
      const found: RemovedIntegration[] = [];
      for (const ref of await deps.batches.integrations()) {
        if (ref.tenant !== caller.tenant || configured.has(ref.integration)) continue;
        const waiting = await deps.batches.waiting(ref);
        if (waiting) found.push(removedIntegration(ref.integration, waiting, deps.keptMs(caller.tenant)));
      }
      return found;
    },

    async one(caller: Caller, named: string): Promise<IntegrationStatus | Denied> {
      const found = await permitted(caller, named);
      return 'denied' in found ? found : statusOf(caller, found);
    },

    async deliveries(
      caller: Caller,
      named: string,
      wanted: { readonly state?: DeliveryState; readonly before?: number; readonly limit: number },
    ): Promise<DeliveryPage | Denied> {
      const found = await permitted(caller, named);
      if ('denied' in found) return found;
      const { redact, secrets } = hidingFor(caller.tenant);
      const [integration, { lines, next }] = await Promise.all([
        statusOf(caller, found),
        linesOf(refOf(caller, found), wanted),
      ]);
      const later = await deps.aftermath.of(
        refOf(caller, found),
        lines.map(({ key }) => key),
      );
      const told = lines.map((line) =>
        line.state === 'duplicate' ? line : withTrouble(line, later.get(line.key)),
      );
      const known = await deps.operations.known(caller, incidentsNamed(told));
      return {
        integration,
        lines: told
          .map((line) => asSeen(line, known))
          .map((line) => ({ ...line, text: redact(withoutSecrets(line.text, secrets)) })),
        ...(next !== undefined && { next }),
      };
    },

    async delivery(caller: Caller, named: string, key: string): Promise<DeliveryShown | Denied> {
      const found = await permitted(caller, named);
      if ('denied' in found) return found;
      const kept = await inbox.find(refOf(caller, found), key);
      if (!kept) return noDelivery(found.id, key);
      const hiding = hidingFor(caller.tenant);
      const safe = (text: string): string => hiding.redact(withoutSecrets(text, hiding.secrets));
      const later = (await deps.aftermath.of(refOf(caller, found), [key])).get(key) ?? [];
      const { body: _body, headers, reason, outcomes: atOnce, ...rest } = kept;
      const outcomes = [...atOnce, ...later.flatMap((one) => one.outcomes)];
      const known = await deps.operations.known(
        caller,
        incidentsNamed([
          ...outcomes,
          ...outcomes.map(({ what = '' }) => ({ text: what })),
          { text: reason ?? '' },
        ]),
      );
      const delivery = {
        ...rest,
        headers: shownHeaders(headers, hiding),
        ...(reason !== undefined && { reason: withoutUnseen(safe(reason), known) }),
        outcomes: outcomes
          .map((one) => asSeen(one, known))
          .map((one) => ({
            ...one,
            of: safe(one.of),
            ...(one.what !== undefined && { what: withoutUnseen(safe(one.what), known) }),
            text: safe(one.text),
          })),
      };
      return {
        integration: await statusOf(caller, found),
        delivery,
        steps: stepsOf(delivery),
        body: shownBody(kept, hiding),
        isRedeliverable: isRedeliverable(kept.state),
      };
    },

    /** Has deliveries read again as they are kept, by what the configuration and this version make of them now. */
    redeliver: (caller: Caller, named: string, wish: RedeliverWish): Promise<Redelivering | Denied> =>
      trail.attempt(
        caller,
        { action: 'redeliver' },
        async () => {
          const found = await permitted(caller, named, 'redeliver');
          if ('denied' in found) return found;
          const ref = refOf(caller, found);
          const chosen = 'keys' in wish ? await chosenOf(ref, wish.keys) : await allOf(ref, wish);
          if (chosen.keys.length === 0) return nothingOf(wish, chosen, found.id);
          const { keys, ...rest } = chosen;
          await toTemporal(deps.redeliver(ref, keys));
          return { ...rest, keys: keys.slice(0, NAMED_AT_ONCE), count: keys.length };
        },
        { about: ({ keys, count }) => `${named}: ${count === 1 ? (keys[0] ?? '') : count}` },
      ),

    /** @returns by which key the test event will be found, once it is worked off. */
    test: (caller: Caller, named: string): Promise<{ readonly key: string } | Denied> =>
      trail.attempt(
        caller,
        { action: 'test' },
        async () => {
          const found = await permitted(caller, named, 'redeliver');
          if ('denied' in found) return found;
          return { key: await deps.test(refOf(caller, found)) };
        },
        { about: ({ key }) => `${named}: ${key}` },
      ),

    /** @param wantsAddress notes in the audit that it was shown; those who may not see it get the guide without. */
    async guide(caller: Caller, named: string, wantsAddress: boolean): Promise<GuideShown | Denied> {
      const found = await permitted(caller, named);
      if ('denied' in found) return found;
      const integration = await statusOf(caller, found);
      const hidden = (): GuideShown => {
        const address = found.address.replace(/[^/]+$/, HIDDEN);
        return { integration, guide: withoutSecretsIn(found.guide(address), found.secrets) };
      };
      if (!wantsAddress || !deps.operations.may(caller, 'addresses')) return hidden();
      return trail.attempt(
        caller,
        { action: 'addresses' },
        () => Promise.resolve({ integration, guide: found.guide(found.address), address: found.address }),
        { about: () => found.id },
      );
    },
  };
}

export type Integrations = ReturnType<typeof createIntegrations>;

function noDelivery(integration: string, key: string): Denied {
  const message = `${integration} has no delivery ${JSON.stringify(key.slice(0, 80))}: it has not been worked off yet, or is kept no more (setting retention).`;
  return { denied: 'not_found', message };
}

function whyNot(state: DeliveryState | undefined): string {
  if (state === undefined) return 'there is none of this key';
  if (state === 'waiting') return 'it waits, and is tried again by itself';
  return 'it was refused: what is not its sender’s, or nothing that can be read, is not read again';
}

function nothingOf(wish: RedeliverWish, { passedBy }: Chosen, integration: string): Denied {
  if (!('keys' in wish))
    return {
      denied: 'impossible',
      message: `${integration} has no delivery that is ${wish.state}${
        wish.since === undefined ? '' : ` and came since ${new Date(wish.since).toISOString()}`
      }.`,
    };
  const lines = passedBy.map(({ key, reason }) => `${key.slice(0, 80)}: ${reason}`);
  const isUnknown = passedBy.every(({ reason }) => reason === whyNot(undefined));
  return {
    denied: isUnknown ? 'not_found' : 'impossible',
    message: `Nothing is read again. ${lines.slice(0, 5).join('; ')}.`,
  };
}

async function toTemporal<T>(taken: Promise<T>): Promise<T> {
  try {
    return await taken;
  } catch (error) {
    throw new Unavailable(TEMPORAL_SILENT, error);
  }
}

/** What is not the sender's, or is being tried anyhow, is not read again. */
export function isRedeliverable(state: DeliveryState): boolean {
  return state !== 'refused' && state !== 'waiting' && state !== 'duplicate';
}

function withoutSecretsIn({ steps, documentation }: Guide, secrets: readonly string[]): Guide {
  return {
    documentation,
    steps: steps.map(({ text, copy }) => ({
      text: withoutSecrets(text, secrets),
      ...(copy !== undefined && { copy: withoutSecrets(copy, secrets) }),
    })),
  };
}
