import { activityInfo } from '@temporalio/activity';
import { inject, expect, test } from 'vitest';
import { createOnCallActivities } from '../../activities/on-call.ts';
import type { Command } from '../../src/incident/command.ts';
import type { IncidentEvent } from '../../src/incident/event.ts';
import type { Override } from '../../src/oncall/override.ts';
import type { Schedule } from '../../src/oncall/schedule.ts';
import { DAY_MS, HOUR_MS, dayOf, wallAt } from '../../src/oncall/wall.ts';
import { createSimulator } from '../../src/simulation/machine/simulator.ts';
import type { Outcome } from '../../src/simulation/outcome.ts';
import { rowsOf } from '../../src/simulation/rows.ts';
import { declaring, inputOf, type DeclareWords } from '../harness/declare.ts';
import { millis, person } from '../harness/plan.ts';
import { RecordingActivities } from '../harness/recording-activities.ts';
import { timeSkipping } from '../harness/time-skipping.ts';

/*
 * What a simulation foretells is compared with what a Temporal server does when the same is run on it, with its clock
 * skipping: every event, every page, every time. The server's clock goes on by itself meanwhile, so times are compared by
 * the minute.
 */

const temporal = timeSkipping();
const declare = declaring(temporal);

interface Compared extends DeclareWords {
  readonly schedules?: readonly Schedule[];
  readonly overrides?: readonly Override[];
  /** The earliest first: how long after declaring, what, by whom. */
  readonly acts?: readonly (readonly [after: string, command: Command, by: string])[];
  /** For how long. */
  readonly until: string;
}

const minute = (ms: number): number => Math.round(ms / 60_000);

/** @returns an event without what differs by nature: when the incident was declared, by whom, and by which configuration. */
function relative(event: IncidentEvent, declaredAt: number): object {
  const ofTimes = (key: string, value: unknown): unknown => {
    if (key === 'configuration') return undefined;
    const time = typeof value === 'number' && /^(?:at|nextAt|dueAt|until)$/.test(key);
    return time ? minute(value - declaredAt) : value;
  };
  const { by, ...rest } = JSON.parse(JSON.stringify(event, ofTimes)) as Record<string, unknown>;
  return event.type === 'declared' ? { ...rest, title: '' } : { ...rest, by };
}

function onCallBy({ schedules = [], overrides = [] }: Compared) {
  return {
    schedule: (_tenant: string, id: string) => schedules.find((one) => one.id === id),
    hours: () => undefined,
    overrides: () => Promise.resolve(overrides),
    person: (_tenant: string, id: string) => Promise.resolve(person(id)),
  };
}

/** Runs it on the server. @returns what happened there, and when it was declared. */
async function really(words: Compared) {
  const activities = new RecordingActivities();
  const { implementation } = activities;
  implementation.whoIsOnCall = (question) => {
    const { currentAttemptScheduledTimestampMs: at } = activityInfo();
    return createOnCallActivities({ ...onCallBy(words), now: () => at }).whoIsOnCall(question);
  };
  const incident = await declare({ ...words, activities });
  const declaredAt = await incident.declaredAt();
  const passTo = async (after: number): Promise<void> => {
    const left = declaredAt + after - (await temporal.env.currentTimeMs());
    if (left > 0) await incident.skip(`${left}ms`);
  };
  for (const [after, { name, ...argument }, by] of words.acts ?? []) {
    await passTo(millis(after));
    await incident.command(name, argument, by);
    await incident.settled();
  }
  await passTo(millis(words.until));
  const pages = activities
    .done({ activity: 'page' })
    .map(({ target, at }) => [target, minute(at - declaredAt)]);
  return { declaredAt, events: incident.timeline().map((event) => relative(event, declaredAt)), pages };
}

/** Simulates it. @param at when it is declared. */
async function simulated(words: Compared, at: number): Promise<Outcome> {
  const { declaration, plan, routing } = inputOf('INC-1', words);
  const simulate = createSimulator({
    bundle: inject('workflowBundle'),
    planFor: () => ({ severity: declaration.severity, plan, routing }),
    runbooks: () => undefined,
    redact: (text) => text,
    ...onCallBy(words),
  });
  return simulate('default', {
    at,
    acts: (words.acts ?? []).map(([after, command, by]) => ({ afterMs: millis(after), command, by })),
    horizonMs: millis(words.until),
  });
}

async function compare(words: Compared): Promise<Outcome> {
  const real = await really(words);
  const outcome = await simulated(words, real.declaredAt);
  expect(outcome.events.map((event) => relative(event, real.declaredAt))).toEqual(real.events);
  const paged = outcome.pages.flatMap(({ ways, afterMs }) => ways.map((way) => [way, minute(afterMs)]));
  expect(paged.sort()).toEqual(real.pages.sort());
  expect(outcome.pages.length).toBeGreaterThan(0);
  return outcome;
}

/** Two people who take turns. @param handOver the time of day at which they do. */
function turns(id: string, zone: string, now: number, handOver: number, lengthMs = DAY_MS): Schedule {
  const start = dayOf(wallAt(now, zone)) - 3 * DAY_MS + handOver;
  const groups = [['ana'], ['ben']];
  return {
    id,
    name: id,
    zone,
    holidays: new Set(),
    layers: [{ name: 'all', turns: { groups, start, lengthMs }, hours: [] }],
  };
}

