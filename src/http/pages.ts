import express, { Router } from 'express';
import type { Permission } from '../access/permission.ts';
import type { RunId } from '../action/run-id.ts';
import type { TenantConfig } from '../config/config.ts';
import type { Standing } from '../config/standing.ts';
import type { OpenIdWay } from '../dashboard/sign-in-page.tsx';
import type { Stores } from '../mongo/index.ts';
import type { Actions } from './actions.ts';
import type { Caller } from './caller.ts';
import type { AuditorOf } from './auditor.ts';
import { addAuditPages } from './audit-pages.ts';
import { addChangePages } from './change-pages.ts';
import type { ChangesOf } from './changes.ts';
import { addDeclarePages } from './declare-pages.ts';
import { addFiguresPages } from './figures-pages.ts';
import type { FindCode } from './find.ts';
import { addIncidentPages } from './incident-pages.ts';
import { addIntegrationPages } from './integration-pages.ts';
import type { Integrations } from './integrations.ts';
import type { TakeOf } from './limits.ts';
import { tellChanges, type Tell } from './live.ts';
import { onlyMethod } from './method.ts';
import type { Operations } from './operations.ts';
import { addOnCallPages } from './on-call-pages.ts';
import { addSimulationPages } from './simulation-pages.ts';
import type { Simulations } from './simulations.ts';
import { addPostmortemPages } from './postmortem-pages.ts';
import type { Postmortems } from './postmortems.ts';
import type { Pushing } from './pushing.ts';
import type { Ticketing } from './ticketing.ts';
import { addProviderPages } from './provider-pages.ts';
import type { Providers } from './providers.ts';
import type { Readers } from './reader.ts';
import type { Rosters } from './rosters.ts';
import { addRunPages } from './run-pages.ts';
import type { Runbooks } from './runbooks.ts';
import type { Runs } from './runs.ts';
import { createVisits, type Visit } from './visits.ts';
import { Watch } from './watch.ts';

export interface PageDependencies {
  readonly operations: Operations;
  readonly changes: ChangesOf;
  readonly find: FindCode;
  readonly postmortems: Postmortems;
  readonly actions: Actions;
  readonly pushing: Pick<Pushing, 'push' | 'possible'>;
  readonly ticketing: Omit<Ticketing, 'of'>;
  readonly runs: Pick<Runs, 'show' | 'list' | 'output' | 'decide'>;
  readonly runbooks: Runbooks;
  /** @returns address of a run's workflow in the Temporal UI; undefined where there is none. */
  readonly runWorkflow: (tenant: string, run: RunId) => string | undefined;
  readonly rosters: Rosters;
  /** Is there a way to page somebody? */
  readonly isReachable: (tenant: string, person: string) => Promise<boolean>;
  readonly stores: Pick<Stores, 'incidents' | 'ledger' | 'audit'>;
  readonly simulations: Pick<Simulations, 'said'>;
  readonly config: (tenant: string) => TenantConfig;
  readonly providers: Providers;
  readonly auditor: AuditorOf;
  readonly integrations: Integrations;
  readonly readers: Readers;
  /** Which configuration is in force here. */
  readonly standing: () => Standing;
  /** Counts what people change, by person. */
  readonly limit: TakeOf;
  /** Folder of the files for the browser. */
  readonly assets: string;
  /** Address of the sandbox chat, where there is one. */
  readonly sandbox: () => string | undefined;
  /** How somebody signs in besides by a token who wants to see an address. */
  readonly openid: (next: string) => OpenIdWay | undefined;
  /** Address for people. */
  readonly baseUrl: () => string;
  /** Ends the event streams: a server that stops would wait for them. */
  readonly stop: AbortSignal;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

/** @returns a text that changes with who somebody is and what they may do. */
function standingOf(reader: Caller | undefined): string {
  return JSON.stringify([reader?.tenant, reader?.person.id, reader?.roles]);
}

/** The pages for people, live. */
export function pagesRouter(deps: PageDependencies): Router {
  const router = Router();
  const { operations, standing } = deps;
  const watch = new Watch();
  /** What stands around the page changes with the configuration. */
  const tell: Tell = async (response, { name, version }) => {
    const both = async (): Promise<string> =>
      `${await version()} ${standing().version} ${standing().refused?.at ?? ''}`;
    const begun = standingOf(await deps.readers.readerOf(response.req));
    /** Who was signed out elsewhere, or lost a role, is told nothing more: the page is to ask anew. */
    const still = async (): Promise<boolean> =>
      begun === standingOf(await deps.readers.readerOf(response.req));
    await tellChanges(response, { watch, name, version: both, still }, deps.stop);
  };
  const may = (caller: Caller, permission: Permission): boolean => operations.may(caller, permission);
  const visits = createVisits(router, { ...deps, may });

  router.use('/assets', express.static(deps.assets, { index: false }));
  router
    .route('/')
    .get((_request, response) => response.redirect('/incidents'))
    .all(onlyMethod('GET'));

  /** Lets only those on who may do something; the others are told why not. */
  const permitted =
    (permission: Permission, page: (visit: Visit) => Promise<void>) =>
    async (visit: Visit): Promise<void> => {
      const denied = await operations.permitted(visit.reader, permission);
      if (denied) visits.refuse(visit, denied);
      else await page(visit);
    };

  addProviderPages(visits, { ...deps, permitted, may, tell });
  addIntegrationPages(visits, { ...deps, tell });
  addOnCallPages(visits, { ...deps, permitted, tell });
  addFiguresPages(visits, deps);
  addChangePages(visits, deps);
  addAuditPages(visits, { audit: deps.stores.audit, permitted });
  addDeclarePages(visits, deps);
  addRunPages(visits, { ...deps, tell });
  addIncidentPages(visits, { ...deps, tell });
  addPostmortemPages(visits, deps);
  addSimulationPages(visits, deps);
  return router;
}
