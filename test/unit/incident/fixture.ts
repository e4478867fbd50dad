import type {
  EscalationPolicy,
  EscalationStep,
  PersonTarget,
  Target,
} from '../../../src/escalation/policy.ts';
import type { SlaPolicy, SlaTarget } from '../../../src/escalation/sla.ts';
import type { Command } from '../../../src/incident/command.ts';
import { deadlines, reach, type DeadlineName } from '../../../src/incident/deadline.ts';
import { decide } from '../../../src/incident/decide.ts';
import { restartEscalation } from '../../../src/incident/escalate.ts';
import type { EventBody, IncidentEvent } from '../../../src/incident/event.ts';
import { evolve, newIncident, type Declaration } from '../../../src/incident/evolve.ts';
import type { Incident, ResponsePlan } from '../../../src/incident/incident.ts';
import { MUSTER, type Person } from '../../../src/incident/person.ts';
import type { Refusal } from '../../../src/incident/refusal.ts';
import type { Status } from '../../../src/incident/status.ts';

export const ANA: Person = { id: 'ana', name: 'Ana' };
export const BEN: Person = { id: 'ben', name: 'Ben' };
export const CY: Person = { id: 'cy', name: 'Cy' };

export const MINUTE = 60_000;
/** 2026-03-01 12:00:00 UTC */
export const NOON = Date.UTC(2026, 2, 1, 12);

export const pages = (person: Person): PersonTarget => ({
  kind: 'person',
  person,
  contacts: [{ instance: 'main', user: `U-${person.id}` }],
});
export const CRITICAL: Target = { kind: 'channel', instance: 'main', channel: '#critical' };

const step = (minutes: number, ...targets: Target[]): EscalationStep => ({
  targets,
  delayMs: minutes * MINUTE,
});

/** Ana, five minutes, Ben and #critical, ten minutes; then once again. An acknowledgement holds half an hour. */
export const POLICY: EscalationPolicy = {
  name: 'payments',
  steps: [step(5, pages(ANA)), step(10, pages(BEN), CRITICAL)],
  repeat: 1,
  ackTimeoutMs: 30 * MINUTE,
};

const target = (acknowledge: number, resolve: number): SlaTarget => ({
  acknowledgeMs: acknowledge * MINUTE,
  resolveMs: resolve * MINUTE,
});

export const SLA: SlaPolicy = {
  warnAt: 0.8,
  targets: { 'SEV-1': target(10, 60), 'SEV-2': target(20, 240), 'SEV-3': target(60, 1440), 'SEV-4': {} },
};

export const NO_SLA: SlaPolicy = {
  warnAt: 0.8,
  targets: { 'SEV-1': {}, 'SEV-2': {}, 'SEV-3': {}, 'SEV-4': {} },
};

/** One incident with its clock, run by the domain alone. */
export class Story {
  incident: Incident;
  now: number = NOON;
  readonly events: IncidentEvent[] = [];
  readonly plan: ResponsePlan;

  constructor(plan: ResponsePlan = { escalation: POLICY, sla: SLA }, declaration: Partial<Declaration> = {}) {
    this.plan = plan;
    const full: Declaration = {
      title: 'Checkout returns 500s',
      severity: 'SEV-1',
      private: false,
      by: ANA,
      ...declaration,
    };
    this.incident = newIncident('default', 'INC-7', full, NOON);
    this.happen(full.by, [{ type: 'declared', title: full.title, severity: full.severity }]);
    this.happen(MUSTER, restartEscalation(this.incident, plan, 'declared', NOON));
  }

  happen(by: Person, bodies: readonly EventBody[]): IncidentEvent[] {
    return bodies.map((body) => {
      const event: IncidentEvent = { ...body, by, at: this.now, sequence: this.incident.sequence + 1 };
      this.events.push(event);
      this.incident = evolve(this.incident, event);
      return event;
    });
  }

  after(ms: number): this {
    this.now += ms;
    return this;
  }

  /** @returns the events that followed. @throws Error when the command was refused. */
  does(by: Person, command: Command): IncidentEvent[] {
    const decision = decide(this.incident, this.plan, by, command, this.now);
    if ('refusal' in decision) throw new Error(`${command.name} was refused: ${decision.refusal.message}`);
    return this.happen(by, decision.events);
  }

  /** @returns why the command is impossible. @throws Error when it is possible. */
  refuses(by: Person, command: Command): Refusal {
    const decision = decide(this.incident, this.plan, by, command, this.now);
    if ('events' in decision) throw new Error(`${command.name} was not refused`);
    return decision.refusal;
  }

  get due(): Partial<Record<DeadlineName, number>> {
    return Object.fromEntries(deadlines(this.incident, this.plan).map(({ name, at }) => [name, at]));
  }

  reaches(name: DeadlineName): IncidentEvent[] {
    return this.happen(MUSTER, reach(this.incident, this.plan, name, this.now));
  }

  /** Lets time pass and everything happen that becomes due meanwhile, in order. */
  passes(ms: number): IncidentEvent[] {
    const end = this.now + ms;
    const first = this.events.length;
    for (;;) {
      const [next] = deadlines(this.incident, this.plan).sort((a, b) => a.at - b.at);
      if (!next || next.at > end) break;
      this.now = Math.max(this.now, next.at);
      if (this.reaches(next.name).length === 0) throw new Error(`${next.name} is due and nothing follows`);
    }
    this.now = end;
    return this.events.slice(first);
  }
}

/** @returns a story whose incident has come to a status. */
export function storyIn(status: Status, plan?: ResponsePlan): Story {
  const story = new Story(plan);
  story.after(MINUTE);
  if (status === 'acknowledged') story.does(BEN, { name: 'ack' });
  if (status === 'mitigated') story.does(BEN, { name: 'mitigate' });
  if (status === 'resolved' || status === 'closed') story.does(BEN, { name: 'resolve' });
  if (status === 'closed') story.does(BEN, { name: 'close' });
  return story;
}

export const types = (events: readonly IncidentEvent[]): string[] => events.map(({ type }) => type);
