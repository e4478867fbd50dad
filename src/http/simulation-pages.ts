import type { TenantConfig } from '../config/config.ts';
import { simulatePage, type Choice } from '../dashboard/simulate-page.tsx';
import { SEVERITIES } from '../incident/severity.ts';
import { readWish } from '../simulation/wish.ts';
import type { Operations } from './operations.ts';
import { REFUSALS } from './refusal-table.ts';
import type { Simulated, Simulations } from './simulations.ts';
import type { Visits } from './visits.ts';

export interface SimulationPageDependencies {
  readonly operations: Pick<Operations, 'permitted'>;
  readonly simulations: Pick<Simulations, 'said'>;
  readonly config: (tenant: string) => TenantConfig;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

const FIELDS = ['about', 'at', 'severity', 'after', 'by'] as const;
const LONGEST_FIELD = 200;

/**
 * The page on which people ask who would be paged. What was filled in stands in its address, so that it can be passed on;
 * `wish` there is what was typed in chat.
 */
export function addSimulationPages(visits: Visits, deps: SimulationPageDependencies): void {
  visits.get('/simulate', async (visit) => {
    const { reader, frame, request, response } = visit;
    const denied = await deps.operations.permitted(reader, 'people');
    if (denied) {
      visits.refuse(visit, denied);
      return;
    }
    const config = deps.config(reader.tenant);
    const filled = (name: string): string => {
      const value = request.query[name];
      return typeof value === 'string' ? value.slice(0, LONGEST_FIELD).trim() : '';
    };
    const wish = filled('wish');
    const fields = Object.fromEntries(FIELDS.map((name) => [name, filled(name)]));
    const zone = filled('zone') || undefined;
    const asked = wish !== '' || FIELDS.some((name) => name in request.query);
    let found: Simulated | undefined;
    let problem: string | undefined;
    if (asked) {
      const outcome = await deps.simulations.said(reader, wish || typed(fields), zone);
      if ('denied' in outcome) {
        problem = outcome.message;
        response.status(REFUSALS[outcome.denied].status);
      } else found = outcome;
    }
    const named = (kind: string, all: Iterable<{ id: string; name: string }>): Choice[] =>
      [...all].map(({ id, name }) => ({ value: `${kind}:${id}`, label: name }));
    response.send(
      simulatePage({
        frame,
        services: named('service', config.services.values()),
        policies: [...config.escalation.keys()].map((key) => ({ value: `policy:${key}`, label: key })),
        teams: named('team', config.teams.values()),
        people: [...config.people.values()].map(({ id, name }) => ({ value: id, label: name })),
        severities: SEVERITIES,
        given: wish ? fieldsOf(wish, deps.now(), zone ?? config.defaults.timeZone) : fields,
        problem,
        found,
      }),
    );
  });
  visits.only('/simulate', 'GET');
}

/** @returns the fields as one would type them in chat. */
function typed({ about, at, severity, after, by }: Record<string, string>): string {
  return [
    about,
    at && `at ${at}`,
    severity && `sev ${severity}`,
    after && `ack after ${after}${by ? ` by ${by}` : ''}`,
  ]
    .filter(Boolean)
    .join(' ');
}

/** @returns what was typed in chat as the fields of the form. */
function fieldsOf(text: string, now: number, zone: string): Record<string, string> {
  const wish = readWish(text, now, zone);
  if (typeof wish === 'string') return {};
  const { what, severity, ack } = wish;
  const [, at = 'now'] =
    /(?:^|\s)at\s+(.+?)(?:\s+(?:--)?sev.*|\s+(?:and\s+)?(?:nobody|no one|ack).*)?$/i.exec(text) ?? [];
  return {
    about: what,
    at,
    ...(severity && { severity }),
    ...(ack && { after: `${ack.afterMs / 60_000}m`, ...(ack.by !== undefined && { by: ack.by }) }),
  };
}
