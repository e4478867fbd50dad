import { randomUUID } from 'node:crypto';
import type { Logger } from 'pino';
import type { Link } from '../access/link.ts';
import type { Permission } from '../access/permission.ts';
import type { Redact } from '../access/redact.ts';
import type { TenantConfig } from '../config/config.ts';
import type { Command } from '../incident/command.ts';
import type { IncidentEvent } from '../incident/event.ts';
import type { IncidentId } from '../incident/id.ts';
import type { IncidentView } from '../incident/view.ts';
import type { IncidentFilter } from '../mongo/incident-store.ts';
import type { Stores } from '../mongo/index.ts';
import type { Metrics } from '../telemetry/metrics.ts';
import type { Afterwards } from './afterwards.ts';
import type { AuditLater } from './audit-later.ts';
import type { Caller } from './caller.ts';
import { createCommanding, type Carried } from './commanding.ts';
import { createDeclaring, type Declared, type DeclareRequest } from './declaring.ts';
import { notFound, type Denied } from './denied.ts';
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
  readonly stores: Pick<Stores, 'incidents' | 'timeline' | 'audit'>;
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
  const sight = createSight({ policy, records: stores.incidents, incidents: deps.incidents });
  const trail = createTrail({ ...deps, audit: stores.audit });
  const declare = createDeclaring(deps);
  const own = createOwnDeclarations(
    async (tenant, id) => (await stores.incidents.revision(tenant, id)) !== undefined,
  );
  const carryOut = createCommanding({ ...deps, sight });

  const status = (caller: Caller, id: IncidentId): Promise<IncidentView | Denied> =>
    trail.reading(caller, { action: 'status', incident: id }, async () => {
      const forbidden = sight.forbidden(caller, 'status');
      if (forbidden) return forbidden;
      const view = await sight.look(caller, id);
      return view && view !== 'hidden' ? view : notFound(id);
    });

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
    command: (caller: Caller, id: IncidentId, command: Command, once?: string): Promise<Carried | Denied> =>
      trail.attempt(
        caller,
        { action: command.name, incident: id },
        async () => sight.forbidden(caller, command.name) ?? (await carryOut(caller, id, command, once)),
      ),

    status,

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

    links: (tenant: string, id: IncidentId): Links => deps.links(tenant, id),
  };
}

export type Operations = ReturnType<typeof createOperations>;
