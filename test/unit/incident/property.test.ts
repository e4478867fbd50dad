import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { EscalationPolicy } from '../../../src/escalation/policy.ts';
import { dueStep, type Due } from '../../../src/escalation/due-step.ts';
import type { FoundHours } from '../../../src/escalation/found-hours.ts';
import { urgencyOf, type UrgencyPlan } from '../../../src/escalation/urgency.ts';
import { SLA_CLOCKS, type SlaPolicy } from '../../../src/escalation/sla.ts';
import type { Command } from '../../../src/incident/command.ts';
import { deadlines, reach } from '../../../src/incident/deadline.ts';
import { decide } from '../../../src/incident/decide.ts';
import { evolve, newIncident } from '../../../src/incident/evolve.ts';
import type { Incident, ResponsePlan } from '../../../src/incident/incident.ts';
import { MUSTER, ROLES } from '../../../src/incident/person.ts';
import { SEVERITIES, type Severity } from '../../../src/incident/severity.ts';
import { ANA, BEN, CRITICAL, CY, MINUTE, pages, Story } from './fixture.ts';

const person = fc.constantFrom(ANA, BEN, CY);
const note = fc
  .option(fc.string(), { nil: undefined })
  .map((text) => (text === undefined ? {} : { note: text }));
const minutes = fc.integer({ min: 0, max: 90 });

const command: fc.Arbitrary<Command> = fc.oneof(
  fc.constantFrom<Command>({ name: 'ack' }, { name: 'join' }, { name: 'leave' }),
  fc
    .tuple(fc.constantFrom('mitigate', 'resolve', 'close', 'reopen', 'escalate'), note)
    .map(([name, more]): Command => ({ name, ...more })),
  fc
    .tuple(person, fc.option(fc.constantFrom(...ROLES), { nil: undefined }))
    .map(([who, role]): Command => ({ name: 'assign', person: who, ...(role && { role }) })),
  fc.string().map((text): Command => ({ name: 'note', text })),
  fc.string().map((title): Command => ({ name: 'title', title })),
  fc.constantFrom(...SEVERITIES).map((severity): Command => ({ name: 'severity', severity })),
);

const escalation: fc.Arbitrary<EscalationPolicy> = fc
  .record({
    delays: fc.array(
      fc.tuple(fc.integer({ min: 0, max: 15 }), fc.boolean(), fc.option(fc.subarray([...SEVERITIES]))),
      { minLength: 1, maxLength: 4 },
    ),
    repeat: fc.integer({ min: 0, max: 3 }),
    following: fc.option(fc.nat(3)),
    repeatFrom: fc.nat(3),
    ackTimeout: fc.option(fc.integer({ min: 1, max: 60 }), { nil: undefined }),
  })
  .map(({ delays, repeat, repeatFrom, following, ackTimeout }) => ({
    name: 'any',
    repeat,
    ...(following !== null && following > 0 && following < delays.length
      ? {
          repeatFrom: Math.min(repeatFrom, following - 1),
          then: [{ name: 'other', from: following, repeat }],
        }
      : { repeatFrom: Math.min(repeatFrom, delays.length - 1) }),
    steps: delays.map(([delay, reaches, severities]) => ({
      ...(severities && { when: { severities } }),
      targets: reaches ? [pages(BEN), CRITICAL] : [{ ...pages(BEN), contacts: [] }],
      delayMs: delay * MINUTE,
    })),
    ...(ackTimeout !== undefined && { ackTimeoutMs: ackTimeout * MINUTE }),
  }));

const slaTarget = fc
  .tuple(fc.option(minutes, { nil: undefined }), fc.option(minutes, { nil: undefined }))
  .map(([acknowledge, resolve]) => ({
    ...(acknowledge !== undefined && { acknowledgeMs: acknowledge * MINUTE }),
    ...(resolve !== undefined && { resolveMs: resolve * MINUTE }),
  }));

const sla: fc.Arbitrary<SlaPolicy> = fc
  .tuple(slaTarget, slaTarget, slaTarget, slaTarget, fc.constantFrom(0, 0.5, 0.8, 1))
  .map(([a, b, c, d, warnAt]) => ({ warnAt, targets: { 'SEV-1': a, 'SEV-2': b, 'SEV-3': c, 'SEV-4': d } }));

const AT_MOST = 40 * MINUTE;

