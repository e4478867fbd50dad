import { expect, it } from 'vitest';
import { createOnCallActivities } from '../../activities/on-call.ts';
import type { Override } from '../../src/oncall/override.ts';
import type { Schedule } from '../../src/oncall/schedule.ts';
import { person } from '../harness/plan.ts';

const at = Date.parse('2026-01-06T12:00Z');
const DAY = 86_400_000;
const schedule: Schedule = {
  id: 'payments',
  name: 'Payments primary',
  zone: 'UTC',
  holidays: new Set(),
  layers: [
    {
      name: 'Days',
      hours: [],
      turns: { groups: [['ana', 'gone'], ['ben']], start: Date.parse('2026-01-06T00:00Z'), lengthMs: DAY },
    },
  ],
};

function asked(overrides: readonly Override[] = []) {
  const activities = createOnCallActivities({
    schedule: (tenant, id) => (tenant === 'default' && id === 'payments' ? schedule : undefined),
    overrides: () => Promise.resolve(overrides),
    person: (_, id) => Promise.resolve(id === 'gone' ? undefined : person(id, 'slack', 'discord')),
    now: () => at,
  });
  return (name: string, tenant = 'default') =>
    activities.whoIsOnCall({ tenant, schedules: [{ schedule: name, name: 'As declared' }] });
}

it('finds who is on call with all ways to reach them, and until when; who is no more in the configuration is left out', async () => {
  expect(await asked()('payments')).toEqual([
    {
      schedule: 'payments',
      name: 'Payments primary',
      people: [person('ana', 'slack', 'discord')],
      until: Date.parse('2026-01-07T00:00Z'),
    },
  ]);
});

it('heeds overrides', async () => {
  const override = { id: '1', people: ['cy'], from: at - 1, until: at + 60_000 };
  const [found] = await asked([override])('payments');
  expect(found?.people.map((one) => one.person.id)).toEqual(['cy']);
  expect(found?.until).toBe(at + 60_000);
});

it('knows no schedule of another tenant, nor one that was taken out of the configuration', async () => {
  const unknown = { name: 'As declared', people: [], unknown: true };
  expect(await asked()('payments', 'acme')).toEqual([{ schedule: 'payments', ...unknown }]);
  expect(await asked()('search')).toEqual([{ schedule: 'search', ...unknown }]);
});
