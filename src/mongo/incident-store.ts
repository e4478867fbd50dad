import type { Db, Filter } from 'mongodb';
import { insidersOf } from '../incident/insiders.ts';
import { incidentId, incidentKey, type IncidentId } from '../incident/id.ts';
import type { Severity } from '../incident/severity.ts';
import { isActive, type Status } from '../incident/status.ts';
import type { IncidentRecord, IncidentView } from '../incident/view.ts';
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
  const { status, severity, team, service, responder, active, before, since, until, visibleTo } = filter;
  return {
    tenant,
    ...(status && { status }),
    ...(severity && { severity }),
    ...(team && { team }),
    ...(service && { service }),
    ...(responder && { responders: responder }),
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

/** The read model: what people see of incidents. Written by the worker's activities alone. */
export function createIncidentStore(db: Db) {
  const incidents = db.collection<IncidentDocument>('incidents');
  const channels = db.collection<ChannelDocument>('channels');
  const turns = createTurns();
  return {
    async ensureIndexes(): Promise<void> {
      await incidents.createIndex({ tenant: 1, active: 1, number: -1 }, {}, {});
    },

    /** Remembers the channels that were opened, and replaces the read model unless it is newer already. */
    async saveView({ view, revision, events }: IncidentRecord): Promise<void> {
      const { incident } = view;
      const number = Number(incident.id.slice('INC-'.length));
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
    },

    async find(tenant: string, id: IncidentId): Promise<IncidentView | undefined> {
      return (await incidents.findOne({ _id: incidentKey(tenant, id) }))?.view;
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
      const found = await incidents.find(query(tenant, filter)).sort({ number: -1 }).limit(limit).toArray();
      return found.map(({ view }) => view);
    },

    count: (tenant: string, filter: IncidentFilter): Promise<number> =>
      incidents.countDocuments(query(tenant, filter)),

    /** @returns a text that changes when the list of incidents does. @param visibleTo as in {@link IncidentFilter}. */
    async listRevision(tenant: string, visibleTo?: readonly string[]): Promise<string> {
      const filter = query(tenant, visibleTo === undefined ? {} : { visibleTo });
      const newest = await incidents
        .find(filter, { projection: { number: 1, revision: 1 } })
        .sort({ number: -1 })
        .limit(200)
        .toArray();
      return newest.map(({ number, revision }) => `${number}.${revision}`).join(' ');
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
