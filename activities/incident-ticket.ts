import { Context } from '@temporalio/activity';
import { ApplicationFailure } from '@temporalio/common';
import type { Account } from '../src/access/account.ts';
import type { Redact } from '../src/access/redact.ts';
import type { Delivery } from '../src/chat/delivery.ts';
import {
  incidentTicketCalledOff,
  incidentTicketMade,
  incidentTicketNotMade,
  incidentTicketTaken,
  incidentTicketUnlinked,
  trackerTroubled,
} from '../src/chat/incident-ticket-messages.ts';
import type { Ledger, LedgerEntry } from '../src/chat/ledger.ts';
import type { Message, MessageRef } from '../src/chat/message.ts';
import type { ChannelTarget } from '../src/escalation/policy.ts';
import type { IncidentEvent } from '../src/incident/event.ts';
import type { IncidentId } from '../src/incident/id.ts';
import type { Incident, Mark } from '../src/incident/incident.ts';
import { addressesOf } from '../src/incident/ticket-moves.ts';
import type { Person } from '../src/incident/person.ts';
import {
  isSameTicket,
  type IncidentTicketOutcome,
  type TicketRef,
  type TicketRules,
} from '../src/incident/ticket.ts';
import type { IncidentView } from '../src/incident/view.ts';
import { TrackerError } from '../src/tracker/error.ts';
import {
  commentOn,
  incidentTicketText,
  isToldTo,
  linkedComment,
  turnsIncident,
} from '../src/tracker/incident-text.ts';
import { routeText, type TicketRoute } from '../src/tracker/route.ts';
import type { NewComment, Standing, Tracker } from '../src/tracker/tracker.ts';
import type { Effects } from './effect.ts';
import { asFailure } from './failure.ts';
import { whileHeartbeating } from './heartbeat.ts';
import { sooner } from './sooner.ts';
import { ticketMarker } from './ticket-marker.ts';

/** Which incident is to have a ticket where, and who asked for it when. */
export interface IncidentTicketWish extends TicketRoute {
  readonly tenant: string;
  readonly incident: IncidentId;
  readonly asked: Mark;
  /** The ticket that is there already; without it one is made. */
  readonly existing?: TicketRef;
  /** How many tickets the incident had there that were deleted or unlinked: one more is another. */
  readonly earlier?: number;
}

/** How far a ticket was brought. */
export interface TicketStep {
  readonly tenant: string;
  readonly incident: IncidentId;
  readonly ticket: TicketRef;
  /** Sequence of the newest event that it has been told. */
  readonly told: number;
  /** How many tickets the incident had in that tracker before it. */
  readonly earlier?: number;
  /** How it has begun, where nothing was told to it yet. */
  readonly begins?: 'made' | 'linked';
}

/** How far it is then. */
export interface TicketStepped {
  readonly told: number;
  /** There is more to tell already. */
  readonly more: boolean;
  /** There will be nothing to tell any more. */
  readonly over: boolean;
  /** Where the ticket is now, where somebody has moved it. */
  readonly moved?: TicketRef;
  /** What people have to put right; `again` where the same is tried again then, and is not passed over. */
  readonly trouble?: { readonly code: string; readonly message: string; readonly again: boolean };
}

export interface IncidentTicketActivities {
  /** Makes the ticket of an incident, once, or looks at one that there is. @throws ApplicationFailure with the tracker's code as its type. */
  makeIncidentTicket(wish: IncidentTicketWish): Promise<TicketRef>;
  /**
   * Looks whether attempts that are over have made a ticket.
   * @returns the ticket; `isSure` where nothing can show later that is not there now. @throws ApplicationFailure when it can be told later.
   */
  lookForIncidentTicket(
    wish: IncidentTicketWish,
  ): Promise<{ readonly ticket?: TicketRef; readonly isSure: boolean }>;
  /** Tells a ticket what has become of its incident. Done twice it has no second effect. @throws ApplicationFailure when it can be done later. */
  followIncident(step: TicketStep): Promise<TicketStepped>;
  /** @returns the messages of which one goes to who asked, and those that all go to those who run Muster. */
  incidentTicketNotices(about: {
    readonly order: IncidentTicketWish;
    /** What became of it, or of another's order that came before it. */
    readonly outcome: IncidentTicketOutcome;
    /** Does whoever asked see it without a message? */
    readonly askerWaits: boolean;
    /** Epoch milliseconds. */
    readonly at: number;
  }): Promise<{ readonly asker: readonly Delivery[]; readonly operators: readonly Delivery[] }>;
}

