import { randomUUID } from 'node:crypto';
import type { Logger } from 'pino';
import type { Link } from '../access/link.ts';
import type { Permission } from '../access/permission.ts';
import type { Redact } from '../access/redact.ts';
import type { TenantConfig } from '../config/config.ts';
import type { LedgerEntry } from '../chat/ledger.ts';
import { readPageKey } from '../escalation/page-key.ts';
import { explain } from '../explanation/explain.ts';
import type { Explanation } from '../explanation/explanation.ts';
import type { Command } from '../incident/command.ts';
import type { IncidentEvent } from '../incident/event.ts';
import { incidentKey, type IncidentId } from '../incident/id.ts';
import type { IncidentView } from '../incident/view.ts';
import type { IncidentFilter } from '../mongo/incident-store.ts';
import type { Stores } from '../mongo/index.ts';
import type { Metrics } from '../telemetry/metrics.ts';
import type { Afterwards } from './afterwards.ts';
import type { AuditLater } from './audit-later.ts';
import type { Caller } from './caller.ts';
import { createCommanding, type Carried } from './commanding.ts';
import { createDeclaring, type Declared, type DeclareRequest } from './declaring.ts';
import type { Denied } from './denied.ts';
import { createFigures, type FiguresAnswer, type FiguresQuery } from './figures.ts';
import type { Incidents } from './incidents.ts';
import type { Links, LinksOf } from './links.ts';
import { createOwnDeclarations } from './own-declarations.ts';
import type { Patience } from './patience.ts';
import { createSight } from './sight.ts';
import { createTrail, type Attempt } from './trail.ts';

/** How many of the newest incidents are looked through for a card, and how many workflows asked for theirs. */
const ANNOUNCED = 100;
const ASKED = 5;

export interface OperationDependencies {
  /** What holds for a tenant. */
  readonly config: (tenant: string) => TenantConfig;
  readonly incidents: Incidents;
  readonly stores: Pick<
    Stores,
    'incidents' | 'timeline' | 'ledger' | 'facts' | 'audit' | 'exports' | 'pages'
  >;
  readonly redact: Redact;
  readonly links: LinksOf;
  /** @returns the accounts that a person has linked. */
  readonly linksOf: (tenant: string, person: string) => Promise<readonly Link[]>;
  /** Epoch milliseconds. */
  readonly now: () => number;
  readonly log: Logger;
  readonly metrics: Metrics;
  readonly afterwards: Afterwards;
  readonly auditLater: AuditLater;
}

