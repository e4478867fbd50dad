import type { Router } from 'express';
import type { z } from 'zod';
import type { TenantConfig } from '../../config/config.ts';
import { csvOf } from '../../figures/csv.ts';
import { COUNTED_CLOCKS } from '../../escalation/sla.ts';
import type { Figures } from '../../figures/figures.ts';
import type { Spread } from '../../figures/spread.ts';
import { instantOf } from '../../oncall/wall.ts';
import { onlyMethod } from '../method.ts';
import type { Operations } from '../operations.ts';
import { HttpRefusal } from '../refusal-table.ts';
import { figuresQuery, type figuresResource } from './figure-schema.ts';
import { unlessDenied, valid } from './request.ts';
import { iso } from './resource.ts';
import { callerIn } from './token.ts';

type FiguresResource = z.output<typeof figuresResource>;

/** How far back figures go when it is not said, in milliseconds. */
const USUAL_MS = 30 * 86_400_000;

export interface FigureRoutes {
  readonly operations: Pick<Operations, 'figures'>;
  readonly config: (tenant: string) => TenantConfig;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

/** How fast incidents were answered, who was paged, and how many SLA targets were met. */
export function addFigureRoutes(router: Router, { operations, config, now }: FigureRoutes): void {
  router
    .route('/api/v1/figures')
    .get(async (request, response) => {
      const who = callerIn(response);
      const { format, ...asked } = valid(figuresQuery, request.query, 'query');
      const { timeZone } = config(who.tenant).defaults;
      const to = asked.to === undefined ? now() : instant(asked.to, timeZone);
      const from = asked.from === undefined ? to - USUAL_MS : instant(asked.from, timeZone);
      if (from >= to) throw new HttpRefusal('invalid', `from: must be before to, ${iso(to)}.`);
      const { by, severity, service, team } = asked;
      const query = {
        from,
        to,
        ...(by && { by }),
        ...(severity && { severity }),
        ...(service !== undefined && { service }),
        ...(team !== undefined && { team }),
      };
      const { total, groups } = unlessDenied(await operations.figures(who, query));
      if (format === 'csv') {
        response
          .type('text/csv')
          .attachment(`figures${by ? `-by-${by}` : ''}.csv`)
          .send(csvOf(groups, total));
        return;
      }
      const answer: FiguresResource = {
        from: iso(from),
        to: iso(to),
        timeZone,
        ...(by && { by }),
        total: figuresResourceOf(total),
        groups: groups.map(({ key, name, ...figures }) => ({ key, name, ...figuresResourceOf(figures) })),
      };
      response.json(answer);
    })
    .all(onlyMethod('GET'));
}

/** @param written a date, which begins at midnight of the zone, or an instant. */
function instant(written: string, zone: string): number {
  return written.includes('T') ? Date.parse(written) : instantOf(Date.parse(`${written}T00:00Z`), zone);
}

function spread({ count, meanMs, medianMs, p90Ms }: Spread): FiguresResource['total']['acknowledge'] {
  if (meanMs === undefined || medianMs === undefined || p90Ms === undefined) return { count };
  return { count, mean: meanMs / 1_000, median: medianMs / 1_000, p90: p90Ms / 1_000 };
}

/** @returns figures as the API shows them: lengths of time in seconds. */
export function figuresResourceOf(figures: Figures): FiguresResource['total'] {
  const { acknowledge, mitigate, resolve, sla, ...rest } = figures;
  const compliance = COUNTED_CLOCKS.map((clock) => [clock, sla[clock]] as const);
  return {
    ...rest,
    acknowledge: spread(acknowledge),
    mitigate: spread(mitigate),
    resolve: spread(resolve),
    sla: Object.fromEntries(compliance) as FiguresResource['total']['sla'],
  };
}
