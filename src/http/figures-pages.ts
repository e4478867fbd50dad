import type { TenantConfig } from '../config/config.ts';
import { figuresPage } from '../dashboard/figures-page.tsx';
import { spanKeys } from '../figures/group.ts';
import { wallAt } from '../oncall/wall.ts';
import type { Operations } from './operations.ts';
import type { Visits } from './visits.ts';

export interface FiguresPageDependencies {
  readonly operations: Pick<Operations, 'figures'>;
  readonly config: (tenant: string) => TenantConfig;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

const DAY_MS = 86_400_000;
const CHOICES = [7, 30, 90, 365] as const;

/** @returns what bars are told apart by, so that there are neither too few nor too many. */
const spanOf = (days: number): 'day' | 'week' | 'month' =>
  days <= 30 ? 'day' : days <= 180 ? 'week' : 'month';

/** The figures, as plots and tables. */
export function addFiguresPages(visits: Visits, { operations, config, now }: FiguresPageDependencies): void {
  visits.get('/figures', async (visit) => {
    const { reader, frame, request, response } = visit;
    const { teams, services, defaults } = config(reader.tenant);
    const days = CHOICES.find((one) => String(one) === request.query.days) ?? 30;
    const named = (value: unknown, all: ReadonlyMap<string, unknown>): string | undefined =>
      typeof value === 'string' && all.has(value) ? value : undefined;
    const [team, service] = [named(request.query.team, teams), named(request.query.service, services)];
    const to = now();
    const query = {
      from: to - days * DAY_MS,
      to,
      ...(team !== undefined && { team }),
      ...(service !== undefined && { service }),
    };
    const [byTime, bySeverity, byService, byPerson] = await Promise.all(
      ([spanOf(days), 'severity', 'service', 'person'] as const).map((by) =>
        operations.figures(reader, { ...query, by }),
      ),
    );
    for (const one of [byTime, bySeverity, byService, byPerson]) {
      if (one && 'denied' in one) {
        visits.refuse(visit, one);
        return;
      }
    }
    const groups = (one: typeof byTime) => (one && 'groups' in one ? one.groups : []);
    if (!byTime || 'denied' in byTime) return;
    response.send(
      figuresPage({
        frame,
        days,
        choices: CHOICES,
        teams,
        services,
        team,
        service,
        total: byTime.total,
        spans: spanKeys(wallAt(query.from, defaults.timeZone), wallAt(to, defaults.timeZone), spanOf(days)),
        byTime: byTime.groups,
        bySeverity: groups(bySeverity),
        byService: groups(byService),
        byPerson: groups(byPerson),
      }),
    );
  });
  visits.only('/figures', 'GET');
}
