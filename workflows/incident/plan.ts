import type { PlanNow } from '../../src/inspection/plan-now.ts';
import type { Life } from './life.ts';
import type { Pager } from './pager.ts';
import type { Recorder } from './recorder.ts';

/** @returns what an incident will do next, and what it is still about. */
export function planOf(
  life: Life,
  recorder: Pick<Recorder, 'recorded'>,
  pager: Pick<Pager, 'unfinished'>,
): PlanNow {
  const { incident, deadlines, steps } = life.view([]);
  const [unrecorded] = life.eventsAfter(recorder.recorded);
  const paging = pager.unfinished().flatMap(({ sequence, targets }) => {
    const since = life.events.find((event) => event.sequence === sequence)?.at;
    return since === undefined ? [] : targets.map((target) => ({ target, since }));
  });
  const { status, private: isPrivate, declared, lastActivityAt, escalation } = incident;
  return {
    incident: { status, private: isPrivate, declared, lastActivityAt, ...(escalation && { escalation }) },
    deadlines,
    ...(steps !== undefined && { steps }),
    paging,
    recorded: recorder.recorded,
    ...(unrecorded && { unrecordedSince: unrecorded.at }),
  };
}
