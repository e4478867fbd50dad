import express, { Router, type Request, type Response } from 'express';
import { incidentListPage } from '../dashboard/incident-list.tsx';
import { incidentPage } from '../dashboard/incident-page.tsx';
import { noticePage, signInPage } from '../dashboard/notice-page.tsx';
import { providersPage } from '../dashboard/providers-page.tsx';
import { DEFAULT_TENANT, parseIncidentId } from '../incident/id.ts';
import type { IncidentStore } from '../mongo/incident-store.ts';
import type { TokenStore } from '../mongo/token-store.ts';
import type { Caller } from './caller.ts';
import { tellChanges } from './live.ts';
import { onlyMethod } from './method.ts';
import type { Operations } from './operations.ts';
import { revisionOf, type Providers } from './providers.ts';
import { readerOf } from './reader.ts';
import { localAddress } from './sign-in.ts';
import { Watch } from './watch.ts';

export interface PageDependencies {
  readonly operations: Operations;
  readonly incidents: IncidentStore;
  readonly providers: Providers;
  readonly tokens: TokenStore;
  /** May everybody who reaches the server read incidents that are not private? */
  readonly anonymousReading: () => boolean;
  /** Folder of the files for the browser. */
  readonly assets: string;
  /** Address of the sandbox chat, where there is one. */
  readonly sandbox: () => string | undefined;
  /** Ends the event streams: a server that stops would wait for them. */
  readonly stop: AbortSignal;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

const PAGE_SIZE = 50;
const TIMELINE_SHOWN = 500;

/** The pages for people: the list of incidents, one incident and the provider instances, live. */
export function pagesRouter(deps: PageDependencies): Router {
  const router = Router();
  const { operations } = deps;
  const watch = new Watch();

  const show =
    (page: (reader: Caller, request: Request, response: Response) => Promise<void>) =>
    async (request: Request, response: Response): Promise<void> => {
      const reader = await readerOf(request, deps.tokens, deps.anonymousReading());
      // What one reader may see must not be kept for the next.
      response.set('Cache-Control', 'no-store');
      if (reader) await page(reader, request, response);
      else response.status(401).send(signInPage(localAddress(request.originalUrl)));
    };
  const page = (path: string, handler: Parameters<typeof show>[0]): void => {
    router.route(path).get(show(handler)).all(onlyMethod('GET'));
  };
  const refuse = (
    request: Request,
    response: Response,
    { denied, message }: { denied: string; message: string },
  ): void => {
    if (denied === 'not_permitted') response.status(403).send(noticePage('Not permitted', message));
    else
      response.status(404).send(noticePage('No such incident', message, localAddress(request.originalUrl)));
  };
  const noSuch = (given: string) => ({
    denied: 'not_found',
    message: `There is no incident ${given.slice(0, 40)}.`,
  });

  router.use('/assets', express.static(deps.assets, { index: false }));
  router
    .route('/')
    .get((_request, response) => response.redirect('/incidents'))
    .all(onlyMethod('GET'));

  page('/incidents', async (reader, request, response) => {
    const scope = request.query.scope === 'all' ? 'all' : 'active';
    const before = Number(request.query.before) || undefined;
    const filter = { ...(scope === 'active' && { active: true }), ...(before !== undefined && { before }) };
    const found = await operations.list(reader, filter, PAGE_SIZE);
    if ('denied' in found) {
      refuse(request, response, found);
      return;
    }
    const last = found.incidents.length === PAGE_SIZE ? found.incidents.at(-1) : undefined;
    const sandbox = deps.sandbox();
    response.send(
      incidentListPage({
        ...found,
        scope,
        signedInAs: reader.token,
        now: deps.now(),
        ...(sandbox !== undefined && { sandbox }),
        ...(last && { next: `/incidents?scope=${scope}&before=${last.incident.id.slice('INC-'.length)}` }),
      }),
    );
  });

  page('/incidents/:id', async (reader, request, response) => {
    const given = String(request.params.id);
    const id = parseIncidentId(given);
    const { tenant = DEFAULT_TENANT } = request.query;
    if (tenant !== reader.tenant) {
      const message = `This address is of another organisation than the one that you read as. Sign in with a token of it.`;
      refuse(request, response, { denied: 'not_found', message });
      return;
    }
    const view = id ? await operations.status(reader, id) : noSuch(given);
    if (!id || 'denied' in view) {
      refuse(request, response, 'denied' in view ? view : noSuch(given));
      return;
    }
    const events = await operations.timeline(reader, id, TIMELINE_SHOWN);
    const { workflow } = operations.links(reader.tenant, id);
    const sandbox = deps.sandbox();
    response.send(
      incidentPage({
        view,
        signedInAs: reader.token,
        events: 'denied' in events ? [] : events,
        now: deps.now(),
        ...(workflow !== undefined && { workflow }),
        ...(sandbox !== undefined && { sandbox }),
      }),
    );
  });

  page('/providers', async (reader, request, response) => {
    const denied = await operations.permitted(reader, 'providers');
    if (denied) {
      refuse(request, response, denied);
      return;
    }
    const sandbox = deps.sandbox();
    response.send(
      providersPage({
        statuses: await deps.providers(reader.tenant),
        signedInAs: reader.token,
        now: deps.now(),
        ...(sandbox !== undefined && { sandbox }),
      }),
    );
  });

  // Before the events of incidents, whose ids never look so.
  page('/live/providers', async (reader, request, response) => {
    const denied = await operations.permitted(reader, 'providers');
    if (denied) {
      refuse(request, response, denied);
      return;
    }
    const { tenant } = reader;
    const version = async (): Promise<string> => revisionOf(await deps.providers(tenant));
    await tellChanges(response, { watch, name: `providers of ${tenant}`, version }, deps.stop);
  });

  page('/live', async (reader, request, response) => {
    const denied = await operations.permitted(reader, 'list');
    if (denied) {
      refuse(request, response, denied);
      return;
    }
    await tellChanges(response, { watch, ...operations.watching(reader) }, deps.stop);
  });

  page('/live/:id', async (reader, request, response) => {
    const given = String(request.params.id);
    const id = parseIncidentId(given);
    const view = id ? await operations.status(reader, id) : noSuch(given);
    if (!id || 'denied' in view) {
      refuse(request, response, 'denied' in view ? view : noSuch(given));
      return;
    }
    const { tenant } = reader;
    const version = async (): Promise<string> => String(await deps.incidents.revision(tenant, id));
    await tellChanges(response, { watch, name: `${tenant}/${id}`, version }, deps.stop);
  });

  return router;
}
