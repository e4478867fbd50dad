import { deadlines, type Deadline } from '../../src/incident/deadline.ts';
import { callsPagesOff } from '../../src/incident/calling-off.ts';
import type { EventBody, IncidentEvent } from '../../src/incident/event.ts';
import { evolve } from '../../src/incident/evolve.ts';
import type { Incident, ResponsePlan } from '../../src/incident/incident.ts';
import type { Person } from '../../src/incident/person.ts';
import { shownRunbooks } from '../../src/runbook/binding.ts';
import type { BoundRunbook } from '../../src/runbook/runbook.ts';
import { slaStanding } from '../../src/incident/sla-standing.ts';
import type { CardPlace, IncidentView, Problem } from '../../src/incident/view.ts';
import type { Carried, LeftOut } from './carried.ts';

type Begun = Pick<Carried, 'incident' | 'events' | 'problems' | 'version' | 'leftOut' | 'reached'>;

/** The incident as the workflow holds it, with the events that somebody has still to hear of. */
export class Life {
  incident: Incident;
  events: IncidentEvent[];
  problems: Problem[];
  /** Counts every change that people can see: events, and problems that come and go. */
  version: number;
  /** Was a page delivered to somebody for whom it was, since pages were last called off? */
  reached: boolean;
  readonly leftOut: LeftOut;
  readonly plan: ResponsePlan;
  readonly #runbooks: readonly BoundRunbook[];

  constructor(plan: ResponsePlan, begun: Begun, runbooks: readonly BoundRunbook[] = []) {
    this.plan = plan;
    this.#runbooks = runbooks;
    this.incident = begun.incident;
    this.events = [...begun.events];
    this.problems = [...begun.problems];
    this.version = begun.version;
    this.reached = begun.reached ?? false;
    this.leftOut = begun.leftOut ?? { until: 0, lines: 0 };
  }

  /** Numbers the events and lets them happen. @param at epoch milliseconds. */
  happen(by: Person, bodies: readonly EventBody[], at: number): void {
    for (const decided of bodies) {
      const body: EventBody =
        decided.type === 'escalation_exhausted' && this.reached ? { ...decided, reached: true } : decided;
      const event: IncidentEvent = { ...body, sequence: this.incident.sequence + 1, at, by };
      if (callsPagesOff(event)) this.reached = false;
      this.incident = evolve(this.incident, event);
      this.events.push(event);
      this.version++;
    }
  }

  deadlines(): Deadline[] {
    return deadlines(this.incident, this.plan);
  }

  eventsAfter(sequence: number): IncidentEvent[] {
    return this.events.filter((event) => event.sequence > sequence);
  }

  /** Drops the events that everybody has heard of. */
  forgetUntil(sequence: number): void {
    if ((this.events[0]?.sequence ?? Infinity) <= sequence) this.events = this.eventsAfter(sequence);
  }

  /** @returns whether the target had no problem before, so that this one is worth an event. */
  addProblem(problem: Problem): boolean {
    const known = this.problems.find((p) => p.target === problem.target);
    if (known?.code === problem.code && known.reason === problem.reason) return false;
    this.problems = [...this.problems.filter((p) => p !== known), problem];
    this.version++;
    return known === undefined;
  }

  clearProblem(target: string): void {
    const left = this.problems.filter((p) => p.target !== target);
    if (left.length === this.problems.length) return;
    this.problems = left;
    this.version++;
  }

  /** Notes that a page was delivered to somebody for whom it was; people see it where it comes after the last step. */
  reach(): void {
    if (this.reached) return;
    this.reached = true;
    if (this.incident.escalation?.state === 'exhausted') this.version++;
  }

  view(places: readonly CardPlace[]): IncidentView {
    const steps = this.plan.escalation?.steps.length;
    const runbooks = shownRunbooks(this.#runbooks, this.incident);
    return {
      incident: this.incident,
      deadlines: this.deadlines(),
      problems: this.problems,
      places,
      sla: slaStanding(this.incident, this.plan),
      ...(steps !== undefined && { steps }),
      ...(this.reached && { reached: true }),
      ...(runbooks.length > 0 && { runbooks }),
    };
  }
}
