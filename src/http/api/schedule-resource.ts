import type { z } from 'zod';
import type { Swap, SwappedShift } from '../../chat/swap.ts';
import type { ScheduleConfig } from '../../config/config.ts';
import type { Person } from '../../incident/person.ts';
import { troubleOf } from '../../oncall/fetched-calendar.ts';
import type { Shift } from '../../oncall/shift.ts';
import type { OverrideOf, StandingSchedule } from '../rosters.ts';
import { iso } from './resource.ts';
import type { overrideResource, scheduleResource, swapResource } from './schedule-schema.ts';

/** @returns what a person is called. */
export type NameOf = (id: string) => string;

export const namedSchedule = ({ id, name, zone }: ScheduleConfig) => ({ id, name, timeZone: zone });

export const gapResource = ({ from, until }: Shift) => ({ from: iso(from), until: iso(until) });

/** A shift as the API shows it; one without an end has none there either. */
export function shiftResource({ from, until, people }: Shift, nameOf: NameOf) {
  return {
    from: iso(from),
    ...(Number.isFinite(until) && { until: iso(until) }),
    people: people.map(({ person, layer, override }) => ({
      id: person,
      name: nameOf(person),
      ...(layer !== undefined && { layer }),
      ...(override !== undefined && { override }),
    })),
  };
}

/** @param at when it was looked, epoch milliseconds. */
export function toSchedule(
  { schedule, now, next, gaps, unreachable }: StandingSchedule,
  nameOf: NameOf,
  at: number,
): z.output<typeof scheduleResource> {
  return {
    ...namedSchedule(schedule),
    now: shiftResource(now, nameOf),
    ...(next && { next: shiftResource(next, nameOf) }),
    gaps: gaps.map(gapResource),
    gapsUntil: iso(at + schedule.lookAheadMs),
    gapsExpected: schedule.expectGaps,
    unreachable: unreachable.map(({ person, from }) => ({
      id: person,
      name: nameOf(person),
      from: iso(from),
    })),
    ...(schedule.fetched && {
      calendars: schedule.fetched.map((one) => {
        const { fetchedAt, failing } = one.state ?? {};
        const trouble = troubleOf(one, one.state, at);
        return {
          layer: one.layer,
          ...(fetchedAt !== undefined && { fetchedAt: iso(fetchedAt) }),
          ...(trouble && { trouble }),
          ...(failing && { reason: failing.reason }),
        };
      }),
    }),
  };
}

function swappedResource({ schedule, from, until }: SwappedShift) {
  return { schedule, from: iso(from), until: iso(until) };
}

/** An offer of a shift as the API shows it. */
export function toSwap({ offer, state, by, expiresAt, reason }: Swap): z.output<typeof swapResource> {
  const { id, asker, other, gives, takes } = offer;
  return {
    id,
    state,
    asker,
    other,
    gives: swappedResource(gives),
    ...(takes && { takes: swappedResource(takes) }),
    expiresAt: iso(expiresAt),
    ...(by && { by }),
    ...(reason !== undefined && { reason }),
  };
}

export function toOverride(
  { schedule, override }: OverrideOf,
  nameOf: NameOf,
): z.output<typeof overrideResource> {
  const { id, people, replaces, from, until, by, madeAt, note } = override;
  const person = (one: string): Person => ({ id: one, name: nameOf(one) });
  return {
    id,
    schedule: schedule.id,
    people: people.map(person),
    ...(replaces !== undefined && { replaces: person(replaces) }),
    from: iso(from),
    until: iso(until),
    by,
    madeAt: iso(madeAt),
    ...(note !== undefined && { note }),
  };
}
