import type { Severity } from '../incident/severity.ts';
import type { CountedClock } from '../escalation/sla.ts';
import type { Counted, Deed } from './fact.ts';
import { spreadOf, type Spread } from './spread.ts';

/** How many clocks were met, breached, or are not decided yet. */
export interface Compliance {
  readonly met: number;
  readonly breached: number;
  readonly open: number;
  /** Part of the decided ones that were met, 0 to 1; absent when none is decided. */
  readonly ratio?: number;
}

/** The figures of some incidents. */
export interface Figures {
  readonly incidents: number;
  /** Those that are neither resolved nor closed. */
  readonly active: number;
  readonly severities: Readonly<Record<Severity, number>>;
  /** From declaring to the first acknowledgement, the mitigation and the resolution in force. */
  readonly acknowledge: Spread;
  readonly mitigate: Spread;
  readonly resolve: Spread;
  /** Pages of people, and those of them in the night of who was paged. */
  readonly pages: number;
  readonly nightPages: number;
  readonly sla: Readonly<Record<CountedClock, Compliance>>;
}

/** @returns whether somebody was paged in their night. @param at epoch milliseconds. */
export type AtNight = (person: string, at: number) => boolean;

/** @param of counts only the pages and deeds of this person; those of everybody when not given. */
export function figuresOf(counted: readonly Counted[], atNight: AtNight, of?: string): Figures {
  const mine = (deed: Deed | undefined): deed is Deed =>
    deed !== undefined && (of === undefined || deed.by.id === of);
  const lengths = (of: (fact: Counted) => Deed | undefined): Spread =>
    spreadOf(
      counted.flatMap((fact) => {
        const deed = of(fact);
        return mine(deed) ? [Math.max(0, deed.at - fact.declaredAt)] : [];
      }),
    );
  const graded = (severity: Severity): number => counted.filter((fact) => fact.severity === severity).length;
  let pages = 0;
  let nightPages = 0;
  for (const { pages: paged } of counted) {
    for (const { at, people } of paged) {
      for (const { id } of people) {
        if (of !== undefined && id !== of) continue;
        pages++;
        if (atNight(id, at)) nightPages++;
      }
    }
  }
  return {
    incidents: counted.length,
    active: counted.filter(({ active }) => active).length,
    severities: {
      'SEV-1': graded('SEV-1'),
      'SEV-2': graded('SEV-2'),
      'SEV-3': graded('SEV-3'),
      'SEV-4': graded('SEV-4'),
    },
    acknowledge: lengths(({ acknowledged }) => acknowledged),
    mitigate: lengths(({ mitigated }) => mitigated),
    resolve: lengths(({ resolved }) => resolved),
    pages,
    nightPages,
    sla: complianceOf(counted),
  };
}

/** @returns compliance by clock. */
export function complianceOf(counted: readonly Pick<Counted, 'clocks'>[]): Figures['sla'] {
  const of = (clock: CountedClock): Compliance => {
    const tally = { met: 0, breached: 0, open: 0 };
    for (const { clocks } of counted) {
      const outcome = clocks[clock];
      if (outcome) tally[outcome]++;
    }
    const decided = tally.met + tally.breached;
    return { ...tally, ...(decided > 0 && { ratio: tally.met / decided }) };
  };
  return {
    acknowledge: of('acknowledge'),
    mitigate: of('mitigate'),
    resolve: of('resolve'),
    update: of('update'),
  };
}