/** How many events one step tells. */
const AT_ONCE = 50;
const DAY_MS = 86_400_000;
/** How soon an incident that is not recorded yet is looked for again, in milliseconds. */
const UNRECORDED_MS = 2_000;
/** What is mended by people, after which the same is taken. */
const MENDED: ReadonlySet<string> = new Set([
  'authentication_failed',
  'permission_denied',
  'tracker_not_found',
  'ticket_moved',
]);

/** Where a ticket or a comment stands, as the ledger keeps it. */
interface Placed extends MessageRef {
  readonly url: string;
}

export function createIncidentTicketActivities(deps: {
  readonly effects: Effects;
  readonly ledger: Pick<Ledger, 'sent'> & {
    /** @returns the entries of what was tried. */
    readonly sends: (keys: readonly string[]) => Promise<readonly LedgerEntry[]>;
  };
  /** @throws TrackerError `tracker_not_found`. */
  readonly tracker: (tenant: string, id: string) => Tracker;
  /** @returns undefined when the read model does not have it, or has it no longer. */
  readonly view: (tenant: string, id: IncidentId) => Promise<IncidentView | undefined>;
  /** @returns events, oldest first. @param last sequence of the newest. @param limit how many of the newest. */
  readonly events: (
    tenant: string,
    id: IncidentId,
    last: number,
    limit: number,
  ) => Promise<readonly IncidentEvent[]>;
  /** Notes of which incident a ticket is. */
  readonly keep: (tenant: string, url: string, id: IncidentId, tracker: string) => Promise<void>;
  /** Forgets that a ticket is an incident's. @param urls every address that it had. */
  readonly forget: (tenant: string, id: IncidentId, urls: readonly string[]) => Promise<void>;
  readonly rules: (tenant: string) => TicketRules;
  /** Address of an incident's page. */
  readonly pageOf: (tenant: string, id: IncidentId) => string;
  /** Channels of those who run Muster. */
  readonly operators: (tenant: string) => readonly ChannelTarget[];
  /** Every account of a person, the preferred one first. */
  readonly accountsOf: (tenant: string, person: string) => Promise<readonly Account[]>;
  readonly redact: Redact;
  /** Epoch milliseconds. */
  readonly now: () => number;
}): IncidentTicketActivities {
  function forbidPrivate(tenant: string, { id, private: isPrivate }: Incident): void {
    if (!isPrivate || deps.rules(tenant).private === 'incident') return;
    throw new TrackerError(
      'permission_denied',
      `${id} is private, and \`tickets.private\` of the configuration lets nothing of it be told to a bug tracker.`,
    );
  }

  const clean = (tenant: string, incident: Incident): Incident => ({
    ...incident,
    title: deps.redact(incident.title, tenant),
  });

  async function makeOne(wish: IncidentTicketWish, incident: Incident): Promise<TicketRef> {
    const { tenant, tracker: id, place } = wish;
    const signal = Context.current().cancellationSignal;
    const marker = ticketMarkerOf(wish, incident);
    const text = incidentTicketText(clean(tenant, incident), deps.pageOf(tenant, incident.id));
    const made = await deps.effects<Placed>({
      plan: {
        key: makingKey(wish),
        tenant,
        incident: incident.id,
        instance: `tracker:${id}`,
        target: routeText(wish),
      },
      urgency: 'quiet',
      lanes: () => [],
      once: true,
      async act() {
        const { key, url } = await deps.tracker(tenant, id).create({ ...text, place, marker }, { signal });
        return { channel: place, id: key, url };
      },
      async find(since) {
        const found = await deps.tracker(tenant, id).find({ place, marker, since }, { signal });
        return found && { channel: found.place, id: found.key, url: found.url };
      },
    });
    return { tracker: id, key: made.id, url: made.url };
  }

  /** @param about part of the ledger's key: the event that is told. */
  async function say(
    { tenant, incident, ticket }: TicketStep,
    { key, url }: TicketRef,
    about: string,
    written: (marker: string) => NewComment,
    marker: string,
  ): Promise<void> {
    const signal = Context.current().cancellationSignal;
    const { tracker: id } = ticket;
    const placed = (comment: string): Placed => ({ channel: key, id: comment, url });
    await deps.effects<Placed>({
      plan: {
        // By the key with which the step was begun: an attempt before the ticket was moved is the same.
        key: `${tenant}:${incident}:ticket:${id}:${ticket.key}:comment:${about}`,
        tenant,
        incident,
        instance: `tracker:${id}`,
        target: `${id}/${key}`,
      },
      urgency: 'quiet',
      lanes: () => [],
      once: true,
      act: async () => placed(await deps.tracker(tenant, id).comment(key, written(marker), { signal })),
      async find(since) {
        const found = await deps.tracker(tenant, id).findComment({ key, marker, since }, { signal });
        return found === undefined ? undefined : placed(found);
      },
    });
  }

  return {
    async makeIncidentTicket(wish) {
      const { tenant, incident: id, existing } = wish;
      const view = await deps.view(tenant, id);
      if (!view) {
        const message = `${id} is not recorded yet.`;
        throw ApplicationFailure.create({ message, type: 'not_recorded', nextRetryDelay: UNRECORDED_MS });
      }
      try {
        forbidPrivate(tenant, view.incident);
        const { tracker } = wish;
        if (existing) {
          const signal = Context.current().cancellationSignal;
          await whileHeartbeating(deps.now, () =>
            deps.tracker(tenant, tracker).state(existing.key, { signal }),
          );
        }
        const ticket = existing ?? (await makeOne(wish, view.incident));
        await deps.keep(tenant, ticket.url, id, tracker);
        return ticket;
      } catch (error) {
        throw sooner(error instanceof ApplicationFailure ? error : asFailure(error).failure);
      }
    },

    async lookForIncidentTicket(wish) {
      const { tenant, incident: id, tracker, place } = wish;
      const key = makingKey(wish);
      const [[tried], view] = await Promise.all([deps.ledger.sends([key]), deps.view(tenant, id)]);
      if (!tried || tried.status === 'failed' || !view) return { isSure: true };
      if (tried.status === 'sent') {
        const ref = tried.ref as Placed | undefined;
        return { isSure: true, ...(ref && { ticket: { tracker, key: ref.id, url: ref.url } }) };
      }
      try {
        const marker = ticketMarkerOf(wish, view.incident);
        const signal = Context.current().cancellationSignal;
        const found = await whileHeartbeating(deps.now, () =>
          deps.tracker(tenant, tracker).find({ place, marker, since: tried.plannedAt }, { signal }),
        );
        if (!found) return { isSure: false };
        const placed: Placed = { channel: found.place, id: found.key, url: found.url };
        await deps.ledger.sent(key, placed, deps.now());
        await deps.keep(tenant, found.url, id, tracker);
        return { isSure: true, ticket: { tracker, key: found.key, url: found.url } };
      } catch (error) {
        throw sooner(asFailure(error).failure);
      }
    },

    async followIncident(step) {
      const { tenant, incident: id, ticket, begins } = step;
      const view = await deps.view(tenant, id);
      const nothing = { told: step.told, more: false };
      if (!view) return { ...nothing, over: true };
      const { incident } = view;
      // By its place and not by its key: one that was unlinked may be linked again.
      const own = incident.tickets?.filter(({ tracker }) => tracker === ticket.tracker)[step.earlier ?? 0];
      if (own?.gone) return { ...nothing, over: true };
      const { tracker, key, url } = own ?? ticket;
      const now: TicketRef = { tracker, key, url };
      const moved = key === ticket.key ? {} : { moved: now };
      const left = Math.max(0, incident.sequence - step.told);
      const all = left === 0 ? [] : await deps.events(tenant, id, incident.sequence, left);
      const fresh = all.filter(({ sequence }) => sequence > step.told);
      // Of what came after it was unlinked it hears nothing.
      const end = own?.unlinked
        ? (fresh.find((event) => event.type === 'ticket_unlinked' && event.ticket.tracker === ticket.tracker)
            ?.sequence ?? step.told)
        : incident.sequence;
      const events = fresh.filter(({ sequence }) => sequence <= end).slice(0, AT_ONCE);
      const page = deps.pageOf(tenant, id);
      const again = step.earlier ? `:${step.earlier}` : '';
      let { told } = step;
      let trouble: TicketStepped['trouble'];
      /** @returns whether the same is to be tried again once people have put something right. */
      async function attempt(work: () => Promise<void>): Promise<boolean> {
        try {
          await work();
          return false;
        } catch (error) {
          const failure = error instanceof ApplicationFailure ? error : asFailure(error).failure;
          if (failure.nonRetryable !== true) throw failure;
          const code = failure.type ?? 'unexpected';
          trouble = { code, message: failure.message, again: MENDED.has(code) };
          return trouble.again;
        }
      }
      const steps: { readonly until?: number; readonly work: () => Promise<void> }[] = [
        {
          work: () => {
            forbidPrivate(tenant, incident);
            return Promise.resolve();
          },
        },
        {
          work: async () => {
            const change: Partial<Standing> = {
              ...((begins === 'made' || events.some(turnsIncident)) && { status: incident.status }),
              ...((begins === 'made' || events.some(({ type }) => type === 'severity_changed')) && {
                severity: incident.severity,
              }),
            };
            if (own?.unlinked || Object.keys(change).length === 0) return;
            const signal = Context.current().cancellationSignal;
            await whileHeartbeating(deps.now, () =>
              deps.tracker(tenant, tracker).stand(key, change, { signal }),
            );
          },
        },
        ...(begins === 'linked'
          ? [
              {
                work: () => {
                  const marker = markerOf(incident, `linked ${ticket.key}${again}`);
                  const written = (mark: string) => linkedComment(clean(tenant, incident), page, mark);
                  return say(step, now, `linked${again}`, written, marker);
                },
              },
            ]
          : []),
        ...events.map((event) => ({
          until: event.sequence,
          work: async () => {
            if (!isToldTo(event, tracker)) return;
            const marker = markerOf(incident, `${ticket.key} ${event.sequence}`);
            await say(step, now, String(event.sequence), (mark) => commentOn(event, id, page, mark), marker);
          },
        })),
      ];
      for (const { until, work } of steps) {
        if (await attempt(work))
          return { told, more: false, over: false, ...moved, ...(trouble && { trouble }) };
        if (until !== undefined) told = until;
      }
      // What the timeline does not have any more is not waited for.
      if (events.length < AT_ONCE) told = end;
      const more = told < end;
      if (!more && own?.unlinked) {
        await deps.forget(tenant, id, addressesOf(own));
        // Nobody need put right what a ticket refuses that follows no more.
        return { told, more, over: true };
      }
      const over = !more && incident.status === 'closed';
      return { told, more, over, ...moved, ...(trouble && { trouble }) };
    },

    async incidentTicketNotices({ order, outcome, askerWaits, at }) {
      const { tenant, incident, tracker, asked, existing } = order;
      const message = saidOf(order, outcome);
      const accounts = askerWaits ? [] : await deps.accountsOf(tenant, asked.by.id);
      const asker = accounts.map(({ instance, user }) => ({
        key: `${tenant}:${incident}:ticket:${tracker}:${asked.at}:told:${instance}/@${user}`,
        tenant,
        incident,
        instance,
        to: { user },
        message,
      }));
      if (!('failure' in outcome)) return { asker, operators: [] };
      const { code, message: why } = outcome.failure;
      // Of one trouble they hear once a day, of however many incidents.
      const day = Math.floor(at / DAY_MS);
      // Who names a ticket that there is not is told so, and can put it right alone.
      const concerned = existing === undefined || MENDED.has(code) ? deps.operators(tenant) : [];
      const operators = concerned.map(({ instance, channel }) => ({
        key: `${tenant}:tracker:${tracker}:${code}:${day}:${instance}/${channel}`,
        tenant,
        instance,
        to: { channel },
        message: trackerTroubled(incident, tracker, why),
      }));
      return { asker, operators };
    },
  };
}

