import type { Router } from 'express';
import { allTenants } from '../../config/config.ts';
import { apiRouter } from '../../http/api/router.ts';
import type { DeskDependencies } from '../../http/desk.ts';
import { feedRouter } from '../../http/feed-router.ts';
import { exposeFigures } from '../../http/figure-metrics.ts';
import { createLimit, createLimits } from '../../http/limits.ts';
import { createLine } from '../../http/line.ts';
import { createOpenFacts } from '../../http/open-figures.ts';
import { pagesRouter } from '../../http/pages.ts';
import { publicFiguresRouter } from '../../http/public-figures.ts';
import { BUILT } from '../assembly.ts';
import { createConfiguring } from './configuring.ts';
import type { Ground } from './ground.ts';
import type { Sandboxes } from './sandboxes.ts';
import type { Services } from './services.ts';
import { createSignIn } from './sign-in.ts';

/** How often calendars may be asked for from one address; many people sit behind one. */
const CALENDARS = { count: 300, perMs: 60_000 };

/**
 * @param answering what answers lines that are sent to the API. @param bodyLimit bytes that a body may have.
 * @param stop ends the event streams.
 * @returns what people and programs reach without chat: the API, calendars, sign-in, figures, the sandbox, pages.
 */
export function createSurfaces(
  ground: Ground,
  services: Services,
  answering: DeskDependencies,
  sandboxes: Sandboxes,
  bodyLimit: number,
  stop: AbortSignal,
): readonly Router[] {
  const { assembly, baseUrl, configOf } = ground;
  const { config, stores, recognition, metrics, standing } = assembly;
  const now = Date.now;
  const signIn = createSignIn(ground);
  const facts = createOpenFacts(stores.facts, now);
  exposeFigures(metrics.registry, {
    tenants: () => allTenants(config()).map(({ tenant }) => tenant),
    facts,
    now,
  });
  return [
    sandboxes.guard,
    apiRouter({
      ...services,
      line: createLine(answering),
      configurations: createConfiguring(ground),
      redaction: () => allTenants(config()).flatMap(({ redaction }) => redaction),
      stores: { ...stores, tokens: signIn.tokens },
      endLink: ground.accounts.end,
      config: configOf,
      standing,
      limit: createLimits((tenant) => configOf(tenant).access.limits.person),
      bodyLimit,
      now,
    }),
    feedRouter({
      store: stores.feeds,
      config,
      overrides: assembly.duty.overrides,
      baseUrl,
      limit: createLimit(() => CALENDARS),
      now,
    }),
    ...signIn.routers,
    sandboxes.router,
    publicFiguresRouter({ config, facts }),
    pagesRouter({
      ...services,
      runWorkflow: ground.runWorkflow,
      isReachable: async (tenant, person) => (await recognition.accountsOf(tenant, person)).length > 0,
      stores,
      config: configOf,
      readers: signIn.readers,
      openid: signIn.openid,
      standing,
      limit: createLimits((tenant) => configOf(tenant).access.limits.person),
      baseUrl,
      assets: BUILT.assets,
      sandbox: () => (sandboxes.all().length > 0 ? '/sandbox' : undefined),
      stop,
      now,
    }),
  ];
}
