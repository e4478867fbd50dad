import { dueStep, hoursOf, schedulesOf, type Due, type OnCallNow } from '../../src/escalation/due-step.ts';
import type { FoundHours } from '../../src/escalation/found-hours.ts';
import type { EscalationStep } from '../../src/escalation/policy.ts';
import type { Waiting } from '../../src/escalation/urgency.ts';
import { work } from './work.ts';
import type { IncidentInput } from './messages.ts';

/**
 * Finds out who is on call, and whether it is working hours, before a step is paged, for one decision. Time zones, holidays and overrides are looked up by
 * an activity: a workflow must come to the same at every replay, and their tables change.
 */
export class OnCallLookup {
  readonly #known = new Map<
    EscalationStep,
    { readonly onCall: readonly OnCallNow[]; readonly hours: readonly FoundHours[]; readonly waits: boolean }
  >();
  readonly #unknown = new Map<EscalationStep, Waiting | undefined>();
  readonly #input: IncidentInput;

  constructor(input: IncidentInput) {
    this.#input = input;
  }

  /** Hand this to what decides. As long as something is {@link missing}, the decision is not to be used. */
  readonly due: Due = (step, waiting) => {
    const found = this.#known.get(step);
    const isKnown = found && (found.waits || !waiting);
    if (!isKnown && schedulesOf(step).length + hoursOf(step, waiting).length > 0)
      this.#unknown.set(step, waiting);
    return dueStep(step, found?.onCall ?? [], found?.hours);
  };

  /** Whether the decision asked for a step of which it is not known who is on call. */
  get missing(): boolean {
    return this.#unknown.size > 0;
  }

  /** Looks up what is missing; decide again then, because the incident may have changed meanwhile. */
  async find(): Promise<void> {
    for (const [step, waiting] of this.#unknown) {
      const [onCall, hours] = await Promise.all([this.#onCall(step), this.#hours(step, waiting)]);
      this.#known.set(step, { onCall, hours, waits: waiting !== undefined });
    }
    this.#unknown.clear();
  }

  async #hours(step: EscalationStep, waiting: Waiting | undefined): Promise<readonly FoundHours[]> {
    const { tenant, id } = this.#input;
    const hours = hoursOf(step, waiting);
    if (hours.length === 0) return [];
    const summary = `${id}: whether it is ${hours.map((one) => one.hours).join(', ')}`;
    return work.whichHours(summary, { tenant, hours });
  }

  async #onCall(step: EscalationStep): Promise<readonly OnCallNow[]> {
    const { tenant, id } = this.#input;
    const schedules = schedulesOf(step).map(({ schedule, name }) => ({ schedule, name }));
    if (schedules.length === 0) return [];
    const summary = `${id}: who is on call for ${schedules.map(({ name }) => name).join(', ')}`;
    return work.whoIsOnCall(summary, { tenant, schedules });
  }
}
