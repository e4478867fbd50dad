import type { Db, Filter } from 'mongodb';
import type { Incident } from '../incident/incident.ts';
import { insidersOf } from '../incident/insiders.ts';
import { incidentId, incidentKey, type IncidentId } from '../incident/id.ts';
import type { Severity } from '../incident/severity.ts';
import { isActive, STATUSES, type Status } from '../incident/status.ts';
import type { IncidentRecord, IncidentView } from '../incident/view.ts';
import { escaped } from './escaped.ts';
import { createIncidentMarks, type Mark } from './incident-marks.ts';
import { createTurns, isDuplicate } from './turns.ts';

interface IncidentDocument {
  /** `<tenant>:<incident id>` */
  _id: string;
  tenant: string;
  number: number;
  status: Status;
  active: boolean;
  severity: Severity;
  team?: string;
  service?: string;
  responders: string[];
  /** Who sees it although it is private: its declarer and its responders. */
  insiders: string[];
  revision: number;
  view: IncidentView;
}

const NOT_CLOSED = STATUSES.filter((status) => status !== 'closed');

/** Whose own channel it is: there a command needs no id. */
interface ChannelDocument {
  /** `<tenant>:<instance>/<channel>` */
  _id: string;
  /** Number of the newest incident that opened it. */
  incident: number;
}

const channelKey = (tenant: string, instance: string, channel: string): string =>
  `${tenant}:${instance}/${channel}`;

/** What a list of incidents may be narrowed by. */
export interface IncidentFilter {
  readonly status?: Status;
  readonly severity?: Severity;
  readonly team?: string;
  readonly service?: string;
  /** Person id among the responders. */
  readonly responder?: string;
  /** Only those that are not resolved or closed. */
  readonly active?: boolean;
  /** Part of the title, whatever its case. */
  readonly text?: string;
  /** Only numbers below this one: the page after an earlier page. */
  readonly before?: number;
  /** Only what was declared from this instant on, epoch milliseconds. */
  readonly since?: number;
  /** Only what was declared before this instant, epoch milliseconds. */
  readonly until?: number;
  /** Leaves private incidents out unless one of these people is their insider; undefined shows all. */
  readonly visibleTo?: readonly string[];
}

function query(tenant: string, filter: IncidentFilter): Filter<IncidentDocument> {
  const { status, severity, team, service, responder, active, before, since, until, visibleTo, text } =
    filter;
  return {
    tenant,
    ...(status && { status }),
    ...(severity && { severity }),
    ...(team && { team }),
    ...(service && { service }),
    ...(responder && { responders: responder }),
    ...(text && { 'view.incident.title': { $regex: escaped(text), $options: 'i' } }),
    ...(active !== undefined && { active }),
    ...(before !== undefined && { number: { $lt: before } }),
    ...((since !== undefined || until !== undefined) && {
      'view.incident.declared.at': {
        ...(since !== undefined && { $gte: since }),
        ...(until !== undefined && { $lt: until }),
      },
    }),
    ...(visibleTo && {
      $or: [{ 'view.incident.private': false }, ...visibleTo.map((insiders) => ({ insiders }))],
    }),
  };
}

/** Does an incident pass? The same as {@link query} asks of the store. */
function passes({ incident }: IncidentView, filter: IncidentFilter): boolean {
  const { status, severity, team, service, responder, active, before, since, until, visibleTo, text } =
    filter;
  const same = (wanted: string | undefined, one: string | undefined): boolean => !wanted || wanted === one;
  return (
    same(status, incident.status) &&
    same(severity, incident.severity) &&
    same(team, incident.team) &&
    same(service, incident.service) &&
    (!responder || incident.responders.some(({ person }) => person.id === responder)) &&
    (!text || incident.title.toLowerCase().includes(text.toLowerCase())) &&
    (active === undefined || active === isActive(incident.status)) &&
    (before === undefined || numberOf(incident.id) < before) &&
    (since === undefined || incident.declared.at >= since) &&
    (until === undefined || incident.declared.at < until) &&
    (!visibleTo || !incident.private || visibleTo.some((one) => insidersOf(incident).includes(one)))
  );
}

const numberOf = (id: IncidentId): number => Number(id.slice('INC-'.length));

/** How many incidents are looked up at once. */
const AT_ONCE = 25;
/** From how many that may pass on it is less work to have the store look through all of them. */
const FEW = 200;
/** Of how many of the newest that are over a change is noticed. */
const NOTICED = 200;
/** How often an incident is looked at again when others change it at the same time. */
const ATTEMPTS = 20;

