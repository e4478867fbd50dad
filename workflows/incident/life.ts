import { deadlines, type Deadline } from '../../src/incident/deadline.ts';
import type { EventBody, IncidentEvent } from '../../src/incident/event.ts';
import { evolve } from '../../src/incident/evolve.ts';
import type { Incident, ResponsePlan } from '../../src/incident/incident.ts';
import type { Person } from '../../src/incident/person.ts';
import type { CardPlace, IncidentView, Problem } from '../../src/incident/view.ts';

/** The incident as the workflow holds it, with the events that somebody has still to hear of. */
export class Life {
  incident: Incident;
  events: IncidentEvent[];
  problems: Problem[];
  readonly plan: ResponsePlan;

  constructor(
    plan: ResponsePlan,
    incident: Incident,
    events: readonly IncidentEvent[],
    problems: readonly Problem[],
  ) {
    this.plan = plan;
    this.incident = incident;
    this.events = [...events];
    this.problems = [...problems];
  }

  /** Numbers the events and lets them happen. @param at epoch milliseconds. */
  happen(by: Person, bodies: readonly EventBody[], at: number): void {
    for (const body of bodies) {
      const event: IncidentEvent = { ...body, sequence: this.incident.sequence + 1, at, by };
      this.incident = evolve(this.incident, event);
      this.events.push(event);
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

  /** @returns whether the problem is new, and so worth an event. */
  addProblem(problem: Problem): boolean {
    const known = this.problems.some((p) => p.target === problem.target && p.code === problem.code);
    this.problems = [...this.problems.filter((p) => p.target !== problem.target), problem];
    return !known;
  }

  clearProblem(target: string): void {
    if (this.problems.some((p) => p.target === target))
      this.problems = this.problems.filter((p) => p.target !== target);
  }

  view(places: readonly CardPlace[]): IncidentView {
    const steps = this.plan.escalation?.steps.length;
    return {
      incident: this.incident,
      deadlines: this.deadlines(),
      problems: this.problems,
      places,
      ...(steps !== undefined && { steps }),
    };
  }
}
