import { MongoServerSelectionError, type TopologyDescription } from 'mongodb';
import { incidentKey, type IncidentId } from '../../src/incident/id.ts';
import type { IncidentEvent } from '../../src/incident/event.ts';
import type { Quotation } from '../../src/incident/quotation.ts';
import type { Confirmation } from '../../src/command/confirmation.ts';
import { isActive } from '../../src/incident/status.ts';
import type { IncidentRecord, IncidentView } from '../../src/incident/view.ts';
import { attemptOf, type AuditEntry } from '../../src/access/audit-entry.ts';
import type { ChatDelivery, Earlier, StoredAnswer } from '../../src/mongo/delivery-store.ts';
import type { IncidentFilter } from '../../src/mongo/incident-store.ts';
import type { Stores } from '../../src/mongo/index.ts';
import type { SeenUser } from '../../src/mongo/people-store.ts';
import type { ApiToken } from '../../src/mongo/token-store.ts';

import { MemoryLinks } from './memory-links.ts';

/** The stores in memory. Each can be taken away by name: then it answers as a document store that is not there. */
export class MemoryStores {
  readonly down = new Set<keyof Stores | 'everything'>();
  /** Stores that never answer, or an operation such as `incidents.find`. */
  readonly hanging = new Set<string>();
  /** What a store waits for before it answers. */
  readonly gates = new Map<keyof Stores, Promise<void>>();
  readonly views = new Map<string, { view: IncidentView; revision: number }>();
  readonly events = new Map<string, IncidentEvent[]>();
  readonly deliveryRecords = new Map<
    string,
    Earlier & { times: number; user?: string; quoted?: Quotation }
  >();
  readonly auditEntries: AuditEntry[] = [];
  readonly tokensByHash = new Map<string, ApiToken>();
  readonly seen = new Map<string, SeenUser>();
  readonly linked = new MemoryLinks();
  readonly numbers = new Map<string, number>();
  /** Questions that wait for a yes. */
  readonly questions = new Map<string, Confirmation>();
  /** Told when the revision of an incident is asked for that is not there. */
  missed: () => void = () => undefined;
  /** How often the list was looked at for changes. */
  looks = 0;
  readonly #last = new Map<string, number>();

  /** Loses which numbers were given away. */
  forgetNumbers(): void {
    this.numbers.clear();
    this.#last.clear();
  }

  #next(tenant: string): number {
    const number = (this.#last.get(tenant) ?? 0) + 1;
    this.#last.set(tenant, number);
    return number;
  }

