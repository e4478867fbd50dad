import type { TenantConfig } from '../config/config.ts';
import type { Counted, Fact } from '../figures/fact.ts';
import { figuresOf, type Figures } from '../figures/figures.ts';
import { grouped, type Group, type Grouping } from '../figures/group.ts';
import { isNight } from '../figures/night.ts';
import { createZoned } from '../figures/zoned.ts';
import type { Severity } from '../incident/severity.ts';
import type { FactStore } from '../mongo/fact-store.ts';

/** Which incidents count: those declared from `from` on and before `to`, epoch milliseconds. */
export interface FiguresQuery {
  readonly from: number;
  readonly to: number;
  readonly by?: Grouping;
  readonly severity?: Severity;
  /** Keys of the configuration. */
  readonly service?: string;
  readonly team?: string;
}

export interface FiguresAnswer {
  readonly total: Figures;
  /** None where nothing was said to tell them apart by. */
  readonly groups: readonly Group[];
}

/** @returns works the figures out; `sees` says of which incidents they may tell. */
export function createFigures(deps: {
  readonly config: (tenant: string) => TenantConfig;
  readonly facts: Pick<FactStore, 'between'>;
}) {
  const zoned = createZoned();
  return async (
    tenant: string,
    query: FiguresQuery,
    sees: (fact: Fact) => boolean,
  ): Promise<FiguresAnswer> => {
    const { people, services, teams, defaults, figures } = deps.config(tenant);
    const wanted = ({ severity, service, team }: Fact): boolean =>
      (query.severity === undefined || severity === query.severity) &&
      (query.service === undefined || service === query.service) &&
      (query.team === undefined || team === query.team);
    const found = await deps.facts.between(tenant, query.from, query.to);
    const counted: Counted[] = found.filter((fact) => sees(fact) && wanted(fact));
    const zoneOf = (person: string): string => people.get(person)?.timeZone ?? defaults.timeZone;
    const atNight = (person: string, at: number): boolean =>
      isNight(figures.night, zoned(at, zoneOf(person)));
    const names = { service: services, team: teams, person: people };
    return {
      total: figuresOf(counted, atNight),
      groups: query.by
        ? grouped(counted, query.by, {
            atNight,
            wall: (at) => zoned(at, defaults.timeZone),
            nameOf: (by, key) => names[by].get(key)?.name,
          })
        : [],
    };
  };
}
