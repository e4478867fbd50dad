import type { LedgerEntry } from '../chat/ledger.ts';
import { readPageKey } from '../escalation/page-key.ts';
import { callsPagesOff } from '../incident/calling-off.ts';
import type { IncidentEvent } from '../incident/event.ts';
import type { Incident } from '../incident/incident.ts';
import { incidentKey } from '../incident/id.ts';
import { explainedDelivery } from './delivery.ts';
import { endingOf } from './ending.ts';
import type { ExplainedStep, Explanation, NextStep } from './explanation.ts';
import { notPaged } from './not-paged.ts';
import { explainedPages, type Entry } from './pages.ts';

type Escalated = Extract<IncidentEvent, { type: 'escalated' }>;

/** What is recorded of an incident. */
export interface Recorded {
  readonly incident: Incident;
  /** The whole timeline, oldest first. */
  readonly events: readonly IncidentEvent[];
  /** What the ledger has of the incident, the first planned first: at least every page. */
  readonly ledger: readonly LedgerEntry[];
}

/**
 * Why each page of an incident was sent or not, by what is recorded alone: nothing is looked up anew, so that it says the
 * same in a year. Every page in the ledger is in it once.
 */
export function explain({ incident, events, ledger }: Recorded): Explanation {
  const key = incidentKey(incident.tenant, incident.id);
  const entries = ledger.flatMap((entry): Entry[] => {
    const read = readPageKey(entry.key, key);
    return read ? [{ ...read, entry }] : [];
  });
  const paged = events.filter((event) => event.type === 'escalated');
  const steps = paged.map((event) => explainedStep(event, events, entries));
  const told = new Set(paged.map(({ sequence }) => sequence));
  const declared = events.find((event) => event.type === 'declared');
  const exhausted = events.findLast((event) => event.type === 'escalation_exhausted');
  return {
    incident: incident.id,
    ...(declared?.policy && { policy: declared.policy }),
    ...(declared?.slaPolicies && { slaPolicies: declared.slaPolicies }),
    steps,
    notPaged: notPaged(incident, declared, events),
    ...(exhausted && { exhaustedAt: exhausted.at }),
    untold: entries
      .filter(({ sequence }) => !told.has(sequence))
      .map(({ entry }) => explainedDelivery(entry, false)),
  };
}

function explainedStep(
  event: Escalated,
  events: readonly IncidentEvent[],
  entries: readonly Entry[],
): ExplainedStep {
  const { sequence, at, policy, stage, step, steps, round, cause, sla, by, note, nextAt } = event;
  const later = events.filter((one) => one.sequence > sequence);
  const calledOff = later.find(callsPagesOff);
  return {
    sequence,
    at,
    dueAt: dueAtOf(event, events),
    policy,
    ...(stage !== undefined && { stage }),
    step,
    steps,
    round,
    cause,
    ...(sla && { sla }),
    by,
    ...(note !== undefined && { note }),
    ...(event.heldSince !== undefined && { heldSince: event.heldSince }),
    onCall: event.onCall ?? [],
    hours: event.hours ?? [],
    pages: explainedPages(event, later, {
      entries: entries.filter((one) => one.sequence === sequence),
      ...(calledOff && { calledOff: endingOf(calledOff) }),
    }),
    unreachable: event.unreachable ?? false,
    notCounted: sla ? [] : notCountedIn(later),
    // One of an SLA target is followed by another at once, or by none.
    ...(!sla && nextAt !== undefined && { next: { dueAt: nextAt, ...nextOf(later) } }),
  };
}

/** @returns whether it is a step of the incident's own escalation. */
function isEscalation(event: IncidentEvent): event is Escalated {
  return event.type === 'escalated' && !event.sla;
}

/** @returns who acknowledged before the next step without its being counted. */
function notCountedIn(later: readonly IncidentEvent[]): ExplainedStep['notCounted'] {
  const next = later.find(isEscalation)?.sequence ?? Infinity;
  return later
    .filter(({ type, sequence }) => type === 'acknowledgement_not_counted' && sequence < next)
    .map(({ by, at }) => ({ by, at }));
}

/** @returns when a step was to be paged: where it waited or follows another, the time that was set for it then. */
function dueAtOf(
  { sequence, at, cause, step, heldSince }: Escalated,
  events: readonly IncidentEvent[],
): number {
  const held = events.findLast(
    (one) => one.sequence < sequence && one.type === 'page_held' && one.step === step,
  );
  if (heldSince !== undefined && held?.type === 'page_held') return Math.min(at, held.hold.until);
  if (cause !== 'not acknowledged') return at;
  const before = events.findLast((one) => one.sequence < sequence && isEscalation(one));
  return before?.type === 'escalated' ? (before.nextAt ?? at) : at;
}

function nextOf(later: readonly IncidentEvent[]): NextStep {
  for (const event of later) {
    if (callsPagesOff(event)) return { kind: 'called off', ending: endingOf(event) };
    if (event.type === 'escalation_exhausted') return { kind: 'used up', at: event.at };
    if (!isEscalation(event)) continue;
    return event.cause === 'asked'
      ? { kind: 'asked for', at: event.at, by: event.by }
      : { kind: 'came', at: event.at };
  }
  return { kind: 'due' };
}
