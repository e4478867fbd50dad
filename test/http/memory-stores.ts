import type { ActionItem } from '../../src/action-item/item.ts';
import { MongoServerSelectionError, type TopologyDescription } from 'mongodb';
import { FakeRuns } from './fake-runs.ts';
import { MemoryChanges, memoryChanges, memoryCode, memoryPages, memoryShipped } from './memory-changes.ts';
import { memoryActions, memoryHolds, memoryPostmortems } from './memory-records.ts';
import { incidentKey, type IncidentId } from '../../src/incident/id.ts';
import type { IncidentEvent } from '../../src/incident/event.ts';
import type { Quotation } from '../../src/incident/quotation.ts';
import type { Confirmation } from '../../src/command/confirmation.ts';
import { isActive } from '../../src/incident/status.ts';
import { counts, factOf, pagedBy, type Counted } from '../../src/figures/fact.ts';
import type { IncidentRecord, IncidentView } from '../../src/incident/view.ts';
import { attemptOf, type AuditEntry } from '../../src/access/audit-entry.ts';
import type { AuditFilter } from '../../src/mongo/audit-store.ts';
import type { ChatDelivery, Earlier, StoredAnswer } from '../../src/mongo/delivery-store.ts';
import type { IncidentFilter } from '../../src/mongo/incident-store.ts';
import type { Stores } from '../../src/mongo/index.ts';
import type { Feed } from '../../src/mongo/feed-store.ts';
import type { MadeMaintenance } from '../../src/mongo/maintenance-store.ts';
import type { MadeOverride } from '../../src/mongo/override-store.ts';
import type { SeenUser } from '../../src/mongo/people-store.ts';
import type { LedgerEntry } from '../../src/chat/ledger.ts';
import type { Session, SignedInAs, SignInUnderWay } from '../../src/access/session.ts';
import type { KeptExport } from '../../src/archive/incident-export.ts';
import type { ApiToken } from '../../src/mongo/token-store.ts';

import { MemoryInbox } from './memory-inbox.ts';
import { MemoryLinks } from './memory-links.ts';

