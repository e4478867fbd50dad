import { COUNTED_CLOCKS, type CountedClock } from '../escalation/sla.ts';
import { dateOf, type Wall } from '../oncall/wall.ts';
import type { Fact } from './fact.ts';
import { complianceOf, type Compliance } from './figures.ts';

/** How many targets were met of what a row is about. */
export interface PublicRow {
  /** Of all, of a severity, a service or a month. */
  readonly name: string;
  readonly sla: Readonly<Partial<Record<CountedClock, Pick<Compliance, 'met' | 'breached' | 'ratio'>>>>;
}

/** What everybody may see. */
export interface PublicFigures {
  readonly total: PublicRow;
  readonly severities: readonly PublicRow[];
  readonly services: readonly PublicRow[];
  readonly months: readonly PublicRow[];
}

/**
 * @param facts of which those of private incidents are left out.
 * @param nameOf what a service is called. @param wall what the clocks show where months begin.
 */
export function publicFigures(
  facts: readonly Fact[],
  nameOf: (service: string) => string | undefined,
  wall: (at: number) => Wall,
): PublicFigures {
  const open = facts.filter(({ insiders }) => insiders === undefined);
  const by = (keyOf: (fact: Fact) => string | undefined): Map<string, Fact[]> => {
    const found = new Map<string, Fact[]>();
    for (const fact of open) {
      const key = keyOf(fact);
      if (key !== undefined) found.set(key, [...(found.get(key) ?? []), fact]);
    }
    return found;
  };
  const rows = (groups: Map<string, Fact[]>, name = (key: string): string => key): PublicRow[] =>
    [...groups]
      .sort(([a], [b]) => a.localeCompare(b))
      .map(([key, some]) => row(name(key), some))
      .filter(({ sla }) => Object.keys(sla).length > 0);
  return {
    total: row('all', open),
    severities: rows(by(({ severity }) => severity)),
    services: rows(
      by(({ service }) => service),
      (key) => nameOf(key) ?? key,
    ),
    months: rows(by(({ declaredAt }) => dateOf(wall(declaredAt)).slice(0, 7))),
  };
}

function row(name: string, facts: readonly Fact[]): PublicRow {
  const all = complianceOf(facts);
  const decided = COUNTED_CLOCKS.flatMap((clock) => {
    const { met, breached, ratio } = all[clock];
    return ratio === undefined ? [] : [[clock, { met, breached, ratio }] as const];
  });
  return { name, sla: Object.fromEntries(decided) };
}
