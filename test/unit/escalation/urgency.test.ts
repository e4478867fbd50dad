import { describe, expect, it } from 'vitest';
import { createHoursActivities } from '../../../activities/hours.ts';
import { dueStep, type Due, type WantedHours } from '../../../src/escalation/due-step.ts';
import type { FoundHours } from '../../../src/escalation/found-hours.ts';
import { holdOf, urgencyOf, type UrgencyPlan } from '../../../src/escalation/urgency.ts';
import { deadlines, reach } from '../../../src/incident/deadline.ts';
import { restartEscalation } from '../../../src/incident/escalate.ts';
import { evolve, newIncident } from '../../../src/incident/evolve.ts';
import { MUSTER } from '../../../src/incident/person.ts';
import type { Calendar } from '../../../src/oncall/hours.ts';
import { localText } from '../../../src/oncall/local-text.ts';
import { ANA, CRITICAL, NO_SLA } from '../incident/fixture.ts';

const HOUR = 3_600_000;
const waiting = { hours: 'office', atMostMs: 16 * HOUR };
const plan: UrgencyPlan = {
  waiting,
  bySeverity: { 'SEV-1': 'high', 'SEV-2': 'high', 'SEV-3': 'low', 'SEV-4': 'low' },
};
const step = { targets: [CRITICAL], delayMs: 1 };

describe('the urgency of a page', () => {
  it.each([
    [undefined, step, 'SEV-4', 'high'],
    [plan, step, 'SEV-4', 'low'],
    [plan, step, 'SEV-1', 'high'],
    [plan, { ...step, urgency: 'high' }, 'SEV-4', 'high'],
    [plan, { ...step, urgency: 'low' }, 'SEV-1', 'low'],
  ] as const)('%#: is that of the step, else that of the severity', (of, which, severity, urgency) => {
    expect(urgencyOf(of, which, severity)).toBe(urgency);
  });
});

describe('a page of low urgency', () => {
  const found = { hours: 'office', open: false, until: 900, local: 'Mon 09:00 UTC' };

  it('waits until the hours open', () => {
    expect(holdOf(waiting, [found], undefined)).toEqual({ until: 900, local: 'Mon 09:00 UTC', opensAt: 900 });
  });

  it('waits no longer than it may', () => {
    const latest = { at: 500, local: 'Sun 02:00 UTC' };
    expect(holdOf(waiting, [{ ...found, latest }], undefined)).toEqual({
      until: 500,
      local: 'Sun 02:00 UTC',
      opensAt: 900,
    });
  });

  it.each([
    ['the hours are open', [{ ...found, open: true }], undefined],
    ['the configuration has them no more', [{ ...found, unknown: true as const }], undefined],
    ['nothing is known of them', [], undefined],
    ['another has waited for the same opening', [found], 900],
  ])('waits for nothing when %s', (_, hours, waitedFor) => {
    expect(holdOf(waiting, hours, waitedFor)).toBeUndefined();
  });
});

