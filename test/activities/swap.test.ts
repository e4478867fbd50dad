import { expect, it } from 'vitest';
import { createSwapActivities } from '../../activities/swap.ts';
import type { MadeOverride } from '../../src/mongo/override-store.ts';
import { onCallAt, type Schedule } from '../../src/oncall/schedule.ts';

const DAY = 86_400_000;
const BEGIN = Date.parse('2027-03-22T09:00Z');
const [ana, ben] = [
  { id: 'ana', name: 'Ana' },
  { id: 'ben', name: 'Ben' },
];
const days: Schedule = {
  id: 'payments',
  name: 'Payments',
  zone: 'UTC',
  holidays: new Set(),
  layers: [{ name: 'Days', hours: [], turns: { groups: [['ana'], ['ben']], start: BEGIN, lengthMs: DAY } }],
};
const shift = (n: number) => ({
  schedule: 'payments',
  name: 'Payments',
  from: BEGIN + n * DAY,
  until: BEGIN + (n + 1) * DAY,
});
const order = {
  tenant: 'default',
  offer: { id: 's-aaaaaa', asker: ana, other: ben, gives: shift(2), takes: shift(3) },
  by: ben,
  at: BEGIN,
};

function swapping(schedule: Schedule | undefined = days) {
  const made: MadeOverride[] = [];
  const { swapShifts } = createSwapActivities({
    schedule: () => schedule,
    overrides: {
      of: () => Promise.resolve([...made]),
      add: (_tenant, _schedule, overrides) => {
        made.push(...overrides.filter(({ id }) => !made.some((one) => one.id === id)));
        return Promise.resolve();
      },
    },
  }) as { swapShifts: (given: typeof order) => Promise<object> };
  const who = (n: number) => onCallAt(days, made, BEGIN + n * DAY + 1).people.map(({ person }) => person);
  return { swapShifts, made, who };
}

it('both take each other’s shift, once however often it is done', async () => {
  const { swapShifts, made, who } = swapping();
  expect([who(2), who(3)]).toEqual([['ana'], ['ben']]);
  expect(await swapShifts(order)).toEqual({ done: true });
  expect(await swapShifts(order)).toEqual({ done: true });
  expect(made).toHaveLength(2);
  expect([who(1), who(2), who(3), who(4)]).toEqual([['ben'], ['ben'], ['ana'], ['ana']]);
});

it('of a shift that has begun what is left is taken over, also where the offer stood for a while', async () => {
  const { swapShifts, made } = swapping();
  const half = BEGIN + 2.5 * DAY;
  const { takes: _, ...offer } = order.offer;
  const late = { ...order, offer, at: half };
  expect(await swapShifts(late as typeof order)).toEqual({ done: true });
  const at = (time: number) => onCallAt(days, made, time).people.map(({ person }) => person);
  expect([at(half - 1), at(half), at(BEGIN + 3 * DAY - 1)]).toEqual([['ana'], ['ben'], ['ben']]);
});

it('nothing is done where one of the shifts is no longer theirs, or the schedule is gone', async () => {
  const { swapShifts, made } = swapping();
  const wrong = { ...order, offer: { ...order.offer, takes: shift(4) } };
  expect(await swapShifts(wrong)).toEqual({ refused: 'Ben is not on call for Payments then any more' });
  expect(made).toEqual([]);
  const gone = createSwapActivities({
    schedule: () => undefined,
    overrides: { of: () => Promise.resolve([]), add: () => Promise.reject(new Error('not asked')) },
  });
  expect(await gone.swapShifts(order)).toEqual({ refused: 'there is no schedule payments any more' });
});