const urgency: fc.Arbitrary<UrgencyPlan> = fc.subarray([...SEVERITIES]).map((low) => {
  const of = (severity: Severity) => (low.includes(severity) ? 'low' : 'high');
  return {
    waiting: { hours: 'office', atMostMs: AT_MOST },
    bySeverity: { 'SEV-1': of('SEV-1'), 'SEV-2': of('SEV-2'), 'SEV-3': of('SEV-3'), 'SEV-4': of('SEV-4') },
  };
});

const plan: fc.Arbitrary<ResponsePlan> = fc
  .tuple(fc.option(escalation, { nil: undefined }), sla, fc.option(urgency, { nil: undefined }))
  .map(([policy, targets, calm]) => ({
    sla: targets,
    ...(policy && { escalation: policy }),
    ...(calm && { urgency: calm }),
  }));

const HALF_HOUR = 30 * MINUTE;
const isOpen = (at: number): boolean => Math.floor(at / HALF_HOUR) % 3 === 0;

/** Half an hour is open, an hour is closed. */
function officeAt(at: number): FoundHours {
  const nth = Math.floor(at / HALF_HOUR);
  const open = isOpen(at);
  const until = open ? (nth + 1) * HALF_HOUR : (Math.floor(nth / 3) + 1) * 3 * HALF_HOUR;
  return {
    hours: 'office',
    open,
    until,
    ...(!open && at + AT_MOST < until && { latest: { at: at + AT_MOST, local: 'late' } }),
  };
}
const dueAt =
  (at: number): Due =>
  (step) =>
    dueStep(step, [], [officeAt(at)]);

/** A person does something, time passes with everything that becomes due, or Muster comes late to all of it. */
type Happening =
  | { readonly kind: 'command'; readonly by: typeof ANA; readonly command: Command }
  | { readonly kind: 'time'; readonly minutes: number }
  | { readonly kind: 'outage'; readonly minutes: number; readonly pick: number };

const happening: fc.Arbitrary<Happening> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('command' as const), by: person, command }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('time' as const), minutes }) },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('outage' as const), minutes, pick: fc.nat({ max: 10 }) }),
  },
);

const happenings = fc.array(happening, { maxLength: 40 });

/** More events than one instant can need: reached, Muster runs in a circle. */
const CIRCLE = 200;

/** Plays it all, and shows the incident before each event to `watch`. */
function play(
  thePlan: ResponsePlan,
  script: readonly Happening[],
  watch: (before: Incident, event: Story['events'][number]) => void = () => undefined,
): Story {
  const story = new Story(thePlan);
  const happen = (by: typeof ANA, bodies: Parameters<Story['happen']>[1]): void => {
    for (const body of bodies) {
      const before = story.incident;
      for (const event of story.happen(by, [body])) watch(before, event);
    }
  };
  /** @param pick which of the overdue ones is noticed first after an outage. */
  const catchUp = (end: number, pick: number): void => {
    for (let turns = 0; ; turns++) {
      const due = deadlines(story.incident, thePlan)
        .filter(({ at }) => at <= end)
        .sort((a, b) => a.at - b.at);
      const next = due[pick % Math.max(1, due.length)];
      if (!next) return;
      expect(turns).toBeLessThan(CIRCLE);
      const now = Math.max(story.now, next.at);
      const bodies = reach(story.incident, thePlan, next.name, now, dueAt(now));
      // A deadline that has passed and is answered with nothing would be tried for ever.
      expect(bodies).not.toEqual([]);
      story.now = Math.max(story.now, next.at);
      happen(MUSTER, bodies);
    }
  };
  for (const one of script) {
    if (one.kind === 'command') {
      const decision = decide(story.incident, thePlan, one.by, one.command, story.now, dueAt(story.now));
      if ('events' in decision) happen(one.by, decision.events);
    } else {
      const end = story.now + one.minutes * MINUTE;
      if (one.kind === 'outage') story.now = end;
      catchUp(end, one.kind === 'outage' ? one.pick : 0);
      story.now = end;
    }
  }
  return story;
}

const RUNS = { numRuns: 400 };

