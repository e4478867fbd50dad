import {
  ActivityFailure,
  allHandlersFinished,
  ApplicationFailure,
  CancellationScope,
  condition,
  continueAsNew,
  getExternalWorkflowHandle,
  log,
  patched,
  proxyActivities,
  setHandler,
  sleep,
  workflowInfo,
} from '@temporalio/workflow';
import type { Activities } from '../../activities/index.ts';
import { incidentWorkflowId } from '../../src/incident/id.ts';
import { MUSTER } from '../../src/incident/person.ts';
import type { IncidentTicketOutcome, TicketNews, TicketRef } from '../../src/incident/ticket.ts';
import { ticketSignal } from '../incident/messages.ts';
import { reach } from '../reaching.ts';
import {
  callOffUpdate,
  orderedSignal,
  outcomeUpdate,
  recordedSignal,
  underWayQuery,
  type CallingOff,
  type Following,
  type IncidentTicketOrder,
} from './messages.ts';

const { makeIncidentTicket, lookForIncidentTicket } = proxyActivities<Activities>({
  startToCloseTimeout: '90s',
  heartbeatTimeout: '5s',
  // A tracker that is away over a weekend still gets its tickets.
  scheduleToCloseTimeout: '3d',
  // What a call made whose answer was lost shows in Jira's search after minutes, and it is looked for before the next.
  retry: { initialInterval: '2m', backoffCoefficient: 2, maximumInterval: '10m' },
});
const { followIncident } = proxyActivities<Activities>({
  startToCloseTimeout: '5m',
  heartbeatTimeout: '5s',
  scheduleToCloseTimeout: '14d',
  retry: { initialInterval: '5s', backoffCoefficient: 2, maximumInterval: '10m' },
});
const { incidentTicketNotices } = proxyActivities<Activities>({
  startToCloseTimeout: '10s',
  scheduleToCloseTimeout: '30d',
  retry: { initialInterval: '1s', backoffCoefficient: 2, maximumInterval: '5m' },
});

/** How often what people have to put right is tried again, and how often at most: for 14 days. */
const PATIENCE = '10m';
const TRIES = 2_000;
/** How often it is looked whether something was missed. */
const LOOK = '1d';
/** After how long what a tracker has made shows in its search. */
const SHOWN = '2m';

/** Makes or takes a ticket for an incident and has it follow until the incident is closed. */
export async function incidentTicket(begun: IncidentTicketOrder): Promise<void> {
  let recorded = begun.following?.told ?? begun.from;
  let order = begun;
  let next: IncidentTicketOrder | undefined;
  let outcome: IncidentTicketOutcome | undefined = begun.following && {
    ticket: begun.following.ticket,
    made: !begun.existing,
    by: begun.asked.by,
  };
  let telling = 0;
  /** Does the incident know of its ticket? */
  let isKnown = outcome !== undefined;
  /** Who waits for what becomes of somebody else's order, by person. */
  const joined = new Map<string, IncidentTicketOrder>();
  let making: CancellationScope | undefined;
  let calledOff: CallingOff | undefined;

  /** Says what has become of an order to all who are to hear it. */
  function announce(asked: IncidentTicketOrder, found: IncidentTicketOutcome): void {
    const off = 'calledOff' in found ? found.calledOff.id : undefined;
    const others = [...joined.values()].filter(
      ({ asked: { by } }) => by.id !== asked.asked.by.id || by.id === off,
    );
    joined.clear();
    calledOff = undefined;
    isKnown = false;
    telling++;
    void tellOf(asked, found, others, () => (isKnown = true)).finally(() => telling--);
  }

  setHandler(recordedSignal, (sequence) => {
    recorded = Math.max(recorded, sequence);
  });
  setHandler(orderedSignal, (asked) => {
    if (!outcome) {
      if (asked.asked.at !== (next ?? order).asked.at) joined.set(asked.asked.by.id, asked);
      return;
    }
    const isAnother = (asked.earlier ?? 0) > (order.earlier ?? 0);
    const isAgain = asked.asked.at > order.asked.at;
    if (!('ticket' in outcome ? isAnother : isAgain)) return;
    next = asked;
    outcome = undefined;
    // As far as that it has been seen that the ticket before is no more.
    recorded = Math.max(recorded, asked.from);
  });
  setHandler(outcomeUpdate, async (asked) => {
    if (outcome && !('ticket' in outcome) && asked.asked.at > order.asked.at) {
      next = asked;
      outcome = undefined;
    }
    await condition(() => outcome !== undefined);
    return outcome ?? neverHere();
  });
  setHandler(underWayQuery, () => (outcome ? undefined : (next ?? order)));
  setHandler(callOffUpdate, async (asked) => {
    if (!outcome) {
      const { by, at, awaitedUntil } = asked;
      const dropped = next ?? order;
      joined.set(by.id, { ...dropped, asked: { by, at }, awaitedUntil });
      calledOff = asked;
      if (next) {
        // What follows the ticket before goes on; of the one after it nothing has been tried.
        next = undefined;
        outcome = { calledOff: by };
        announce(dropped, outcome);
      } else making?.cancel();
    }
    await condition(() => outcome !== undefined);
    const found = outcome ?? neverHere();
    if ('ticket' in found) {
      await condition(() => isKnown);
      await tell(order, { ...found.ticket, kind: 'unlinked', by: asked.by });
    }
    return found;
  });
  do {
    while (!outcome) {
      order = next ?? order;
      next = undefined;
      making = new CancellationScope();
      const found = await made(order, making, () => calledOff);
      outcome = found;
      announce(order, found);
      if ('ticket' in found) break;
      // Who asks is answered before it ends, and who asks anew meanwhile need not wait for that.
      const left = Math.max(0, (order.awaitedUntil ?? 0) - Date.now());
      if (left > 0) await condition(() => next !== undefined, left);
      await condition(() => next !== undefined || (telling === 0 && allHandlersFinished()));
    }
    const upTo = { recorded: () => recorded, isLast: () => next === undefined };
    if ('ticket' in outcome) await follow(order, outcome.ticket, upTo);
    await condition(() => next !== undefined || (telling === 0 && allHandlersFinished()));
  } while (next);
}