describe('a page that waits for hours which are closed for long', () => {
  const DAY = 24 * HOUR;
  const declaredAt = Date.parse('2026-12-23T18:00Z');
  /** Two weeks off and a bridge to the weekend: the office opens on Monday, 11 January. */
  const daysOff = Array.from({ length: 16 }, (_, n) => new Date(declaredAt + (n + 1) * DAY).toISOString());
  const office = (closedLater: readonly string[] = []): Calendar => ({
    zone: 'Europe/Berlin',
    hours: [{ days: [1, 2, 3, 4, 5], from: 540, to: 1020 }],
    holidays: new Set([...daysOff.map((day) => day.slice(0, 10)), ...closedLater]),
    onHolidays: 'skip',
  });

  /** @returns when each page goes out after it was declared, in hours, and when it was held. */
  async function course(atMostMs: number, calendar: (now: number) => Calendar) {
    const policy = { name: 'p', steps: [step, step], repeat: 0 };
    const sla = NO_SLA;
    const planned = { escalation: policy, sla, urgency: { ...plan, waiting: { hours: 'office', atMostMs } } };
    let incident = newIncident(
      't',
      'INC-1',
      { title: 'x', severity: 'SEV-4', private: false, by: ANA },
      declaredAt,
    );
    let now = declaredAt;
    const told: string[] = [];
    const next = async (first: boolean): Promise<void> => {
      const wanted: WantedHours[] = [];
      const decided = (found: readonly FoundHours[]) => {
        const due: Due = (one, waiting) => {
          if (waiting) wanted.push(waiting);
          return dueStep(one, [], found);
        };
        return first
          ? restartEscalation(incident, planned, 'declared', now, due)
          : reach(incident, planned, 'escalation', now, due);
      };
      decided([]);
      const hours = createHoursActivities({ hours: () => calendar(now), now: () => now });
      const found = await hours.whichHours({ tenant: 't', hours: wanted.slice(0, 1) });
      for (const body of decided(found)) {
        incident = evolve(incident, { ...body, by: MUSTER, at: now, sequence: incident.sequence + 1 });
        told.push(`${body.type} after ${(now - declaredAt) / HOUR} h`);
      }
    };
    await next(true);
    for (let turn = 0; turn < 40; turn++) {
      const due = deadlines(incident, planned).find(({ name }) => name === 'escalation');
      if (!due) break;
      now = Math.max(now, due.at);
      await next(false);
    }
    return told;
  }

  it('goes out when it has waited as long as it may, and the next one does not wait for the same opening', async () => {
    const told = await course(24 * HOUR, () => office());
    expect(told.slice(0, 3)).toEqual([
      'page_held after 0 h',
      'escalated after 24 h',
      expect.stringMatching(/^escalated after 24/),
    ]);
  });

  it('goes out when they open, however far that is', async () => {
    const opens = (Date.parse('2027-01-11T08:00Z') - declaredAt) / HOUR;
    const told = await course(30 * DAY, () => office());
    expect(told.slice(0, 2)).toEqual(['page_held after 0 h', `escalated after ${opens} h`]);
  });

  it('waits no longer than it may in all, when a day on which they were to open is taken off meanwhile', async () => {
    const closed = ['2027-01-11', '2027-01-12'];
    const told = await course(19 * DAY, (now) => office(now > declaredAt ? closed : []));
    expect(told.slice(0, 3)).toEqual([
      'page_held after 0 h',
      `page_held after ${(Date.parse('2027-01-11T08:00Z') - declaredAt) / HOUR} h`,
      `escalated after ${19 * 24} h`,
    ]);
  });
});

describe('hours, as they are looked up', () => {
  const calendar = {
    zone: 'Europe/Berlin',
    hours: [{ days: [1, 2, 3, 4, 5], from: 540, to: 1020 }],
    holidays: new Set<string>(),
  };
  const at = (text: string) =>
    createHoursActivities({
      hours: (_, key) => (key === 'office' ? calendar : undefined),
      now: () => Date.parse(text),
    });

  it.each([
    // The night on which clocks are put forward: Saturday 18:00 CET to Monday 09:00 CEST.
    [
      '2026-03-28T17:00Z',
      '2026-03-30T07:00Z',
      'Mon 09:00 Europe/Berlin',
      '2026-03-29T09:00Z',
      'Sun 11:00 Europe/Berlin',
    ],
    // The night on which they are put back.
    [
      '2026-10-24T16:00Z',
      '2026-10-26T08:00Z',
      'Mon 09:00 Europe/Berlin',
      '2026-10-25T08:00Z',
      'Sun 09:00 Europe/Berlin',
    ],
  ])('at %s open at %s, which is %s', async (now, opens, local, latest, latestLocal) => {
    const [found] = await at(now).whichHours({ tenant: 't', hours: [waiting] });
    expect(found).toEqual({
      hours: 'office',
      open: false,
      until: Date.parse(opens),
      local,
      latest: { at: Date.parse(latest), local: latestLocal },
    });
  });

  it('are not limited when they open in time, nor asked of a condition', async () => {
    const monday = at('2026-03-30T06:00Z');
    const [waits] = await monday.whichHours({ tenant: 't', hours: [waiting] });
    expect(waits).not.toHaveProperty('latest');
    const [condition] = await at('2026-03-28T17:00Z').whichHours({
      tenant: 't',
      hours: [{ hours: 'office' }],
    });
    expect(condition).not.toHaveProperty('latest');
    expect(await monday.whichHours({ tenant: 't', hours: [{ hours: 'gone' }] })).toEqual([
      { hours: 'gone', open: true, unknown: true },
    ]);
  });

  it('have the date where the weekday could be another one', () => {
    const now = Date.parse('2026-03-02T12:00Z');
    expect(localText(Date.parse('2026-03-08T23:59Z'), 'UTC', now)).toBe('Sun 23:59 UTC');
    expect(localText(Date.parse('2026-03-09T09:00Z'), 'UTC', now)).toBe('Mon 2026-03-09 09:00 UTC');
  });
});