/** @returns what somebody hears of what became of their order, or of the one before it. */
function saidOf(
  { incident, asked, existing, ...route }: IncidentTicketWish,
  outcome: IncidentTicketOutcome,
): Message {
  if ('failure' in outcome) return incidentTicketNotMade(incident, routeText(route), outcome.failure.message);
  if (!('ticket' in outcome))
    return incidentTicketCalledOff(incident, routeText(route), unlessOwn(outcome.calledOff, asked));
  const { ticket, made, by, calledOff } = outcome;
  if (calledOff) return incidentTicketUnlinked(incident, ticket, 'made already');
  if (existing && !isSameTicket(existing, ticket)) return incidentTicketTaken(incident, existing, outcome);
  return incidentTicketMade(incident, ticket, made, unlessOwn(by, asked));
}

const unlessOwn = (by: Person, asked: Mark): Person | undefined => (by.id === asked.by.id ? undefined : by);

/** @returns by what the ledger knows the making of a ticket. */
const makingKey = ({ tenant, incident, tracker, earlier }: IncidentTicketWish): string =>
  `${tenant}:${incident}:ticket:${tracker}${earlier ? `:${earlier}` : ''}`;

const ticketMarkerOf = ({ earlier }: IncidentTicketWish, incident: Incident): string =>
  markerOf(incident, `ticket ${earlier ?? 0}`);

/** The same for every attempt and for nothing else, of whichever installation of Muster. */
function markerOf({ tenant, id, declared }: Incident, about: string): string {
  return ticketMarker(`${tenant}:${id}:${declared.at}:${declared.by.id}:${about}`);
}