/** How far a ticket is to follow. */
interface UpTo {
  /** Sequence up to which the incident is recorded. */
  readonly recorded: () => number;
  /** Is no other ticket wanted after it? */
  readonly isLast: () => boolean;
}

function neverHere(): never {
  throw ApplicationFailure.nonRetryable('nothing has come of the ticket');
}

async function follow(
  order: IncidentTicketOrder,
  ticket: TicketRef,
  { recorded, isLast }: UpTo,
): Promise<void> {
  const { tenant, incident, earlier } = order;
  let following: Following = order.following ?? { ticket, told: order.from };
  let begins = !order.following;
  for (let tries = 0; tries < TRIES;) {
    const seen = recorded();
    const { ticket: now, told: before } = following;
    const step = { tenant, incident, ticket: now, told: before, ...(earlier && { earlier }) };
    const went = await followIncident.executeWithOptions(
      { summary: `${incident}: have ${following.ticket.key} follow` },
      [begins ? { ...step, begins: order.existing ? 'linked' : 'made' } : step],
    );
    const { told, trouble, moved } = went;
    following = await noted(order, { ...following, told }, trouble);
    // What troubles it stands on the incident by the key that it had: it is over by that as well.
    if (moved && following.trouble === undefined) following = { ...following, ticket: moved };
    if (trouble?.again) {
      tries++;
      await sleep(PATIENCE, { summary: `${incident}: before ${following.ticket.key} is tried again` });
    } else {
      tries = 0;
      begins = false;
      if (went.over) return;
      if (!went.more) await condition(() => recorded() > Math.max(told, seen), LOOK);
    }
    if (workflowInfo().continueAsNewSuggested && !begins && isLast()) {
      await condition(() => allHandlersFinished() || !isLast());
      if (isLast()) await continueAsNew<typeof incidentTicket>({ ...order, following });
    }
  }
}

/** @param calledOff who calls the order off, and cancels the scope. */
async function made(
  order: IncidentTicketOrder,
  scope: CancellationScope,
  calledOff: () => CallingOff | undefined,
): Promise<IncidentTicketOutcome> {
  const { existing, asked } = order;
  const found = { made: !existing, by: asked.by };
  const summary = `${order.incident}: into ${order.tracker}/${order.place}`;
  try {
    if (calledOff()) scope.cancel();
    const ticket = await scope.run(() => makeIncidentTicket.executeWithOptions({ summary }, [order]));
    const off = calledOff();
    return { ticket, ...found, ...(off && { calledOff: off.by }) };
  } catch (error) {
    const off = calledOff();
    if (off) {
      const ticket = existing ? undefined : await madeAlready(order);
      return ticket ? { ticket, ...found, calledOff: off.by } : { calledOff: off.by };
    }
    const cause = error instanceof ActivityFailure ? error.cause : undefined;
    const { type, message } = cause instanceof ApplicationFailure ? cause : {};
    return {
      failure: {
        code: type ?? 'unexpected',
        message: message ?? `The bug tracker could not be reached for days: check trackers.${order.tracker}.`,
      },
    };
  }
}

