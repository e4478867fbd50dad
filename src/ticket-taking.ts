import type { Redact } from './access/redact.ts';
import { actionId } from './action-item/item.ts';
import { followTicket } from './action-item/ticket.ts';
import type { Takers } from './inbox/taker.ts';
import type { TicketChange } from './inbox/ticket-change.ts';
import type { IncidentTicketTaking } from './incident-ticket-taking.ts';
import type { ActionStore } from './mongo/action-store.ts';
import { TRACKER_ERRORS, TrackerError } from './tracker/error.ts';
import type { Tracker } from './tracker/tracker.ts';

export interface TicketTakingDependencies {
  readonly actions: Pick<ActionStore, 'byTicket' | 'find' | 'change'>;
  /** @throws TrackerError `tracker_not_found`. */
  readonly tracker: (tenant: string, id: string) => Tracker;
  /** Where changes of tickets of whole incidents go. */
  readonly incidents: IncidentTicketTaking;
  readonly redact: Redact;
}

/**
 * @returns where changes of tickets go: to the incident or the action item that became the ticket, which is found by its address. What
 * the account of Muster's own token did is not brought back.
 */
export function createTicketTaker({
  actions,
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

  async function take(tenant: string, change: TicketChange) {
    const { url } = change;
    const of = url === undefined ? [] : await whole.of(tenant, url);
    if (url !== undefined && of.length > 0) {
      const told: string[] = [];
      for (const one of of) {
        const isOwn = (await ownAccount(tenant, one.tracker)) === change.account;
        told.push(`${one.incident}: ${await whole.take(tenant, one, { ...change, url }, isOwn)}`);
      }
      const incidents = of.map(({ incident }) => incident);
      return { of: change.key, text: `${change.ticket}: ${told.join('; ')}`, incidents };
    }
    const ref = url === undefined ? undefined : await actions.byTicket(tenant, url);
    const item = ref && (await actions.find(tenant, ref.incident, ref.number));
    if (!ref || item?.issue?.url !== change.url || !item?.issue)
      return { of: change.key, text: `${change.ticket} is no ticket of an incident or action item` };
    const { tracker: id } = item.issue;
    const incidents = [ref.incident];
    const name = `${actionId(ref)}, ${change.ticket}`;
    if ((await ownAccount(tenant, id)) === change.account)
      return { of: change.key, text: `${name}: by Muster’s own account`, incidents };
    const shown =
      change.type === 'comment' || change.type === 'comment_edited'
        ? { ...change, text: redact(change.text, tenant), by: redact(change.by, tenant) }
        : change;
    let text = '';
    await actions.change(tenant, ref.incident, ref.number, (before) => {
      const followed = followTicket(before, shown, id);
      text = followed.text;
      return followed.item;
    });
    return { of: change.key, text: `${name}: ${text}`, incidents };
  }

  return async ({ tenant }, changes) => {
    const outcomes = [];
    for (const change of changes) outcomes.push(await take(tenant, change));
    return outcomes;
  };
}
