import type { z } from 'zod';
import { plain } from '../../chat/text.ts';
import { notPagedLine } from '../../chat/why-not.ts';
import { stepText } from '../../chat/why.ts';
import type { PolicyOutline } from '../../escalation/policy-outline.ts';
import type {
  Ending,
  ExplainedDelivery,
  ExplainedPage,
  ExplainedStep,
  Explanation,
  NotPaged,
} from '../../explanation/explanation.ts';
import { iso } from './resource.ts';
import type { whyResource } from './schema.ts';

type Why = z.output<typeof whyResource>;
type Step = Why['steps'][number];

/** An explanation as the API shows it: instants as text, steps and rounds counted from 1. */
export function toWhyResource(explanation: Explanation): Why {
  const { policy, slaPolicies, steps, notPaged, exhaustedAt, ...rest } = explanation;
  return {
    incident: rest.incident,
    ...(policy && { policy: versionResource(policy) }),
    ...(slaPolicies && { slaPolicies: slaPolicies.map(versionResource) }),
    steps: steps.map(stepResource),
    notPaged: notPaged.map(notPagedResource),
    ...(exhaustedAt !== undefined && { exhaustedAt: iso(exhaustedAt) }),
    untold: rest.untold.map(deliveryResource),
  };
}

function versionResource({ name, version, configuration }: PolicyOutline) {
  return { name, ...(version !== undefined && { version }), configuration };
}

const endingResource = ({ at, ...rest }: Ending) => ({ ...rest, at: iso(at) });

function deliveryResource({ plannedAt, settledAt, ...rest }: ExplainedDelivery) {
  return {
    ...rest,
    plannedAt: iso(plannedAt),
    ...(settledAt !== undefined && { settledAt: iso(settledAt) }),
  };
}

function pageResource({ duties, deliveries, calledOff, ...rest }: ExplainedPage): Step['pages'][number] {
  return {
    ...rest,
    duties: [...duties],
    deliveries: deliveries.map(deliveryResource),
    ...(calledOff && { calledOff: endingResource(calledOff) }),
  };
}

function stepResource(explained: ExplainedStep): Step {
  const { at, dueAt, step, round, sla, onCall, hours, heldSince, notCounted, pages, next, ...rest } =
    explained;
  return {
    ...rest,
    at: iso(at),
    dueAt: iso(dueAt),
    step: step + 1,
    round: round + 1,
    ...(sla && { sla: { ...sla, dueAt: iso(sla.dueAt) } }),
    onCall: onCall.map(({ people, byOverride, until, ...duty }) => ({
      ...duty,
      people: [...people],
      ...(byOverride && { byOverride: [...byOverride] }),
      ...(until !== undefined && { until: iso(until) }),
    })),
    ...(heldSince !== undefined && { heldSince: iso(heldSince) }),
    notCounted: notCounted.map((one) => ({ by: one.by, at: iso(one.at) })),
    hours: hours.map(({ until, ...rest }) => ({
      ...rest,
      ...(until !== undefined && { until: iso(until) }),
    })),
    pages: pages.map(pageResource),
    ...(next && {
      next: {
        kind: next.kind,
        dueAt: iso(next.dueAt),
        ...('at' in next && { at: iso(next.at) }),
        ...('by' in next && { by: next.by }),
        ...('ending' in next && { ending: endingResource(next.ending) }),
      },
    }),
    text: plain(stepText(explained)),
  };
}

function notPagedResource(one: NotPaged): Why['notPaged'][number] {
  return {
    kind: one.kind,
    ...('policy' in one && { policy: one.policy }),
    ...('step' in one && { step: one.step + 1 }),
    ...('round' in one && { round: one.round + 1 }),
    ...('at' in one && { at: iso(one.at) }),
    ...('heldUntil' in one && { heldUntil: iso(one.heldUntil) }),
    ...('targets' in one && { targets: [...one.targets] }),
    ...('schedule' in one && { schedule: one.schedule }),
    ...('settings' in one && { settings: [...one.settings] }),
    ...('ending' in one && { ending: endingResource(one.ending) }),
    text: plain(notPagedLine(one)),
  };
}
