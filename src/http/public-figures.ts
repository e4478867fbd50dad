import { Router, type Request, type Response } from 'express';
import { findTenant, type Config, type TenantConfig } from '../config/config.ts';
import { publicFiguresPage } from '../dashboard/public-figures-page.tsx';
import { publicFigures, type PublicFigures } from '../figures/public.ts';
import { createZoned } from '../figures/zoned.ts';
import { DEFAULT_TENANT } from '../incident/id.ts';
import { onlyMethod } from './method.ts';
import { OPEN_DAYS, type OpenFacts } from './open-figures.ts';
import { HttpRefusal } from './refusal-table.ts';

export interface PublicFiguresDependencies {
  readonly config: () => Config;
  readonly facts: OpenFacts;
}

/**
 * How many SLA targets were met, for everybody: as a page and as JSON, of tenants that wish it. That another tenant does
 * not, and that there is no such tenant, is told alike.
 */
export function publicFiguresRouter({ config, facts }: PublicFiguresDependencies): Router {
  const router = Router();
  const zoned = createZoned();

  async function figuresOf({ tenant, services, defaults }: TenantConfig): Promise<PublicFigures> {
    return publicFigures(
      await facts(tenant),
      (service) => services.get(service)?.name,
      (at) => zoned(at, defaults.timeZone),
    );
  }

  const show =
    (as: (response: Response, figures: PublicFigures) => void) =>
    async (request: Request, response: Response): Promise<void> => {
      const found = findTenant(config(), String(request.params.tenant ?? DEFAULT_TENANT));
      if (!found?.figures.public) {
        throw new HttpRefusal(
          'unknown_address',
          `${request.path.slice(0, 200)} is not an address of Muster's.`,
        );
      }
      const figures = await figuresOf(found);
      response.set('Cache-Control', 'public, max-age=60');
      as(response, figures);
    };
  for (const path of ['/public/figures', '/public/:tenant/figures']) {
    router
      .route(`${path}.json`)
      .get(show((response, figures) => response.json({ days: OPEN_DAYS, ...figures })))
      .all(onlyMethod('GET'));
    router
      .route(path)
      .get(show((response, figures) => response.send(publicFiguresPage(figures, OPEN_DAYS))))
      .all(onlyMethod('GET'));
  }
  return router;
}