/**
 * The read model: what people see of incidents. Written by the worker's activities alone.
 * @param few from how many that may pass on the store looks through all.
 */
export function createIncidentStore(db: Db, few = FEW) {
  const incidents = db.collection<IncidentDocument>('incidents');
  const channels = db.collection<ChannelDocument>('channels');
  const marks = createIncidentMarks(db);
  const turns = createTurns();

  /** @returns those of the marked incidents that pass, newest first. */
  async function lookUp(
    tenant: string,
    marked: readonly Mark[],
    filter: IncidentFilter,
    limit: number,
  ): Promise<IncidentView[]> {
    const found: IncidentView[] = [];
    for (let from = 0; from < marked.length && found.length < limit; from += AT_ONCE) {
      const some = marked.slice(from, from + AT_ONCE);
      const documents = await Promise.all(
        some.map(({ number }) => incidents.findOne({ _id: incidentKey(tenant, incidentId(number)) })),
      );
      for (const document of documents)
        if (document && passes(document.view, filter)) found.push(document.view);
    }
    return found.slice(0, limit);
  }

  /** @returns the marks of incidents that may pass where they say enough; undefined where the store has to look. */
  async function candidates(tenant: string, filter: IncidentFilter): Promise<Mark[] | undefined> {
    const { active, before = Infinity, visibleTo: _, ...narrower } = filter;
    const all = (await marks.of(tenant)).filter(
      (mark) => mark.number < before && (active === undefined || mark.active === active),
    );
    return Object.keys(narrower).length > 0 && all.length > few ? undefined : all;
  }

  async function* everyMark(): AsyncGenerator<Mark & { readonly tenant: string }> {
    const projection = { tenant: 1, number: 1, revision: 1, active: 1, 'view.incident.private': 1 };
    for await (const { tenant, number, revision, active, view } of incidents.find({}, { projection }))
      yield { tenant, number, revision, active, private: view.incident.private };
  }

  return {
    /** Creates what indexes are missing, and marks the incidents of a store that was made without marks. */
    async ensureIndexes(): Promise<void> {
      await marks.complete(everyMark);
      await incidents.createIndex({ status: 1 }, {}, {});
      await incidents.createIndex({ tenant: 1, number: -1 }, {}, {});
      await incidents.createIndex({ tenant: 1, active: 1, number: -1 }, {}, {});
    },

    /** Remembers the channels that were opened, and replaces the read model unless it is newer already. */
    async saveView({ view, revision, events }: IncidentRecord): Promise<void> {
      const { incident } = view;
      const number = numberOf(incident.id);
      const mark = { number, active: isActive(incident.status), private: incident.private };
      // A new one is marked before it is there: who declared it and lists the incidents then finds it.
      if (events.some(({ type }) => type === 'declared'))
        await marks.note(incident.tenant, { ...mark, revision: 0 });
      for (const event of events) {
        if (event.type !== 'channel_opened') continue;
        const key = channelKey(incident.tenant, event.instance, event.channel);
        await turns(key, () =>
          channels.updateOne({ _id: key }, { $max: { incident: number } }, { upsert: true }),
        );
      }
      const { _id, ...document }: IncidentDocument = {
        _id: incidentKey(incident.tenant, incident.id),
        tenant: incident.tenant,
        number,
        status: incident.status,
        active: isActive(incident.status),
        severity: incident.severity,
        ...(incident.team !== undefined && { team: incident.team }),
        ...(incident.service !== undefined && { service: incident.service }),
        responders: incident.responders.map(({ person }) => person.id),
        insiders: insidersOf(incident),
        revision,
        view,
      };
      const unlessNewer = { _id, revision: { $lte: revision } };
      try {
        await turns(_id, () => incidents.replaceOne(unlessNewer, document, { upsert: true }));
      } catch (error) {
        // The upsert collides, and does so again, exactly when a newer revision is there.
        if (!isDuplicate(error)) throw error;
      }
      // After it: who hears of the change reads what it came to.
      await marks.note(incident.tenant, { ...mark, revision });
    },

    /**
     * Changes what people see of an incident that is closed: its workflow writes nothing any more.
     * @param changed may be asked again. @returns whether there was anything to change.
     */
    async amendClosed(
      tenant: string,
      id: IncidentId,
      changed: (incident: Incident) => Incident | undefined,
    ): Promise<boolean> {
      const _id = incidentKey(tenant, id);
      for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
        const before = await incidents.findOne({ _id });
        const incident = before?.status === 'closed' ? changed(before.view.incident) : undefined;
        if (!before || !incident) return false;
        // Greater than that of a last record that is written again.
        const revision = before.revision + 1;
        const after = { ...before, revision, view: { ...before.view, incident } };
        const unlessNewer = { _id, revision: before.revision };
        const { matchedCount } = await turns(_id, () => incidents.replaceOne(unlessNewer, after));
        if (matchedCount === 0) continue;
        const mark = { number: before.number, active: before.active, private: incident.private };
        await marks.note(tenant, { ...mark, revision });
        return true;
      }
      throw new Error(`${_id} is being written by too many at once`);
    },

    async find(tenant: string, id: IncidentId): Promise<IncidentView | undefined> {
      return (await incidents.findOne({ _id: incidentKey(tenant, id) }))?.view;
    },

    /** Leaves an incident out of the lists that is about to be deleted. */
    async unlist(tenant: string, id: IncidentId): Promise<void> {
      await marks.remove(tenant, numberOf(id));
    },

    /** @returns the incident whose own channel this is, unless it is closed. */
    async findByChannel(tenant: string, instance: string, channel: string): Promise<IncidentId | undefined> {
      const opened = await channels.findOne({ _id: channelKey(tenant, instance, channel) });
      if (!opened) return undefined;
      const id = incidentId(opened.incident);
      const key = incidentKey(tenant, id);
      const open = await incidents.findOne(
        { _id: key, status: { $ne: 'closed' } },
        { projection: { _id: 1 } },
      );
      return open ? id : undefined;
    },

    /** @returns incidents, newest first. */
    async list(tenant: string, filter: IncidentFilter, limit: number): Promise<IncidentView[]> {
      const marked = await candidates(tenant, filter);
      if (marked) return lookUp(tenant, marked, filter, limit);
      const found = await incidents.find(query(tenant, filter)).sort({ number: -1 }).limit(limit).toArray();
      return found.map(({ view }) => view);
    },

    async count(tenant: string, filter: IncidentFilter): Promise<number> {
      const { active, visibleTo, ...narrower } = filter;
      if (Object.keys(narrower).length > 0) return incidents.countDocuments(query(tenant, filter));
      const all = await marks.of(tenant);
      const marked = all.filter((mark) => active === undefined || mark.active === active);
      if (!visibleTo) return marked.length;
      const secret = marked.filter((mark) => mark.private);
      const seen = await lookUp(tenant, secret, filter, Infinity);
      return marked.length - secret.length + seen.length;
    },

    /**
     * @returns the incidents of all tenants that are not closed, in batches. The embedded store reads all there are for
     * that: not for every minute.
     */
    async *open(batchSize: number): AsyncGenerator<Pick<Incident, 'tenant' | 'id'>[]> {
      const found = incidents
        .find({ status: { $in: NOT_CLOSED } }, { projection: { tenant: 1, number: 1 } })
        .batchSize(batchSize);
      let batch: Pick<Incident, 'tenant' | 'id'>[] = [];
      for await (const { tenant, number } of found) {
        batch.push({ tenant, id: incidentId(number) });
        if (batch.length < batchSize) continue;
        yield batch;
        batch = [];
      }
      if (batch.length > 0) yield batch;
    },

    /**
     * @returns a text that changes when the list of incidents does: one that is active, or one of the newest.
     * @param visibleTo as in {@link IncidentFilter}: what of others' is private changes nothing.
     */
    async listRevision(tenant: string, visibleTo?: readonly string[]): Promise<string> {
      const all = await marks.of(tenant);
      // Apart, so that what is private does not even push anything else out of sight.
      const noticed = (isPrivate: boolean): Mark[] =>
        all
          .filter((mark) => mark.private === isPrivate)
          .filter(({ active }, newest) => active || newest < NOTICED);
      const secret = noticed(true);
      const seen = visibleTo ? await lookUp(tenant, secret, { visibleTo }, Infinity) : [];
      const known = new Set(seen.map(({ incident }) => numberOf(incident.id)));
      return [...noticed(false), ...secret.filter(({ number }) => !visibleTo || known.has(number))]
        .map(({ number, revision, active }) => `${number}.${revision}${active ? '' : '-'}`)
        .join(' ');
    },

    /** @returns a number that changes when the incident changes; undefined when there is none. */
    async revision(tenant: string, id: IncidentId): Promise<number | undefined> {
      const document = await incidents.findOne(
        { _id: incidentKey(tenant, id) },
        { projection: { revision: 1 } },
      );
      return document?.revision;
    },
  };
}

export type IncidentStore = ReturnType<typeof createIncidentStore>;