/** The stores in memory. Each can be taken away by name: then it answers as a document store that is not there. */
export class MemoryStores {
  readonly runs = new FakeRuns();
  readonly down = new Set<keyof Stores | 'everything'>();
  /** Stores that never answer, or an operation such as `incidents.find`. */
  readonly hanging = new Set<string>();
  /** What a store waits for before it answers. */
  readonly gates = new Map<keyof Stores, Promise<void>>();
  readonly views = new Map<string, { view: IncidentView; revision: number }>();
  readonly events = new Map<string, IncidentEvent[]>();
  /** By incident. */
  readonly facts = new Map<string, Counted>();
  readonly deliveryRecords = new Map<
    string,
    Earlier & { times: number; user?: string; quoted?: Quotation }
  >();
  readonly auditEntries: AuditEntry[] = [];
  readonly tokensByHash = new Map<string, ApiToken>();
  /** By the hash of their secret. */
  readonly sessions = new Map<string, Session>();
  readonly signInsUnderWay = new Map<string, SignInUnderWay>();
  /** What was sent, as the ledger has it. */
  readonly sends: LedgerEntry[] = [];
  readonly seen = new Map<string, SeenUser>();
  readonly linked = new MemoryLinks();
  readonly changed = new MemoryChanges();
  /** Action items by tenant and address of the ticket that each became. */
  readonly tickets = new Map<string, Pick<ActionItem, 'incident' | 'number'>>();
  /** Incidents by tenant and address of the ticket that each became, with the name of its tracker. */
  readonly incidentTickets = new Map<string, Readonly<Record<IncidentId, string>>>();
  readonly numbers = new Map<string, number>();
  /** Addresses of calendars by the hash of their token. */
  readonly feeds = new Map<string, Feed>();
  /** By tenant and schedule, `default:payments`. */
  readonly overrides = new Map<string, readonly MadeOverride[]>();
  /** By tenant. */
  readonly maintenances = new Map<string, readonly MadeMaintenance[]>();
  /** Kept exports, by tenant and incident: `default:INC-1`. */
  readonly exported = new Map<string, KeptExport>();
  readonly inbox = new MemoryInbox();
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
    const { status, severity, team, service, responder, active, before, since, until, visibleTo, text } =
      filter;
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
          (text === undefined || incident.title.toLowerCase().includes(text.toLowerCase())) &&
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
    if (!counts(view.incident, events)) return;
    const pages = events.flatMap((event) => pagedBy(event) ?? []);
    this.facts.set(key, { ...factOf(view), pages: [...(this.facts.get(key)?.pages ?? []), ...pages] });
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
      facts: {
        has: async (tenant: string, id: IncidentId) => {
          await reach('facts');
          return this.facts.has(`${tenant}:${id}`);
        },
        between: async (tenant: string, from: number, to: number) => {
          await reach('facts');
          return [...this.facts]
            .filter(([key]) => key.startsWith(`${tenant}:`))
            .map(([, fact]) => fact)
            .filter(({ declaredAt }) => declaredAt >= from && declaredAt < to);
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
        search: async (tenant: string, filter: AuditFilter, limit: number, before = Infinity) => {
          await reach('audit');
          const { text = '', person = '', action = '', incident, outcome } = filter;
          const has = (texts: (string | undefined)[], given: string): boolean =>
            texts.some((one) => (one ?? '').toLowerCase().includes(given.toLowerCase()));
          return this.auditEntries
            .filter(
              (entry) =>
                entry.tenant === tenant &&
                entry.at < before &&
                has(Object.values(entry).map(String), text) &&
                has([entry.person, entry.name], person) &&
                has([entry.action], action) &&
                (incident === undefined || entry.incident === incident) &&
                (outcome === undefined || entry.outcome === outcome),
            )
            .toReversed()
            .slice(0, limit);
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
      holds: memoryHolds(() => reach('holds')),
      postmortems: memoryPostmortems(() => reach('postmortems')),
      actions: memoryActions(() => reach('actions'), this.tickets),
      incidentTickets: {
        of: async (tenant: string, url: string) => {
          await reach('incidentTickets', 'of');
          const found = Object.entries(this.incidentTickets.get(`${tenant}:${url}`) ?? {});
          return found.map(([incident, tracker]) => ({ incident: incident as IncidentId, tracker }));
        },
      },
      changes: memoryChanges(this.changed, () => reach('changes')),
      pages: memoryPages(this.changed, () => reach('pages')),
      code: memoryCode(this.changed, () => reach('code')),
      shipped: memoryShipped(this.changed, () => reach('shipped')),
      links: this.linked.links(() => reach('links')),
      loudness: this.linked.loudness(() => reach('loudness')),
      feeds: {
        replace: async (hash: string, feed: Feed) => {
          await reach('feeds', 'replace');
          for (const [known, one] of this.feeds)
            if (one.owner === feed.owner && JSON.stringify(one.of) === JSON.stringify(feed.of))
              this.feeds.delete(known);
          this.feeds.set(hash, feed);
        },
        find: async (hash: string) => {
          await reach('feeds', 'find');
          return this.feeds.get(hash);
        },
        list: async (tenant: string) => {
          await reach('feeds', 'list');
          return [...this.feeds.values()].filter((one) => one.tenant === tenant);
        },
        end: async (tenant: string, of: Feed['of'], owner?: string) => {
          await reach('feeds', 'end');
          const gone = [...this.feeds].filter(
            ([, one]) =>
              one.tenant === tenant &&
              JSON.stringify(one.of) === JSON.stringify(of) &&
              (owner === undefined || one.owner === owner),
          );
          for (const [hash] of gone) this.feeds.delete(hash);
          return gone.length;
        },
      },
      overrides: {
        of: async (tenant: string, schedule: string) => {
          await reach('overrides', 'of');
          return this.overrides.get(`${tenant}:${schedule}`) ?? [];
        },
        add: async (tenant: string, schedule: string, made: readonly MadeOverride[]) => {
          await reach('overrides', 'add');
          const before = this.overrides.get(`${tenant}:${schedule}`) ?? [];
          const fresh = made.filter(({ id }) => !before.some((one) => one.id === id));
          this.overrides.set(`${tenant}:${schedule}`, [...before, ...fresh]);
        },
        end: async (tenant: string, schedule: string, id: string, now: number) => {
          await reach('overrides', 'end');
          const before = this.overrides.get(`${tenant}:${schedule}`) ?? [];
          const ended = before.find((one) => one.id === id && one.until > now);
          const after = before.flatMap((one) => {
            if (one !== ended) return [one];
            return one.from < now ? [{ ...one, until: now }] : [];
          });
          this.overrides.set(`${tenant}:${schedule}`, after);
          return ended;
        },
      },
      maintenances: {
        of: async (tenant: string) => {
          await reach('maintenances', 'of');
          return this.maintenances.get(tenant) ?? [];
        },
        add: async (tenant: string, made: MadeMaintenance) => {
          await reach('maintenances', 'add');
          this.maintenances.set(tenant, [...(this.maintenances.get(tenant) ?? []), made]);
        },
        end: async (tenant: string, id: string, now: number) => {
          await reach('maintenances', 'end');
          const before = this.maintenances.get(tenant) ?? [];
          const ended = before.find((one) => one.id === id && one.until > now);
          this.maintenances.set(
            tenant,
            before.filter((one) => one !== ended),
          );
          return ended;
        },
      },
      tokens: {
        find: async (hash: string) => {
          await reach('tokens');
          return this.tokensByHash.get(hash);
        },
      },
      sessions: {
        begin: async (hash: string, session: Session) => {
          await reach('sessions');
          this.sessions.set(hash, session);
        },
        find: async (hash: string, now: number) => {
          await reach('sessions');
          const found = this.sessions.get(hash);
          return found && found.expiresAt > now ? found : undefined;
        },
        end: async (hash: string) => {
          await reach('sessions');
          this.sessions.delete(hash);
        },
        endAll: async (tenant: string, as: SignedInAs) => {
          await reach('sessions');
          const who = (one: SignedInAs): string =>
            one.kind === 'token' ? one.hash : `${one.issuer} ${one.subject}`;
          for (const [hash, session] of this.sessions)
            if (session.tenant === tenant && who(session.as) === who(as)) this.sessions.delete(hash);
        },
        leave: async (hash: string, signIn: SignInUnderWay) => {
          await reach('sessions');
          this.signInsUnderWay.set(hash, signIn);
        },
        take: async (hash: string, now: number) => {
          await reach('sessions');
          const found = this.signInsUnderWay.get(hash);
          this.signInsUnderWay.delete(hash);
          return found && found.expiresAt > now ? found : undefined;
        },
      },
      ledger: {
        ofIncident: async (tenant: string, incident: string) => {
          await reach('ledger');
          return this.sends.filter((entry) => entry.tenant === tenant && entry.incident === incident);
        },
        keysOf: async (tenant: string, incident: string) => {
          await reach('ledger');
          const found = this.sends.filter((entry) => entry.tenant === tenant && entry.incident === incident);
          return found.map(({ key }) => key);
        },
        sends: async (keys: readonly string[]) => {
          await reach('ledger');
          return this.sends.filter(({ key }) => keys.includes(key));
        },
        revision: async (tenant: string, incident: string) => {
          await reach('ledger');
          const found = this.sends.filter((entry) => entry.tenant === tenant && entry.incident === incident);
          return found.map(({ key, status, attempts }) => `${key} ${status} ${attempts}`).join('\n');
        },
      },
      inbox: this.inbox.store(() => reach('inbox')),
      exports: {
        find: async (tenant: string, id: IncidentId) => {
          await reach('exports');
          return this.exported.get(`${tenant}:${id}`);
        },
      },
      runs: this.runs.store(() => reach('runs')),
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
