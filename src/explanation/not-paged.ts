import type { PolicyOutline } from '../escalation/policy-outline.ts';
import { targetName } from '../escalation/policy.ts';
import { callsPagesOff } from '../incident/calling-off.ts';
import type { IncidentEvent } from '../incident/event.ts';
import type { Incident } from '../incident/incident.ts';
import { endingOf } from './ending.ts';
import type { NotPaged } from './explanation.ts';

type Escalated = Extract<IncidentEvent, { type: 'escalated' }>;

/** @returns whom the policy names and who was not paged, with the reason. */
export function notPaged(
  incident: Incident,
  declared: { readonly policy?: PolicyOutline; readonly slaPolicies?: readonly PolicyOutline[] } | undefined,
  events: readonly IncidentEvent[],
): NotPaged[] {
  const { policy, slaPolicies = [] } = declared ?? {};
  const all = events.filter((event) => event.type === 'escalated');
  const paged = all.filter(({ sla }) => !sla);
  const none = events.filter((event) => event.type === 'nobody_paged');
  return [
    ...none.map(({ at, settings }): NotPaged => ({ kind: 'no policy', at, settings })),
    ...events
      .filter((event) => event.type === 'step_skipped')
      .map((event) =>
        passedOver(event, event.sla ? slaPolicies.find(({ name }) => name === event.policy) : policy),
      ),
    ...all.flatMap(gaps),
    ...events
      .filter((event) => event.type === 'sla_nobody_paged')
      .map(({ policy: name, sla: reason, at }): NotPaged => ({ kind: 'SLA', policy: name, reason, at })),
    ...(policy && incident.private ? channels(policy, paged) : []),
    ...(policy ? notReached(policy, paged, events) : []),
  ];
}

function passedOver(
  { step, round, at, reasons, sla, policy: name }: Extract<IncidentEvent, { type: 'step_skipped' }>,
  policy: PolicyOutline | undefined,
): NotPaged {
  const targets = policy?.steps[step]?.targets ?? [];
  return { kind: 'passed over', step, round, at, targets, reasons, ...(sla && { policy: name }) };
}

function gaps({ step, at, onCall = [], sla, policy: of }: Escalated): NotPaged[] {
  return onCall
    .filter(({ people }) => people.length === 0)
    .map(({ schedule, name, unknown = false }) => ({
      kind: 'gap',
      step,
      schedule,
      name,
      unknown,
      at,
      ...(sla && { policy: of }),
    }));
}

/** A private incident is told to no channel, which the step's event leaves out. */
function channels({ steps }: PolicyOutline, paged: readonly Escalated[]): NotPaged[] {
  const reached = new Map(paged.map(({ step, targets }) => [step, targets.map(targetName)]));
  return steps.flatMap(({ targets }, step): NotPaged[] => {
    const names = reached.get(step);
    const left = targets.filter(({ kind, name }) => kind === 'channel' && !names?.includes(name));
    return names && left.length > 0 ? [{ kind: 'private', step, targets: left }] : [];
  });
}

function notReached(
  { steps }: PolicyOutline,
  paged: readonly Escalated[],
  events: readonly IncidentEvent[],
): NotPaged[] {
  const skipped = events.filter((event) => event.type === 'step_skipped').filter(({ sla }) => !sla);
  const reached = new Set([...paged, ...skipped].map(({ step }) => step));
  const last = paged.at(-1)?.sequence ?? 0;
  const ended = events.find((event) => event.sequence > last && callsPagesOff(event));
  const ending = ended && callsPagesOff(ended) ? endingOf(ended) : undefined;
  const held = events.findLast((event) => event.sequence > last && event.type === 'page_held');
  return steps.flatMap(({ targets }, step): NotPaged[] =>
    reached.has(step)
      ? []
      : [
          {
            kind: 'not reached',
            step,
            targets,
            ...(ending && { ending }),
            ...(!ending &&
              held?.type === 'page_held' &&
              held.step === step && { heldUntil: held.hold.until }),
          },
        ],
  );
}
