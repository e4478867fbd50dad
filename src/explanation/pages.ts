import type { LedgerEntry } from '../chat/ledger.ts';
import type { PageKey } from '../escalation/page-key.ts';
import { isReachable, targetLabel, targetName, type Target } from '../escalation/policy.ts';
import type { IncidentEvent } from '../incident/event.ts';
import { explainedDelivery } from './delivery.ts';
import type { Ending, ExplainedDelivery, ExplainedPage, PageOutcome } from './explanation.ts';

type Escalated = Extract<IncidentEvent, { type: 'escalated' }>;

/** A page in the ledger, with what its key says. */
export interface Entry extends PageKey {
  readonly entry: LedgerEntry;
}

/** What is known of a step's pages besides its event. */
export interface StepRecord {
  /** Those of the step alone. */
  readonly entries: readonly Entry[];
  readonly calledOff?: Ending;
}

/**
 * @param later what happened after the step.
 * @returns what became of each of the step's targets, and of whatever else the ledger has of the step.
 */
export function explainedPages(
  event: Escalated,
  later: readonly IncidentEvent[],
  { entries, calledOff }: StepRecord,
): ExplainedPage[] {
  const byTarget = new Map<Target | undefined, LedgerEntry[]>();
  for (const { way, entry } of entries) {
    const target = targetOf(way, event.targets);
    byTarget.set(target, [...(byTarget.get(target) ?? []), entry]);
  }
  const pages = event.targets.map((target) => {
    const deliveries = (byTarget.get(target) ?? []).map((entry) =>
      explainedDelivery(entry, isFallback(entry.key, target)),
    );
    return explainedPage(event, target, { deliveries, later, calledOff });
  });
  const others = (byTarget.get(undefined) ?? []).map((entry): ExplainedPage => {
    const deliveries = [explainedDelivery(entry, false)];
    return {
      name: entry.target,
      label: entry.target,
      duties: [],
      outcome: outcomeOf(deliveries, { calledOff, reachable: true, troubled: false }),
      deliveries,
    };
  });
  return [...pages, ...others];
}

/** @returns the target of whose ways this is one; of two whose names begin alike, the one with the longer. */
function targetOf(way: string, targets: readonly Target[]): Target | undefined {
  return targets
    .filter((target) => way.startsWith(`${targetName(target)}:`))
    .sort((a, b) => targetName(b).length - targetName(a).length)[0];
}

function isFallback(key: string, target: Target): boolean {
  const own =
    target.kind === 'person'
      ? target.contacts.map(({ instance, user }) => `${instance}/@${user}`)
      : [targetName(target)];
  return !own.some((address) => key.endsWith(`:${targetName(target)}:${address}`));
}

function explainedPage(
  event: Escalated,
  target: Target,
  {
    deliveries,
    later,
    calledOff,
  }: {
    readonly deliveries: readonly ExplainedDelivery[];
    readonly later: readonly IncidentEvent[];
    readonly calledOff: Ending | undefined;
  },
): ExplainedPage {
  const name = targetName(target);
  const trouble = troubleOf(name, later);
  const outcome = outcomeOf(deliveries, {
    calledOff,
    reachable: isReachable(target),
    troubled: trouble !== undefined,
  });
  const sent = outcome === 'reached' || outcome === 'told elsewhere';
  return {
    name,
    label: targetLabel(target),
    ...(target.kind === 'person' && { person: target.person }),
    duties: dutiesOf(event, target),
    outcome,
    deliveries,
    ...(calledOff && !sent && { calledOff }),
    ...(trouble && outcome !== 'reached' && { trouble }),
  };
}

function dutiesOf({ onCall = [] }: Escalated, target: Target): ExplainedPage['duties'] {
  if (target.kind !== 'person') return [];
  const { id } = target.person;
  return onCall
    .filter(({ people }) => people.includes(id))
    .map(({ schedule, name, byOverride = [] }) => ({ schedule, name, override: byOverride.includes(id) }));
}

/** @returns what the timeline says of a target until it is paged again. */
function troubleOf(name: string, later: readonly IncidentEvent[]): ExplainedPage['trouble'] {
  for (const event of later) {
    if (event.type === 'escalated' && event.targets.some((one) => targetName(one) === name)) return undefined;
    if (event.type !== 'notification_failed' || event.target !== name) continue;
    const { code, reason, fallback } = event;
    return { code, reason, ...(fallback !== undefined && { fallback }) };
  }
  return undefined;
}

function outcomeOf(
  deliveries: readonly ExplainedDelivery[],
  known: { readonly calledOff: Ending | undefined; readonly reachable: boolean; readonly troubled: boolean },
): PageOutcome {
  const sent = deliveries.filter(({ status }) => status === 'sent');
  if (sent.some(({ fallback }) => !fallback)) return 'reached';
  if (sent.length > 0) return 'told elsewhere';
  const open = deliveries.some(({ status }) => status === 'uncertain' || status === 'planned');
  if (known.calledOff) return open ? 'uncertain' : 'called off';
  if (open) return 'under way';
  if (deliveries.length > 0) return 'not delivered';
  if (!known.reachable) return 'no way';
  return known.troubled ? 'not delivered' : 'under way';
}
