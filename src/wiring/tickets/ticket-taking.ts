import type { Redact } from '../../access/redact.ts';
import { actionId } from '../../action-item/item.ts';
import { followTicket } from '../../action-item/ticket.ts';
import type { Outcome, Takers } from '../../inbox/taker.ts';
import type { TicketChange } from '../../inbox/ticket-change.ts';
import type { IncidentTicketTaking, IncidentTicketOf } from './incident-ticket-taking.ts';
import type { IncidentId } from '../../incident/id.ts';
import { addressesOf } from '../../incident/ticket-moves.ts';
import type { ActionStore } from '../../mongo/action-store.ts';
import type { TicketAddressStore } from '../../mongo/ticket-address-store.ts';
import { withMove, type Located } from '../../inbox/ticket-whereabouts.ts';
import { TRACKER_ERRORS, TrackerError } from '../../tracker/error.ts';
import type { Tracker } from '../../tracker/tracker.ts';

export interface TicketTakingDependencies {
  readonly actions: Pick<ActionStore, 'byTicket' | 'find' | 'change'>;
  readonly addresses: Pick<TicketAddressStore, 'note' | 'seen'>;
  /** @throws TrackerError `tracker_not_found`. */
  readonly tracker: (tenant: string, id: string) => Tracker;
  /** Where changes of tickets of whole incidents go. */
  readonly incidents: IncidentTicketTaking;
  readonly redact: Redact;
}

/** What came of a change for one incident, or an action item of it. */
interface Taken {
  readonly incident: IncidentId;
  /** In one line, for who looks at the delivery. */
  readonly text: string;
  /** Does it follow the ticket to where that is? */
  readonly isFollowed: boolean;
}

/**
 * @returns where changes of tickets go: to the incident or the action item that became the ticket, which is found by its
 * address, or by one that it had before it was moved. What the account of Muster's own token did is not brought back.
 */
export function createTicketTaker({
  actions,
  addresses,
  incidents: whole,
  tracker,
  redact,
}: TicketTakingDependencies): Takers['tickets'] {
  /** Accounts by tenant and tracker: tokens change seldom, and a tracker is made anew with its settings. */
  const accounts = new WeakMap<Tracker, string>();

  /** @returns undefined where the tracker does not tell, as for the token of an app. */
  async function ownAccount(tenant: string, id: string): Promise<string | undefined> {
    try {
      const found = tracker(tenant, id);
      const known = accounts.get(found) ?? (await found.account());
      accounts.set(found, known);
      return known;
    } catch (error) {
      if (error instanceof TrackerError && !TRACKER_ERRORS[error.code].retry) return undefined;
      throw error;
    }
  }

  /** @returns a change by the key that the tracker of the configuration has for its address; undefined where it has none. */
  function inTracker(tenant: string, id: string, change: Located): Located | undefined {
    try {
      const found = tracker(tenant, id).ticketAt(change.url);
      return found && { ...change, ticket: found.key, url: found.url };
    } catch (error) {
      if (error instanceof TrackerError) return undefined;
      throw error;
    }
  }

  async function takeOfIncident(
    tenant: string,
    of: IncidentTicketOf,
    changes: readonly Located[],
  ): Promise<Taken> {
    const { incident, tracker: id } = of;
    const texts: string[] = [];
    for (const change of changes) {
      const placed = change.type === 'moved' ? inTracker(tenant, id, change) : change;
      if (!placed) return { incident, text: `${incident}: ${notFollowed(change, id)}`, isFollowed: false };
      const isOwn = (await ownAccount(tenant, id)) === change.account;
      texts.push(await whole.take(tenant, of, placed, isOwn));
    }
    return { incident, text: `${incident}: ${texts.join('; ')}`, isFollowed: true };
  }

  /** @returns undefined where none of the addresses is that of an item's ticket. */
  async function takeOfItem(
    tenant: string,
    known: readonly string[],
    changes: readonly Located[],
  ): Promise<Taken | undefined> {
    let ref;
    for (const url of known) ref ??= await actions.byTicket(tenant, url);
    const item = ref && (await actions.find(tenant, ref.incident, ref.number));
    const issue = item?.issue;
    if (!ref || !issue || !addressesOf(issue).some((url) => known.includes(url))) return undefined;
    const { incident, number } = ref;
    const id = issue.tracker;
    const name = `${actionId(ref)}, ${issue.key}`;
    const texts: string[] = [];
    for (const change of changes) {
      const placed = change.type === 'moved' ? inTracker(tenant, id, change) : change;
      if (!placed) return { text: `${name}: ${notFollowed(change, id)}`, isFollowed: false, incident };
      if (change.type !== 'moved' && (await ownAccount(tenant, id)) === change.account) {
        texts.push('by Muster’s own account');
        continue;
      }
      const shown =
        placed.type === 'comment' || placed.type === 'comment_edited'
          ? { ...placed, text: redact(placed.text, tenant), by: redact(placed.by, tenant) }
          : placed;
      let text = '';
      await actions.change(tenant, incident, number, (before) => {
        const followed = followTicket(before, shown, id);
        text = followed.text;
        return followed.item;
      });
      texts.push(text);
    }
    return { text: `${name}: ${texts.join('; ')}`, isFollowed: true, incident };
  }

  async function take(tenant: string, change: TicketChange): Promise<Outcome> {
    const none = { of: change.key, text: `${change.ticket} is no ticket of an incident or action item` };
    const { url, lasting } = change;
    if (url === undefined) return none;
    const seen = lasting === undefined ? undefined : await addresses.seen(tenant, lasting);
    const changes = withMove({ ...change, url }, seen);
    const known = [url, ...changes.flatMap((one) => (one.type === 'moved' ? (one.from ?? []) : []))];
    const of = new Map<string, IncidentTicketOf>();
    for (const address of known)
      for (const one of await whole.of(tenant, address)) of.set(`${one.incident} ${one.tracker}`, one);
    const taken: Taken[] = [];
    for (const one of of.values()) taken.push(await takeOfIncident(tenant, one, changes));
    const ofItem = taken.length > 0 ? undefined : await takeOfItem(tenant, known, changes);
    const all = ofItem ? [ofItem] : taken;
    if (all.length === 0) return none;
    // Noted at last: what a crash leaves out is told again, and is a move once more.
    const isNews = !seen || (seen.url !== url && change.at > seen.at);
    if (lasting !== undefined && isNews && all.some(({ isFollowed }) => isFollowed))
      await addresses.note(tenant, lasting, { url, at: change.at });
    const text = all.map((one) => one.text).join('; ');
    return {
      of: change.key,
      text: ofItem ? text : `${change.ticket}: ${text}`,
      incidents: [...new Set(all.map(({ incident }) => incident))],
    };
  }

  return async ({ tenant }, changes) => {
    const outcomes = [];
    for (const change of changes) outcomes.push(await take(tenant, change));
    return outcomes;
  };
}

function notFollowed({ ticket }: TicketChange, tracker: string): string {
  return `it went to ${ticket}, which is not in ${tracker}: it is not followed there`;
}