test('nobody acknowledges: rounds, targets that are missed, and the end', async () => {
  const outcome = await compare({
    policy: {
      steps: [
        ['ana', '5m'],
        [['ben', 'main/#ops'], '7m'],
      ],
      repeat: 2,
    },
    sla: { 'SEV-1': { acknowledge: '20m', resolve: '2h' } },
    until: '4h',
  });
  expect(outcome.end).toBe('nothing follows');
  expect(outcome.pages).toHaveLength(9);
  expect(outcome.events.map(({ type }) => type)).toContain('escalation_exhausted');
});

test('somebody acknowledges, the acknowledgement expires, and it is resolved', async () => {
  const outcome = await compare({
    policy: {
      steps: [
        ['ana', '10m'],
        ['ben', '10m'],
        ['cy', '10m'],
      ],
      ackTimeout: '45m',
    },
    sla: { 'SEV-1': { acknowledge: '13m', resolve: '3h' } },
    acts: [
      ['12m', { name: 'ack' }, 'ben'],
      ['30m', { name: 'note', text: 'still looking' }, 'ben'],
      ['2h', { name: 'ack' }, 'cy'],
      ['140m', { name: 'resolve' }, 'cy'],
    ],
    until: '6h',
  });
  expect(outcome.acts[0]).toMatchObject({
    command: 'ack',
    by: 'ben',
    cancelled: expect.arrayContaining([{ name: 'escalation', afterMs: 20 * 60_000 }]) as unknown,
  });
});

test('the severity changes, and the SLA with it', async () => {
  await compare({
    severity: 'SEV-3',
    policy: { steps: [['ana', '30m']], repeat: 3 },
    sla: { 'SEV-3': { acknowledge: '4h' }, 'SEV-1': { acknowledge: '65m', resolve: '100m' } },
    acts: [['40m', { name: 'severity', severity: 'SEV-1' }, 'dora']],
    until: '5h',
  });
});

test('a week, with who is on call at each hand-over', async () => {
  const now = await temporal.env.currentTimeMs();
  const outcome = await compare({
    policy: {
      steps: [
        ['schedule:payments', '5h'],
        [['schedule:payments', 'cy'], '7h'],
      ],
      repeat: 20,
    },
    schedules: [turns('payments', 'Asia/Kolkata', now, 9 * HOUR_MS)],
    overrides: [
      { id: 'one', people: ['dora'], replaces: 'ana', from: now + 2 * DAY_MS, until: now + 4 * DAY_MS },
    ],
    until: '167h',
  });
  expect(new Set(outcome.pages.map(({ target }) => target))).toEqual(
    new Set(['person:ana', 'person:ben', 'person:cy', 'person:dora']),
  );
});

test('a night in which the clocks change, and a hand-over in the hour that is missing or comes twice', async () => {
  const zone = 'Europe/Berlin';
  const offset = (at: number): number => wallAt(at, zone) - at;
  let night = dayOf(await temporal.env.currentTimeMs()) + DAY_MS;
  while (offset(night) === offset(night + DAY_MS)) night += DAY_MS;
  // Midnight UTC of the day on which the clocks change at one o'clock UTC.
  await temporal.env.sleep(night - (await temporal.env.currentTimeMs()));
  const outcome = await compare({
    policy: { steps: [['schedule:night', '25m']], repeat: 12 },
    schedules: [turns('night', zone, night, 2.5 * HOUR_MS)],
    until: '7h',
  });
  expect(new Set(outcome.pages.map(({ target }) => target))).toEqual(new Set(['person:ana', 'person:ben']));
});

test('a schedule with nobody in it is passed over at once', async () => {
  const empty: Schedule = { id: 'gap', name: 'Gap', zone: 'UTC', holidays: new Set(), layers: [] };
  const outcome = await compare({
    policy: {
      steps: [
        ['schedule:gap', '10m'],
        ['schedule:gone', '10m'],
        ['ana', '10m'],
      ],
      repeat: 1,
    },
    schedules: [empty],
    until: '2h',
  });
  expect(outcome.pages.map(({ afterMs }) => minute(afterMs))).toEqual([0, 10]);
});

test('a breach pages a policy besides', async () => {
  const outcome = await compare({
    policy: { steps: [['ana', '30m']], repeat: 1 },
    sla: {
      'SEV-1': { acknowledge: '35m', resolve: '2h' },
      pages: { breach: [{ policy: 'managers' }, { policy: 'managers', step: 1 }] },
    },
    slaPolicies: {
      managers: {
        steps: [
          ['maya', '5m'],
          ['zoe', '5m'],
        ],
      },
    },
    acts: [['40m', { name: 'ack' }, 'ana']],
    until: '4h',
  });
  expect(outcome.pages.map(({ label, sla }) => [label, sla?.clock])).toEqual([
    ['ana', undefined],
    ['ana', undefined],
    ['maya', 'acknowledge'],
    ['zoe', 'acknowledge'],
    ['maya', 'resolve'],
    ['zoe', 'resolve'],
  ]);
  expect(rowsOf(outcome, 'UTC').map(({ who, what }) => `${who} ${what}`)).toContain(
    'maya paged by main/@maya: SLA breach (resolve), policy managers, step 1 of 2',
  );
});
