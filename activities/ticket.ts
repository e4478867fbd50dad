import { Context } from '@temporalio/activity';
import { ApplicationFailure } from '@temporalio/common';
import type { Account } from '../src/access/account.ts';
import type { Redact } from '../src/access/redact.ts';
import { actionId, type ActionItem, type TrackedIssue } from '../src/action-item/item.ts';
import type { PrivateTickets, Push, PushTrouble, PushWhen } from '../src/action-item/push.ts';
import type { Delivery } from '../src/chat/delivery.ts';
import type { MessageRef } from '../src/chat/message.ts';
import { ticketMade, ticketNotMade } from '../src/chat/ticket-messages.ts';
import { wallTime } from '../src/conversation/zone.ts';
import type { IncidentId } from '../src/incident/id.ts';
import type { Incident } from '../src/incident/incident.ts';
import { MUSTER } from '../src/incident/person.ts';
import type { IncidentView } from '../src/incident/view.ts';
import { ticketText } from '../src/tracker/describe.ts';
import { TrackerError } from '../src/tracker/error.ts';
import { routeText, type TicketRoute } from '../src/tracker/route.ts';
import type { NewTicket, Tracker } from '../src/tracker/tracker.ts';
import type { Effects } from './effect.ts';
import { asFailure } from './failure.ts';
import { sooner } from './sooner.ts';
import { ticketMarker } from './ticket-marker.ts';

/** Which action item is to stand where, and who asked for it when. */
export interface TicketWish extends Pick<Push, 'tracker' | 'place' | 'asked'> {
  readonly tenant: string;
  readonly incident: IncidentId;
  readonly number: number;
}

/** What became of a wish. */
export interface TicketSettlement {
  readonly order: TicketWish;
  readonly outcome:
    { readonly issue: TrackedIssue } | { readonly failure: Pick<PushTrouble, 'code' | 'message'> };
  /** Has whoever asked gone on meanwhile? */
  readonly late: boolean;
}

export interface TicketActivities {
  /** Makes a ticket of an action item, once. @throws ApplicationFailure with the tracker's code as its type. */
  makeTicket(wish: TicketWish): Promise<TrackedIssue>;
  /** Writes down what became of it. @returns the messages of which one is to be sent, the preferred first. */
  settleTicket(settlement: TicketSettlement): Promise<readonly Delivery[]>;
  /** @returns what is to be pushed because an incident was closed. */
  ticketsAtClose(closed: {
    readonly tenant: string;
    readonly id: IncidentId;
  }): Promise<readonly TicketWish[]>;
}

/** Type of the failure when the action item is gone. */
const GONE = 'action_not_found';

/** Where a ticket stands, as the ledger keeps it. */
interface TicketRef extends MessageRef {
  readonly url: string;
}

/** Where action items are kept. */
export interface KeptActions {
  readonly find: (tenant: string, id: IncidentId, number: number) => Promise<ActionItem | undefined>;
  readonly change: (
    tenant: string,
    id: IncidentId,
    number: number,
    changed: (item: ActionItem) => ActionItem | undefined,
  ) => Promise<ActionItem | undefined>;
}

