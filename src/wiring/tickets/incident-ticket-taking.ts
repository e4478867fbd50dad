import { WorkflowNotFoundError, type Client } from '@temporalio/client';
import { ticketSignal } from '../../../workflows/incident/messages.ts';
import type { Redact } from '../../access/redact.ts';
import type { TicketChange } from '../../inbox/ticket-change.ts';
import { withMovedTicket } from '../../incident/decide-ticket.ts';
import { incidentWorkflowId, type IncidentId } from '../../incident/id.ts';
import { inTracker } from '../../incident/person.ts';
import { COMMENT_LIMIT, type TicketNews, type TicketRules } from '../../incident/ticket.ts';
import type { Stores } from '../../mongo/index.ts';

/** Tells a running incident of its ticket. @returns whether there is one. */
type TellOfTicket = (tenant: string, id: IncidentId, news: TicketNews) => Promise<boolean>;

/** @returns a function that tells running incidents what people do in their tickets, by Temporal. */
export function tellOfTickets(client: Client): TellOfTicket {
  return async (tenant, id, news) => {
    try {
      await client.workflow.getHandle(incidentWorkflowId(tenant, id)).signal(ticketSignal, news);
      return true;
    } catch (error) {
      if (error instanceof WorkflowNotFoundError) return false;
      throw error;
    }
  };
}

/** An incident whose ticket it is, with the tracker's name in the configuration. */
export interface IncidentTicketOf {
  readonly incident: IncidentId;
  readonly tracker: string;
}

export interface IncidentTicketTaking {
  /** @returns the incidents whose ticket it is, or was before it was moved. */
  of(tenant: string, url: string): Promise<readonly IncidentTicketOf[]>;
  /**
   * Brings what somebody did in a ticket to its incident.
   * @param isOwn whether the account of Muster's own token did it. @returns what came of it, in one line.
   */
  take(
    tenant: string,
    of: IncidentTicketOf,
    change: TicketChange & { readonly url: string },
    isOwn: boolean,
  ): Promise<string>;
}

export function createIncidentTicketTaking(deps: {
  readonly tickets: Pick<Stores['incidentTickets'], 'of' | 'keep'>;
  readonly incidents: Pick<Stores['incidents'], 'amendClosed'>;
  readonly tell: TellOfTicket;
  readonly rules: (tenant: string) => TicketRules;
  readonly redact: Redact;
}): IncidentTicketTaking {
  return {
    of: (tenant, url) => deps.tickets.of(tenant, url),

    async take(tenant, { incident, tracker }, change, isOwn) {
      const { ticket: key, url, account, at } = change;
      // Who shares the account with Muster comments by it as well: Muster's words bear its mark.
      const marked = 'marked' in change ? change.marked : undefined;
      const isEcho = marked === undefined ? change.type === 'status' && isOwn : marked === 'whole' || isOwn;
      if (isEcho) return 'by Muster itself';
      if (change.type === 'moved' && change.from === undefined)
        return `nobody told what ${key} was before it was moved`;
      const by = inTracker(tracker, account, deps.redact(change.by, tenant));
      const about = { tracker, key, url, by, at };
      const news = newsOf(change, about, (text) => deps.redact(text, tenant));
      const isClosing = change.type === 'status' && change.done && deps.rules(tenant).closed === 'resolve';
      const told = await deps.tell(
        tenant,
        incident,
        news.kind === 'turned' && isClosing ? { ...news, resolve: true } : news,
      );
      if (change.type === 'moved') await deps.tickets.keep(tenant, url, incident, tracker);
      if (!told && news.kind === 'moved') {
        // Its story is written no more: what people see of it leads to where its ticket is all the same.
        await deps.incidents.amendClosed(tenant, incident, (before) => withMovedTicket(before, news));
        return `${incident} is over: its ticket is ${key} now`;
      }
      if (!told) return `${incident} is over`;
      if (change.type === 'moved') return `told: it is ${key} now`;
      return change.type === 'status' ? `told: ${change.status}` : 'told';
    },
  };
}

function newsOf(
  change: TicketChange,
  about: Pick<Extract<TicketNews, { kind: 'deleted' }>, 'tracker' | 'key' | 'url' | 'by' | 'at'>,
  redacted: (text: string) => string,
): TicketNews {
  switch (change.type) {
    case 'status': {
      const { status, done } = change;
      return { ...about, kind: 'turned', status, done };
    }
    case 'comment':
    case 'comment_edited':
      return {
        ...about,
        kind: 'commented',
        what: change.type === 'comment' ? 'made' : 'edited',
        comment: change.comment ?? change.key,
        text: redacted(change.text).slice(0, COMMENT_LIMIT),
      };
    case 'comment_deleted':
      return { ...about, kind: 'commented', what: 'deleted', comment: change.comment, text: '' };
    case 'moved':
      return { ...about, kind: 'moved', from: change.from ?? '' };
    case 'deleted':
      return { ...about, kind: 'deleted' };
  }
}
