import { dueStep, schedulesOf, type Due, type OnCallNow } from '../../src/escalation/due-step.ts';
import type { EscalationStep } from '../../src/escalation/policy.ts';
import { work } from './work.ts';
import type { IncidentInput } from './messages.ts';

/**
 * Finds out who is on call before a step is paged, for one decision. Time zones, holidays and overrides are looked up by
 * an activity: a workflow must come to the same at every replay, and their tables change.
 */
export class OnCallLookup {
  readonly #known = new Map<EscalationStep, readonly OnCallNow[]>();
  readonly #unknown = new Set<EscalationStep>();
  readonly #input: IncidentInput;

  constructor(input: IncidentInput) {
    this.#input = input;
  }

  /** Hand this to what decides. As long as something is {@link missing}, the decision is not to be used. */
  readonly due: Due = (step) => {
    const found = this.#known.get(step);
    if (!found && schedulesOf(step).length > 0) this.#unknown.add(step);
    return dueStep(step, found ?? []);
  };

  /** Whether the decision asked for a step of which it is not known who is on call. */
  get missing(): boolean {
    return this.#unknown.size > 0;
  }

  /** Looks up what is missing; decide again then, because the incident may have changed meanwhile. */
  async find(): Promise<void> {
    const { tenant, id } = this.#input;
    for (const step of this.#unknown) {
      const schedules = schedulesOf(step).map(({ schedule, name }) => ({ schedule, name }));
      const summary = `${id}: who is on call for ${schedules.map(({ name }) => name).join(', ')}`;
      this.#known.set(step, await work.whoIsOnCall(summary, { tenant, schedules }));
    }
    this.#unknown.clear();
  }
}
