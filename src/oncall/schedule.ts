import { openingAt, type Calendar, type Holidays, type Hours } from './hours.ts';
import type { Override } from './override.ts';
import { turnAt, type Rotation, type Turn } from './rotation.ts';
import { instantOf, type Wall } from './wall.ts';

/** A shift that somebody wrote into a calendar of their own. Epoch milliseconds; `until` is exclusive. */
export interface WrittenShift {
  readonly person: string;
  readonly from: number;
  readonly until: number;
}

/** Shifts that are found for any time, because they repeat. The same question has always the same answer. */
export interface WrittenTurns {
  /** @returns whatever is not over at `from` and begins before `until`, in epoch milliseconds; whole, not cut to it. */
  readonly shiftsIn: (from: number, until: number) => readonly WrittenShift[];
  /** Names that are nobody's, in what is written for this time, each once and with the first of them. */
  readonly unknownIn: (from: number, until: number) => readonly UnknownName[];
}

/** A name in a calendar that is nobody's. Epoch milliseconds; `until` is exclusive. */
export interface UnknownName {
  readonly name: string;
  readonly from: number;
  readonly until: number;
  /** Line of the event in the calendar, from 1. */
  readonly line: number;
}

/** Who is on call unless a layer above says otherwise. */
export interface Layer {
  readonly name: string;
  readonly turns: Rotation | readonly WrittenShift[] | WrittenTurns;
  /** The hours for which it speaks; all without any. */
  readonly hours: readonly Hours[];
  /** Whether it is silent on holidays, or speaks on them alone. */
  readonly onHolidays?: 'skip' | 'only';
  /** When it ends. */
  readonly end?: Wall;
}

/** Who is on call and when. */
export interface Schedule {
  /** The key in the configuration. */
  readonly id: string;
  readonly name: string;
  /** IANA name of the zone in whose time hand-overs and hours are meant. */
  readonly zone: string;
  /** The lowest first: each speaks where none above it does. */
  readonly layers: readonly Layer[];
  readonly holidays: Holidays;
}

/** Somebody on call, and what put them there. */
export interface OnCallPerson {
  readonly person: string;
  /** Name of the layer. Absent: an override alone. */
  readonly layer?: string;
  /** Id of the override that put them in. */
  readonly override?: string;
}

export interface OnCall {
  readonly people: readonly OnCallPerson[];
  /** Epoch milliseconds before which nothing changes. */
  readonly until: number;
}

/**
 * Who is on call at an instant: a function of the schedule, its overrides and the instant alone.
 * @param overrides in the order in which they were made; where two contradict each other the later holds.
 * @param at epoch milliseconds.
 */
export function onCallAt(schedule: Schedule, overrides: readonly Override[], at: number): OnCall {
  let people: readonly OnCallPerson[] = [];
  let until = Infinity;
  for (const layer of schedule.layers.toReversed()) {
    const spoken = layerAt(layer, schedule, at);
    until = Math.min(until, spoken.until);
    people = spoken.people;
    if (people.length > 0) break;
  }
  for (const override of overrides) {
    if (override.from > at) until = Math.min(until, override.from);
    else if (override.until > at) {
      until = Math.min(until, override.until);
      people = overridden(people, override);
    }
  }
  return { people, until };
}

function layerAt(layer: Layer, { zone, holidays }: Schedule, at: number): OnCall {
  const end = layer.end === undefined ? Infinity : instantOf(layer.end, zone);
  if (at >= end) return { people: [], until: Infinity };
  const turn = groupAt(layer.turns, zone, at);
  const calendar: Calendar = {
    zone,
    hours: layer.hours,
    holidays,
    ...(layer.onHolidays && { onHolidays: layer.onHolidays }),
  };
  const always = layer.hours.length === 0 && !layer.onHolidays;
  const opening = always ? { open: true, until: Infinity } : openingAt(calendar, at);
  return {
    people: opening.open ? turn.group.map((person) => ({ person, layer: layer.name })) : [],
    until: Math.min(end, turn.until, opening.until),
  };
}

/** How long a time is for which written shifts are found at once, in milliseconds. */
const BLOCK_MS = 64 * 86_400_000;

function groupAt(turns: Layer['turns'], zone: string, at: number): Pick<Turn, 'group' | 'until'> {
  if ('groups' in turns) return turnAt(turns, zone, at);
  if (!('shiftsIn' in turns)) return writtenAt(turns, at);
  const from = Math.floor(at / BLOCK_MS) * BLOCK_MS;
  const { group, until } = writtenAt(turns.shiftsIn(from, from + BLOCK_MS), at);
  // Of what begins after it nothing is known here.
  return { group, until: Math.min(until, from + BLOCK_MS) };
}

function writtenAt(shifts: readonly WrittenShift[], at: number): { group: string[]; until: number } {
  const now = shifts.filter((shift) => shift.from <= at && at < shift.until);
  const edges = [...now.map((shift) => shift.until), ...shifts.map((shift) => shift.from)];
  return {
    group: [...new Set(now.map(({ person }) => person))],
    until: Math.min(Infinity, ...edges.filter((edge) => edge > at)),
  };
}

function overridden(people: readonly OnCallPerson[], override: Override): readonly OnCallPerson[] {
  const { replaces } = override;
  const added = override.people.map((person): OnCallPerson => ({ person, override: override.id }));
  if (replaces === undefined) return added;
  const replaced = people.find(({ person }) => person === replaces);
  if (!replaced) return people;
  const others = people.filter((one) => one !== replaced && !override.people.includes(one.person));
  const { layer } = replaced;
  return [...others, ...added.map((one) => ({ ...one, ...(layer !== undefined && { layer }) }))];
}