export function createTicketActivities(deps: {
  readonly effects: Effects;
  /** @throws TrackerError `tracker_not_found`. */
  readonly tracker: (tenant: string, id: string) => Tracker;
  readonly actions: KeptActions & {
    readonly of: (tenant: string, id: IncidentId) => Promise<readonly ActionItem[]>;
  };
  /** @returns undefined when the read model has it no longer. */
  readonly view: (tenant: string, id: IncidentId) => Promise<IncidentView | undefined>;
  readonly settings: (tenant: string) => { readonly push: PushWhen; readonly private: PrivateTickets };
  readonly routeFor: (tenant: string, incident: Incident) => TicketRoute | undefined;
  /** Address of an incident's post-mortem. */
  readonly pageOf: (tenant: string, id: IncidentId) => string;
  /** IANA zone in which somebody lives. */
  readonly zoneOf: (tenant: string, person: string) => string;
  /** Every account of a person, the preferred one first. */
  readonly accountsOf: (tenant: string, person: string) => Promise<readonly Account[]>;
  readonly redact: Redact;
  /** Epoch milliseconds. */
  readonly now: () => number;
}): TicketActivities {
  const { actions } = deps;

  /** Of a private incident, and of one that nobody knows any more, only what is to be done is told. */
  async function ticketOf({ tenant, incident, place }: TicketWish, item: ActionItem): Promise<NewTicket> {
    const about = (await deps.view(tenant, incident))?.incident;
    const { private: told } = deps.settings(tenant);
    const shown = about && (!about.private || told === 'incident') ? about : undefined;
    if (about?.private && told === 'nothing') {
      throw new TrackerError(
        'permission_denied',
        `${incident} is private, and \`actionItems.private\` of the configuration lets no ticket be made of it.`,
      );
    }
    const clean = (text: string): string => deps.redact(text, tenant);
    const title = shown && { ...shown, title: clean(shown.title) };
    const due = item.due === undefined ? undefined : dayOf(item.due, zoneOf(tenant, item));
    const text = ticketText({ ...item, text: clean(item.text) }, title, deps.pageOf(tenant, incident), due);
    return { ...text, place, marker: markerOf(tenant, item) };
  }

  const zoneOf = (tenant: string, { owner, created }: ActionItem): string =>
    deps.zoneOf(tenant, (owner ?? created.by).id);

  /** Notes how it stands, unless it is in the tracker or somebody asked anew meanwhile. */
  async function note(wish: TicketWish, trouble?: PushTrouble): Promise<void> {
    const { tenant, incident, number, tracker, place, asked } = wish;
    await actions.change(tenant, incident, number, (item) => {
      if (item.issue || (item.push && item.push.asked.at > asked.at)) return undefined;
      if (!trouble && item.push?.asked.at === asked.at) return undefined;
      return { ...item, push: { tracker, place, asked, ...(trouble && { trouble }) } };
    });
  }

  return {
    async makeTicket(wish) {
      const { tenant, incident, number, tracker: id, place } = wish;
      const item = await actions.find(tenant, incident, number);
      if (!item) {
        const message = `There is no action item ${actionId(wish)} any more.`;
        throw ApplicationFailure.nonRetryable(message, GONE);
      }
      if (item.issue) return item.issue;
      await note(wish);
      try {
        // Read before the ledger hears of an attempt: what cannot be written was not tried.
        const ticket = await ticketOf(wish, item);
        const signal = Context.current().cancellationSignal;
        const made = await deps.effects<TicketRef>({
          plan: {
            key: `${tenant}:${actionId(item)}:ticket:${id}`,
            tenant,
            incident,
            instance: `tracker:${id}`,
            target: routeText(wish),
          },
          urgency: 'quiet',
          lanes: () => [],
          once: true,
          async act() {
            const { key, url } = await deps.tracker(tenant, id).create(ticket, { signal });
            return { channel: place, id: key, url };
          },
          async find(since) {
            const what = { place, marker: ticket.marker, since };
            const found = await deps.tracker(tenant, id).find(what, { signal });
            return found && { channel: found.place, id: found.key, url: found.url };
          },
        });
        return { tracker: id, key: made.id, url: made.url };
      } catch (error) {
        const failure = error instanceof ApplicationFailure ? error : asFailure(error).failure;
        const { message, type, nonRetryable } = failure;
        const final = nonRetryable === true;
        const trouble = { code: type ?? 'unexpected', message, at: deps.now(), final };
        // The outcome of the attempt counts, and is told at the end in any case.
        await note(wish, trouble).catch(() => undefined);
        throw sooner(failure);
      }
    },

    async settleTicket({ order, outcome, late }) {
      const { tenant, incident, number, asked } = order;
      const item = await actions.change(tenant, incident, number, (before) => {
        if ('issue' in outcome) {
          const { push: _, ...rest } = before;
          return before.issue ? undefined : { ...rest, issue: outcome.issue };
        }
        const { tracker, place } = order;
        const trouble = { ...outcome.failure, at: deps.now(), final: true };
        return before.issue ? undefined : { ...before, push: { tracker, place, asked, trouble } };
      });
      const isOwnWish = asked.by.id === MUSTER.id;
      if (!item || (isOwnWish ? 'issue' in outcome : !late)) return [];
      const whom = isOwnWish ? (item.owner ?? item.created.by) : asked.by;
      const message =
        'issue' in outcome
          ? ticketMade(item, outcome.issue)
          : ticketNotMade(item, routeText(order), outcome.failure.message);
      const accounts = await deps.accountsOf(tenant, whom.id);
      return accounts.map(({ instance, user }) => ({
        key: `${tenant}:${actionId(item)}:ticket:${asked.at}:told:${instance}/@${user}`,
        tenant,
        incident,
        instance,
        to: { user },
        message,
      }));
    },

    async ticketsAtClose({ tenant, id }) {
      const settings = deps.settings(tenant);
      if (settings.push !== 'closed') return [];
      const view = await deps.view(tenant, id);
      if (!view || (view.incident.private && settings.private === 'nothing')) return [];
      const route = deps.routeFor(tenant, view.incident);
      if (!route) return [];
      const asked = { by: MUSTER, at: deps.now() };
      return (await actions.of(tenant, id))
        .filter(({ done, issue }) => !done && !issue)
        .map(({ incident, number }) => ({ tenant, incident, number, ...route, asked }));
    },
  };
}

/**
 * The same for every attempt and for no other item, of whichever installation of Muster; nobody else can guess it from
 * what is public.
 */
function markerOf(tenant: string, { created, ...item }: ActionItem): string {
  return ticketMarker(`${tenant}:${actionId(item)}:${created.at}:${created.by.id}`);
}

/** @returns the day of an instant, `2026-03-01`. @param zone IANA zone in which days begin. */
function dayOf(at: number, zone: string): string {
  const { year, month, day } = wallTime(at, zone);
  const two = (n: number): string => String(n).padStart(2, '0');
  return `${year}-${two(month)}-${two(day)}`;
}