/** Everything that can be asked of Muster, with permission, redaction and audit; chat and API both come here. */
export function createOperations(deps: OperationDependencies) {
  const { stores } = deps;
  const policy = (tenant: string) => deps.config(tenant).access.policy;
  const sight = createSight({
    policy,
    records: stores.incidents,
    incidents: deps.incidents,
    exports: stores.exports,
    facts: stores.facts,
  });
  const trail = createTrail({ ...deps, audit: stores.audit });
  const declare = createDeclaring(deps);
  const figures = createFigures({ config: deps.config, facts: stores.facts });
  const own = createOwnDeclarations(
    async (tenant, id) => (await stores.incidents.revision(tenant, id)) !== undefined,
  );
  const carryOut = createCommanding({ ...deps, sight });

  const status = (caller: Caller, id: IncidentId): Promise<IncidentView | Denied> =>
    trail.reading(caller, { action: 'status', incident: id }, async () => {
      const forbidden = sight.forbidden(caller, 'status');
      if (forbidden) return forbidden;
      const view = await sight.look(caller, id);
      return view && view !== 'hidden' ? view : sight.missing(caller, id);
    });

  /** @returns an incident that the caller may see, and do this about. */
  async function seen(
    caller: Caller,
    id: IncidentId,
    permission: Permission,
    elsewhere?: () => Promise<IncidentView | undefined>,
  ): Promise<IncidentView | Denied> {
    const forbidden = sight.forbidden(caller, permission);
    if (forbidden) return forbidden;
    const view = (await sight.look(caller, id)) ?? (await elsewhere?.());
    return view && view !== 'hidden' && !sight.hides(caller, view) ? view : sight.missing(caller, id);
  }

  return {
    /** @throws Unavailable when Temporal or the store does not answer. */
    async declare(caller: Caller, request: DeclareRequest): Promise<Declared | Denied> {
      const declared = await trail.attempt(
        caller,
        { action: 'declare' },
        async () => sight.forbidden(caller, 'declare') ?? (await declare(caller, request)),
        { incident: ({ id }) => id },
      );
      if (!('denied' in declared)) own.note(caller, declared.id);
      return declared;
    },

    /**
     * @param once what makes two of the same command one, where it is not the delivery.
     * @throws Unavailable when Temporal did not take the command.
     */
    async command(
      caller: Caller,
      id: IncidentId,
      command: Command,
      once?: string,
    ): Promise<Carried | Denied> {
      const carried = await trail.attempt(
        caller,
        { action: command.name, incident: id },
        async () => sight.forbidden(caller, command.name) ?? (await carryOut(caller, id, command, once)),
      );
      const isKept = command.name === 'link' && !('denied' in carried);
      if (isKept && deps.redact(command.url, caller.tenant) === command.url)
        deps.afterwards.add(
          stores.pages.note(caller.tenant, [{ url: command.url, incident: id, at: deps.now() }]),
          (error) => {
            deps.log.warn(
              { err: error, incident: id },
              'a link was put on an incident, but not noted for previews',
            );
          },
        );
      return carried;
    },

    status,

    /** Waits a moment for what the caller has just declared to be recorded. @throws what the store throws. */
    settle: (caller: Caller): Promise<void> => own.settle(caller),

    /** @returns the newest `limit` events, oldest first. */
    async timeline(
      caller: Caller,
      id: IncidentId,
      limit: number,
    ): Promise<readonly IncidentEvent[] | Denied> {
      const view = await status(caller, id);
      if ('denied' in view) return view;
      return stores.timeline.read(caller.tenant, id, view.incident.sequence, limit);
    },

    /** @returns why the incident's pages were sent or not, as far as it is recorded. */
    async why(
      caller: Caller,
      id: IncidentId,
    ): Promise<{ readonly view: IncidentView; readonly explanation: Explanation } | Denied> {
      const view = await status(caller, id);
      if ('denied' in view) return view;
      const { incident } = view;
      const { tenant } = caller;
      const pages = async (): Promise<LedgerEntry[]> => {
        const keys = await stores.ledger.keysOf(tenant, id);
        return stores.ledger.sends(keys.filter((key) => readPageKey(key, incidentKey(tenant, id))));
      };
      const [events, ledger] = await Promise.all([
        stores.timeline.read(tenant, id, incident.sequence),
        pages(),
      ]);
      return { view, explanation: explain({ incident, events, ledger }) };
    },

    /** @returns a page of incidents, newest first, and how many there are on all pages. */
    list: (
      caller: Caller,
      filter: Omit<IncidentFilter, 'visibleTo'>,
      limit: number,
    ): Promise<{ incidents: IncidentView[]; total: number } | Denied> =>
      trail.reading(caller, { action: 'list' }, async () => {
        const forbidden = sight.forbidden(caller, 'list');
        if (forbidden) return forbidden;
        await own.settle(caller);
        const seen: IncidentFilter = { ...filter, ...sight.narrowed(caller) };
        const { before: _, ...all } = seen;
        const [incidents, total] = await Promise.all([
          stores.incidents.list(caller.tenant, seen, limit),
          stores.incidents.count(caller.tenant, all),
        ]);
        return { incidents, total };
      }),

    /** @returns the figures of the incidents that the caller may see: private ones of others do not count. */
    figures: (caller: Caller, query: FiguresQuery): Promise<FiguresAnswer | Denied> =>
      trail.reading(caller, { action: 'figures' }, async () => {
        const forbidden = sight.forbidden(caller, 'figures');
        if (forbidden) return forbidden;
        const { visibleTo } = sight.narrowed(caller);
        return figures(caller.tenant, query, ({ insiders }) =>
          visibleTo && insiders ? visibleTo.some((id) => insiders.includes(id)) : true,
        );
      }),

    /** Notes that somebody asked for too much at once. @returns the refusal. */
    async hasty(caller: Caller, action: string, seconds: number): Promise<Denied> {
      const message = `That was too much at once. Try again in ${seconds} seconds.`;
      const refusal: Denied = { denied: 'too_many', message };
      await trail.reading(caller, { action }, () => Promise.resolve(refusal));
      return refusal;
    },

    /** Notes that somebody sent something under the idempotency key of something else. @returns the refusal. */
    keyReused: (caller: Caller, what: Attempt): Promise<Denied> => {
      const message = 'This Idempotency-Key was used for another request before.';
      const refusal: Denied = { denied: 'invalid', message };
      // By its key it would count as the earlier request sent again.
      const itself = { ...caller, deliveryId: randomUUID() };
      return trail.reading(itself, what, () => Promise.resolve(refusal));
    },

    /** Notes that somebody came to sign in. @param isLetIn with what `why` not, otherwise. @returns the refusal. */
    async signIn(caller: Caller, isLetIn: boolean, why: string): Promise<Denied | undefined> {
      const refusal: Denied = { denied: 'not_permitted', message: why };
      const outcome = await trail.attempt(caller, { action: 'sign-in' }, () =>
        Promise.resolve(isLetIn ? {} : refusal),
      );
      return 'denied' in outcome ? outcome : undefined;
    },

    /** @returns whether the caller may do this; the question leaves no trace. */
    may: (caller: Caller, permission: Permission): boolean => !sight.forbidden(caller, permission),

    /** @returns why the caller may not do this, which is noted; undefined when it is permitted. */
    async permitted(caller: Caller, permission: Permission): Promise<Denied | undefined> {
      const forbidden = sight.forbidden(caller, permission);
      if (forbidden) await trail.reading(caller, { action: permission }, () => Promise.resolve(forbidden));
      return forbidden;
    },

    /** @returns incidents that the caller may see, newest first; none where the caller may list none. */
    async visible(
      caller: Caller,
      filter: Omit<IncidentFilter, 'visibleTo'>,
      limit: number,
    ): Promise<IncidentView[]> {
      if (sight.forbidden(caller, 'list')) return [];
      await own.settle(caller);
      return stores.incidents.list(caller.tenant, { ...filter, ...sight.narrowed(caller) }, limit);
    },

    /** @returns an incident in passing: undefined when there is none, or the caller may not see it. */
    async glimpse(caller: Caller, id: IncidentId): Promise<IncidentView | undefined> {
      if (sight.forbidden(caller, 'status')) return undefined;
      const view = await sight.look(caller, id);
      return view === 'hidden' ? undefined : view;
    },

    /** @returns those of some incidents that the caller may know of; the question leaves no trace. */
    known: (caller: Caller, ids: Iterable<IncidentId>): Promise<ReadonlySet<IncidentId>> =>
      sight.forbidden(caller, 'status') ? Promise.resolve(new Set()) : sight.known(caller, ids),

    /**
     * @returns those of some incidents that are private, of those that the caller may know of, whoever reads the answer.
     * @throws Unavailable when one is not recorded yet and no worker answers.
     */
    privateOf: (caller: Caller, ids: Iterable<IncidentId>): Promise<ReadonlySet<IncidentId>> =>
      sight.privateOf(caller, ids),

    /** @returns the incidents that are announced in a channel, by the message that shows each. */
    async cardsIn(
      tenant: string,
      instance: string,
      channel: string,
      patience: Patience,
    ): Promise<ReadonlyMap<string, IncidentId>> {
      const all = await stores.incidents.list(tenant, { visibleTo: [] }, ANNOUNCED);
      const open = all.filter(({ incident }) => incident.status !== 'closed');
      const cards = new Map<string, IncidentId>();
      const note = ({ incident, places = [] }: IncidentView): void => {
        for (const place of places)
          if (place.instance === instance && place.channel === channel && place.card !== undefined)
            cards.set(place.card, incident.id);
      };
      open.forEach(note);
      // Where a card stands is recorded with the event after it: of the newest only the workflow knows.
      const unplaced = open.filter(({ places = [] }) => !places.some(({ card }) => card !== undefined));
      const asked = unplaced.slice(0, ASKED).map(async ({ incident }) => {
        const view = await deps.incidents.view(tenant, incident.id, patience).catch(() => undefined);
        if (view) note(view);
      });
      await Promise.all(asked);
      return cards;
    },

    /** @returns the incident whose own channel this is. */
    incidentOf: (tenant: string, instance: string, channel: string): Promise<IncidentId | undefined> =>
      stores.incidents.findByChannel(tenant, instance, channel),

    /** @returns how to watch the incidents that the caller may see; the name is the same for all who see the same. */
    watching(caller: Caller): { name: string; version: () => Promise<string> } {
      const { tenant } = caller;
      const { visibleTo } = sight.narrowed(caller);
      return {
        name: visibleTo === undefined ? tenant : `${tenant} seen by ${visibleTo.join(' ')}`,
        version: () => stores.incidents.listRevision(tenant, visibleTo),
      };
    },

    /**
     * Lets something be done about an incident by those who may see it. Every attempt is noted.
     * @param what.action as it is noted; the permission's name when absent.
     * @param elsewhere where to look for an incident that the read model has no longer.
     */
    about: <R extends object>(
      caller: Caller,
      what: { readonly incident: IncidentId; readonly permission: Permission; readonly action?: string },
      work: (view: IncidentView) => Promise<R | Denied>,
      elsewhere?: () => Promise<IncidentView | undefined>,
    ): Promise<R | Denied> => {
      const { incident, permission, action = permission } = what;
      return trail.attempt(caller, { action, incident }, async () => {
        const view = await seen(caller, incident, permission, elsewhere);
        return 'denied' in view ? view : work(view);
      });
    },

    links: (tenant: string, id: IncidentId): Links => deps.links(tenant, id),
  };
}

export type Operations = ReturnType<typeof createOperations>;