  #reach(store: keyof Stores, operation?: string): Promise<void> {
    if (
      this.hanging.has('everything') ||
      this.hanging.has(store) ||
      this.hanging.has(`${store}.${operation}`)
    )
      return new Promise(() => undefined);
    if (!this.down.has(store) && !this.down.has('everything'))
      return this.gates.get(store) ?? Promise.resolve();
    const reason = { error: null, servers: new Map() } as unknown as TopologyDescription;
    return Promise.reject(new MongoServerSelectionError('connect ECONNREFUSED 127.0.0.1:27017', reason));
  }

  /** @returns the incidents that a filter leaves, newest first. */
  #filtered(tenant: string, filter: IncidentFilter): IncidentView[] {
    const { status, severity, team, service, responder, active, before, since, until, visibleTo } = filter;
    const numberOf = ({ incident }: IncidentView): number => Number(incident.id.slice(4));
    const involved = ({ incident }: IncidentView, person: string): boolean =>
      incident.responders.some((one) => one.person.id === person);
    return [...this.views.values()]
      .map(({ view }) => view)
      .filter((view) => {
        const { incident } = view;
        return (
          incident.tenant === tenant &&
          (status === undefined || incident.status === status) &&
          (severity === undefined || incident.severity === severity) &&
          (team === undefined || incident.team === team) &&
          (service === undefined || incident.service === service) &&
          (responder === undefined || involved(view, responder)) &&
          (active === undefined || isActive(incident.status) === active) &&
          (before === undefined || numberOf(view) < before) &&
          (since === undefined || incident.declared.at >= since) &&
          (until === undefined || incident.declared.at < until) &&
          (visibleTo === undefined ||
            !incident.private ||
            visibleTo.some((one) => incident.declared.by.id === one || involved(view, one)))
        );
      })
      .sort((a, b) => numberOf(b) - numberOf(a));
  }

  /** Writes an incident as a worker does. */
  record({ view, events, revision }: IncidentRecord): void {
    const key = incidentKey(view.incident.tenant, view.incident.id);
    this.views.set(key, { view, revision });
    this.events.set(key, [...(this.events.get(key) ?? []), ...events]);
  }

  /** @returns them as the HTTP layer uses them. */
  stores(): Stores {
    const reach = (store: keyof Stores, operation?: string): Promise<void> => this.#reach(store, operation);
    const keyOf = (d: { tenant: string; instance: string; deliveryId: string }): string =>
      `${d.tenant}:${d.instance}:${d.deliveryId}`;
    const used = {
      incidents: {
        find: async (tenant: string, id: IncidentId) => {
          await reach('incidents', 'find');
          return this.views.get(incidentKey(tenant, id))?.view;
        },
        findByChannel: async (tenant: string, instance: string, channel: string) => {
          await reach('incidents', 'findByChannel');
          const found = [...this.views.values()].find(
            ({ view }) =>
              view.incident.tenant === tenant &&
              view.places?.some(
                (place) => place.own && place.instance === instance && place.channel === channel,
              ),
          );
          return found?.view.incident.id;
        },
        list: async (tenant: string, filter: IncidentFilter, limit: number) => {
          await reach('incidents');
          return this.#filtered(tenant, filter).slice(0, limit);
        },
        count: async (tenant: string, filter: IncidentFilter) => {
          await reach('incidents');
          return this.#filtered(tenant, filter).length;
        },
        listRevision: async (tenant: string, visibleTo?: readonly string[]) => {
          this.looks++;
          await reach('incidents');
          return this.#filtered(tenant, visibleTo === undefined ? {} : { visibleTo })
            .map(({ incident }) => incidentKey(tenant, incident.id))
            .map((key) => `${key}.${this.views.get(key)?.revision}`)
            .join(' ');
        },
        revision: async (tenant: string, id: IncidentId) => {
          await reach('incidents');
          const found = this.views.get(incidentKey(tenant, id))?.revision;
          if (found === undefined) this.missed();
          return found;
        },
      },
      timeline: {
        read: async (tenant: string, id: IncidentId, _last: number, limit = Infinity) => {
          await reach('timeline');
          return (this.events.get(incidentKey(tenant, id)) ?? []).slice(-limit);
        },
      },
      deliveries: {
        receive: async (delivery: ChatDelivery) => {
          await reach('deliveries', 'receive');
          const key = keyOf(delivery);
          const before = this.deliveryRecords.get(key);
          const { text, user, quoted } = { ...delivery, ...before };
          this.deliveryRecords.set(key, {
            text,
            ...(user && { user }),
            ...(quoted && { quoted }),
            ...before,
            times: (before?.times ?? 0) + 1,
          });
          return before;
        },
        quotedBy: async (
          delivery: { tenant: string; instance: string; deliveryId: string },
          user: string,
        ) => {
          await reach('deliveries', 'quotedBy');
          const found = this.deliveryRecords.get(keyOf(delivery));
          return found?.user === user ? found.quoted : undefined;
        },
        answered: async (
          delivery: { tenant: string; instance: string; deliveryId: string },
          answer: StoredAnswer,
        ) => {
          await reach('deliveries', 'answered');
          const key = keyOf(delivery);
          const before = this.deliveryRecords.get(key);
          if (before) this.deliveryRecords.set(key, { ...before, answer });
        },
      },
      audit: {
        write: async (entry: AuditEntry) => {
          await reach('audit');
          const again = this.auditEntries.some(
            (one) => attemptOf(one) === attemptOf(entry) && one.outcome === entry.outcome,
          );
          if (!again) this.auditEntries.push(entry);
        },
        list: async (tenant: string, limit: number, before = Infinity) => {
          await reach('audit');
          return this.auditEntries
            .filter((entry) => entry.tenant === tenant && entry.at < before)
            .toReversed()
            .slice(0, limit);
        },
      },
      people: {
        seen: async (user: SeenUser) => {
          await reach('people');
          this.seen.set(`${user.instance}/${user.user}`, user);
        },
        list: async () => {
          await reach('people');
          return [...this.seen.values()];
        },
      },
      links: this.linked.links(() => reach('links')),
      loudness: this.linked.loudness(() => reach('loudness')),
      tokens: {
        find: async (hash: string) => {
          await reach('tokens');
          return this.tokensByHash.get(hash);
        },
      },
      confirmations: {
        ask: async (tenant: string, instance: string, token: string, asked: Confirmation) => {
          await reach('confirmations');
          const key = `${tenant}:${instance}:${token}`;
          if (!this.questions.has(key)) this.questions.set(key, asked);
        },
        find: async (tenant: string, instance: string, token: string) => {
          await reach('confirmations');
          return this.questions.get(`${tenant}:${instance}:${token}`);
        },
      },
      declarations: {
        allocate: async (tenant: string, deliveryId: string): Promise<IncidentId> => {
          await reach('declarations');
          const number = this.numbers.get(`${tenant}:${deliveryId}`) ?? this.#next(tenant);
          this.numbers.set(`${tenant}:${deliveryId}`, number);
          return `INC-${number}`;
        },
        allocateAnew: async (tenant: string, deliveryId: string): Promise<IncidentId> => {
          await reach('declarations');
          const number = this.#next(tenant);
          this.numbers.set(`${tenant}:${deliveryId}`, number);
          return `INC-${number}`;
        },
      },
    };
    return used as unknown as Stores;
  }
}
