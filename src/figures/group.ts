import { SEVERITIES } from '../incident/severity.ts';
import { dateOf, DAY_MS, dayOf, weekdayOf, type Wall } from '../oncall/wall.ts';
import type { Counted } from './fact.ts';
import { figuresOf, type AtNight, type Figures } from './figures.ts';

/** What figures may be told apart by. */
export const GROUPINGS = ['severity', 'service', 'team', 'person', 'day', 'week', 'month'] as const;
export type Grouping = (typeof GROUPINGS)[number];

/** The figures of one severity, service, team, person, day, week or month. */
export interface Group extends Figures {
  /** `SEV-1`, a key of the configuration, a person's id, or the first day such as `2026-11-01`; empty for none. */
  readonly key: string;
  /** What people call it. */
  readonly name: string;
}

export interface GroupingWords {
  readonly atNight: AtNight;
  /** What the clocks show where days begin. @param at epoch milliseconds. */
  readonly wall: (at: number) => Wall;
  /** @returns what a service, team or person is called. */
  readonly nameOf: (by: 'service' | 'team' | 'person', key: string) => string | undefined;
}

/** @returns the groups in their natural order; those without a service or team come last. */
export function grouped(counted: readonly Counted[], by: Grouping, words: GroupingWords): Group[] {
  const { atNight, wall, nameOf } = words;
  if (by === 'person') return byPerson(counted, words);
  const found = new Map<string, Counted[]>();
  for (const fact of counted) {
    const key = keyOf(fact, by, wall);
    const some = found.get(key);
    if (some) some.push(fact);
    else found.set(key, [fact]);
  }
  const name = (key: string): string =>
    key === '' ? `no ${by}` : ((by === 'service' || by === 'team' ? nameOf(by, key) : undefined) ?? key);
  return [...found]
    .sort(([a], [b]) => order(a, by) - order(b, by) || a.localeCompare(b))
    .map(([key, facts]) => ({ key, name: name(key), ...figuresOf(facts, atNight) }));
}

function order(key: string, by: Grouping): number {
  if (by === 'severity') return SEVERITIES.findIndex((severity) => severity === key);
  return key === '' ? 1 : 0;
}

function keyOf(fact: Counted, by: Exclude<Grouping, 'person'>, wall: GroupingWords['wall']): string {
  if (by === 'severity') return fact.severity;
  if (by === 'service' || by === 'team') return fact[by] ?? '';
  return spanKey(wall(fact.declaredAt), by);
}

/** @returns the first day of the day, week or month in which a wall time is. */
function spanKey(at: Wall, by: 'day' | 'week' | 'month'): string {
  const day = dayOf(at);
  if (by === 'day') return dateOf(day);
  if (by === 'week') return dateOf(day - (weekdayOf(day) - 1) * DAY_MS);
  return `${dateOf(day).slice(0, 7)}-01`;
}

/** @returns the keys of all days, weeks or months between two wall times, in order: also of those in which nothing was. */
export function spanKeys(from: Wall, to: Wall, by: 'day' | 'week' | 'month'): string[] {
  const keys = new Set<string>();
  for (let day = dayOf(from); day <= to; day += DAY_MS) keys.add(spanKey(day, by));
  return [...keys];
}

/** An incident counts for everybody who was paged, acknowledged, mitigated or resolved it. */
function byPerson(counted: readonly Counted[], { atNight, nameOf }: GroupingWords): Group[] {
  const found = new Map<string, { name: string; facts: Set<Counted> }>();
  for (const fact of counted) {
    const deeds = [fact.acknowledged, fact.mitigated, fact.resolved].flatMap((deed) =>
      deed ? [deed.by] : [],
    );
    for (const { id, name } of [...fact.pages.flatMap(({ people }) => people), ...deeds]) {
      const one = found.get(id) ?? { name, facts: new Set<Counted>() };
      one.facts.add(fact);
      found.set(id, one);
    }
  }
  return [...found]
    .map(([key, { name, facts }]) => ({
      key,
      name: nameOf('person', key) ?? name,
      ...figuresOf([...facts], atNight, key),
    }))
    .sort((a, b) => b.pages - a.pages || a.name.localeCompare(b.name));
}