/** @returns the ticket that a tracker has made of an order that was called off. */
async function madeAlready(order: IncidentTicketOrder): Promise<TicketRef | undefined> {
  const { incident, tracker } = order;
  const summary = `${incident}: has ${tracker} made what was called off?`;
  try {
    const first = await lookForIncidentTicket.executeWithOptions({ summary }, [order]);
    if (first.ticket || first.isSure) return first.ticket;
    await sleep(SHOWN, { summary: `${incident}: until ${tracker} shows what it has made` });
    return (await lookForIncidentTicket.executeWithOptions({ summary }, [order])).ticket;
  } catch (error) {
    log.warn('whether there is a ticket that was called off cannot be found out', {
      incident,
      tracker,
      error,
    });
    return undefined;
  }
}

/**
 * @param others who asked for the same meanwhile, or called it off.
 * @param known called when the incident has been told.
 */
async function tellOf(
  order: IncidentTicketOrder,
  outcome: IncidentTicketOutcome,
  others: readonly IncidentTicketOrder[],
  known: () => void,
): Promise<void> {
  const { incident, tracker, asked, existing } = order;
  const none: TicketRef = { tracker, key: '', url: '' };
  const late = ({ awaitedUntil }: IncidentTicketOrder): boolean =>
    awaitedUntil === undefined || Date.now() > awaitedUntil;
  const isLate = late(order);
  const joined = others.map((one) => ({ order: one, outcome, askerWaits: !late(one), at: Date.now() }));
  if ('ticket' in outcome)
    await tell(order, { ...outcome.ticket, kind: 'kept', by: asked.by, made: !existing });
  else if ('failure' in outcome) {
    const { code, message: reason } = outcome.failure;
    await tell(order, { ...(existing ?? none), kind: 'troubled', code, reason });
  }
  known();
  const isOwnWish = asked.by.id === MUSTER.id;
  // Who calls their own order off is among the others.
  const hasCalledOff = 'calledOff' in outcome && outcome.calledOff.id === asked.by.id;
  const { asker, operators } = await incidentTicketNotices.executeWithOptions(
    { summary: `${incident}: who hears of its ticket` },
    [{ order, outcome, askerWaits: isOwnWish || hasCalledOff || !isLate, at: Date.now() }],
  );
  await reach(incident, 'tell of the ticket', asker);
  for (const delivery of operators)
    await reach(incident, 'tell those who run Muster of the tracker', [delivery]);
  if (joined.length === 0 || !patched('who joins an order is told')) return;
  for (const one of joined) {
    const summary = `${incident}: who else hears of its ticket`;
    const told = await incidentTicketNotices.executeWithOptions({ summary }, [one]);
    await reach(incident, 'tell of the ticket', told.asker);
  }
}

/** Tells the incident and those who run Muster of a trouble once, and the incident that it is over. */
async function noted(
  order: IncidentTicketOrder,
  following: Following,
  trouble: { readonly code: string; readonly message: string } | undefined,
): Promise<Following> {
  const { ticket, told } = following;
  if (!trouble) {
    if (following.trouble !== undefined) await tell(order, { ...ticket, kind: 'recovered' });
    return { ticket, told };
  }
  const { code, message } = trouble;
  if (following.trouble !== message) {
    await tell(order, { ...ticket, kind: 'troubled', code, reason: message });
    const { operators } = await incidentTicketNotices.executeWithOptions(
      { summary: `${order.incident}: who hears that ${ticket.key} does not follow` },
      [{ order, outcome: { failure: trouble }, askerWaits: true, at: Date.now() }],
    );
    for (const delivery of operators)
      await reach(order.incident, 'tell those who run Muster of the tracker', [delivery]);
  }
  return { ticket, told, trouble: message };
}

async function tell({ tenant, incident }: IncidentTicketOrder, news: TicketNews): Promise<void> {
  try {
    await getExternalWorkflowHandle(incidentWorkflowId(tenant, incident)).signal(ticketSignal, news);
  } catch (error) {
    // An incident that is over need not hear of it.
    log.info('the incident hears no more of its ticket', { incident, news: news.kind, error });
  }
}