describe('whatever people do, and whenever', () => {
  it('nobody is paged by the clock while an acknowledgement is in force', () => {
    fc.assert(
      fc.property(plan, happenings, (thePlan, script) => {
        play(thePlan, script, (before, event) => {
          if (event.type === 'escalated' && event.cause !== 'asked') expect(before.status).toBe('open');
          // Who asks for a page is told that there is nobody left for it, whatever the status.
          if (event.type === 'escalation_exhausted' && !event.noneApplies) expect(before.status).toBe('open');
          if (event.type === 'acknowledgement_expired') expect(before.status).toBe('acknowledged');
        });
      }),
      RUNS,
    );
  });

  it('a page of low urgency waits for working hours, once for the same ones, and no longer than stated', () => {
    fc.assert(
      fc.property(plan, happenings, (thePlan, script) => {
        const waited = new Map<number, number>();
        play(thePlan, script, (before, event) => {
          if (event.type === 'page_held') {
            expect(isOpen(event.at)).toBe(false);
            expect(event.hold.until - event.at).toBeLessThanOrEqual(AT_MOST);
            expect(event.hold.until).toBeLessThanOrEqual(event.hold.opensAt);
            expect(event.cause).not.toBe('asked');
          }
          if (event.type !== 'escalated' || isOpen(event.at)) return;
          const step = thePlan.escalation?.steps[event.step];
          const isLow = urgencyOf(thePlan.urgency, step, before.severity) === 'low';
          const held = before.escalation?.held;
          const { until: opening = 0 } = officeAt(event.at);
          if (held) waited.set(held.opensAt, held.until);
          // The first page of the story is decided before the hours are known.
          if (isLow && event.cause !== 'asked' && event.cause !== 'declared') {
            expect(
              held?.until ?? waited.get(opening) ?? waited.get(before.escalation?.waitedFor ?? 0),
            ).toBeDefined();
          }
        });
      }),
      RUNS,
    );
  });

  it('each SLA clock warns at most once, breaches at most once, and never warns after a breach', () => {
    fc.assert(
      fc.property(plan, happenings, (thePlan, script) => {
        const { events } = play(thePlan, script);
        for (const clock of SLA_CLOCKS) {
          const told = events
            .filter((event) => event.type === 'sla_warning' || event.type === 'sla_breached')
            .filter((event) => event.clock === clock)
            .map(({ type }) => type);
          expect([[], ['sla_warning'], ['sla_breached'], ['sla_warning', 'sla_breached']]).toContainEqual(
            told,
          );
        }
      }),
      RUNS,
    );
  });

  it('numbers and times only rise, and the same events always make the same incident', () => {
    fc.assert(
      fc.property(plan, happenings, (thePlan, script) => {
        const { events, incident } = play(thePlan, script);
        expect(events.map(({ sequence }) => sequence)).toEqual(events.map((_, index) => index + 1));
        const times = events.map(({ at }) => at);
        expect(times).toEqual([...times].sort((a, b) => a - b));
        const { title, severity, private: hidden, declared } = new Story(thePlan).incident;
        const begin = newIncident(
          'default',
          'INC-7',
          { title, severity, private: hidden, by: declared.by },
          declared.at,
        );
        expect(events.reduce(evolve, begin)).toEqual(incident);
        // The read model gets them through JSON.
        expect(JSON.parse(JSON.stringify(incident))).toEqual(incident);
      }),
      RUNS,
    );
  });

  it('no role has two holders and nobody responds twice', () => {
    fc.assert(
      fc.property(plan, happenings, (thePlan, script) => {
        const { responders } = play(thePlan, script).incident;
        const roles = responders.flatMap(({ role }) => (role ? [role] : []));
        expect(new Set(roles).size).toBe(roles.length);
        expect(new Set(responders.map(({ person: { id } }) => id)).size).toBe(responders.length);
      }),
      RUNS,
    );
  });

  it('an open incident is being escalated, or somebody heard that nobody was reached', () => {
    fc.assert(
      fc.property(plan, happenings, (thePlan, script) => {
        const { incident, events } = play(thePlan, script);
        if (incident.status !== 'open') return;
        if (!thePlan.escalation) {
          const last = events.findLast(({ type }) => type === 'declared' || type === 'reopened');
          expect(events[last!.sequence]!.type).toBe('nobody_paged');
          return;
        }
        const exhausted = incident.escalation?.state === 'exhausted';
        expect(exhausted || incident.escalation?.nextAt !== undefined).toBe(true);
        if (exhausted) expect(events.some(({ type }) => type === 'escalation_exhausted')).toBe(true);
      }),
      RUNS,
    );
  });
});
