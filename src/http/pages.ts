import express, { Router, type Request, type Response } from 'express';
import { incidentListPage } from '../dashboard/incident-list.tsx';
import { incidentPage } from '../dashboard/incident-page.tsx';
import { noticePage, signInPage } from '../dashboard/notice-page.tsx';
import { parseIncidentId, DEFAULT_TENANT, type IncidentId } from '../incident/id.ts';
import type { IncidentStore } from '../mongo/incident-store.ts';
import type { TokenStore } from '../mongo/token-store.ts';
import { hashToken } from './api/token.ts';
import type { Caller } from './caller.ts';
import { tellChanges } from './live.ts';
import type { Operations } from './operations.ts';

export interface PageDependencies {
  readonly operations: Operations;
  readonly incidents: IncidentStore;
  readonly tokens: TokenStore;
  /** May everybody who reaches the server read incidents that are not private? */
  readonly anonymousReading: () => boolean;
  /** Folder of the files for the browser. */
  readonly assets: string;
  readonly sandbox: () => string | undefined;
  /** Ends the event streams: a server that stops would wait for them. */
  readonly stop: AbortSignal;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

const COOKIE = 'muster_token';
const PAGE_SIZE = 50;
const TIMELINE_SHOWN = 500;

function cookieOf(request: Request): string | undefined {
  const pairs = (request.get('cookie') ?? '').split(/;\s*/).map((pair) => pair.split('='));
  return pairs.find(([name]) => name === COOKIE)?.[1];
}

/** Only addresses of our own: a sign-in must not lead elsewhere. */
function localAddress(value: unknown): string {
  return typeof value === 'string' && /^\/(?![/\\])[\w/?=&.-]*$/.test(value) ? value : '/incidents';
}

/** The pages for people: the list of incidents and one incident, live. */
export function pagesRouter(deps: PageDependencies): Router {
  const router = Router();
  const { operations } = deps;

  async function readerOf(request: Request): Promise<Caller | undefined> {
    const given = cookieOf(request);
    const token = given === undefined ? undefined : await deps.tokens.find(hashToken(given));
    const reading = { via: 'page', deliveryId: 'reading' };
    if (token) {
      return {
        ...reading,
        tenant: token.tenant,
        person: { id: `token:${token.name}`, name: token.name },
        roles: [token.role],
      };
    }
    if (!deps.anonymousReading()) return undefined;
    return {
      ...reading,
      tenant: DEFAULT_TENANT,
      person: { id: 'anonymous', name: 'anonymous' },
      roles: ['viewer'],
    };
  }

  const forReaders =
    (show: (reader: Caller, request: Request, response: Response) => Promise<void>) =>
    async (request: Request, response: Response): Promise<void> => {
      const reader = await readerOf(request);
      if (reader) await show(reader, request, response);
      else response.status(401).send(signInPage(localAddress(request.originalUrl)));
    };

  const notFound = (response: Response, id: string): void => {
    response.status(404).send(noticePage('No such incident', `There is no incident ${id}.`));
  };

  router.use('/assets', express.static(deps.assets, { index: false, maxAge: '1h', extensions: [] }));
  router.get('/', (_request, response) => response.redirect('/incidents'));
  router.get('/sign-in', (request, response) => {
    response.send(signInPage(localAddress(request.query.next)));
  });
  router.post(
    '/sign-in',
    express.urlencoded({ extended: false, limit: '4kb' }),
    async (request, response) => {
      const { token = '', next } = request.body as { token?: string; next?: string };
      if (!(await deps.tokens.find(hashToken(token.trim())))) {
        response.status(401).send(signInPage(localAddress(next), 'There is no such token.'));
        return;
      }
      response.cookie(COOKIE, token.trim(), {
        httpOnly: true,
        sameSite: 'strict',
        secure: request.secure,
        path: '/',
      });
      response.redirect(303, localAddress(next));
    },
  );

  router.get(
    '/incidents',
    forReaders(async (reader, request, response) => {
      const scope = request.query.scope === 'all' ? 'all' : 'active';
      const before = Number(request.query.before) || undefined;
      const filter = { ...(scope === 'active' && { active: true }), ...(before !== undefined && { before }) };
      const found = await operations.list(reader, filter, PAGE_SIZE);
      if ('denied' in found) {
        response.status(403).send(noticePage('Not permitted', found.message));
        return;
      }
      const last = found.incidents.length === PAGE_SIZE ? found.incidents.at(-1) : undefined;
      const sandbox = deps.sandbox();
      response.send(
        incidentListPage({
          ...found,
          scope,
          now: deps.now(),
          ...(sandbox !== undefined && { sandbox }),
          ...(last && { next: `/incidents?scope=${scope}&before=${last.incident.id.slice('INC-'.length)}` }),
        }),
      );
    }),
  );

  router.get(
    '/incidents/:id',
    forReaders(async (reader, request, response) => {
      const given = String(request.params.id);
      const id = parseIncidentId(given);
      const view = id && (await operations.status(reader, id));
      if (!id || !view || 'denied' in view) {
        notFound(response, given.slice(0, 40));
        return;
      }
      const events = await operations.timeline(reader, id, TIMELINE_SHOWN);
      const { workflow } = operations.links(reader.tenant, id);
      response.send(
        incidentPage({
          view,
          events: 'denied' in events ? [] : events,
          now: deps.now(),
          ...(workflow !== undefined && { workflow }),
        }),
      );
    }),
  );

  router.get(
    '/live',
    forReaders((reader, request, response) =>
      tellChanges(request, response, deps.stop, () => deps.incidents.listRevision(reader.tenant)),
    ),
  );
  router.get(
    '/live/:id',
    forReaders(async (reader, request, response) => {
      const id = parseIncidentId(String(request.params.id));
      if (!id || 'denied' in (await operations.status(reader, id))) {
        notFound(response, String(request.params.id).slice(0, 40));
        return;
      }
      await tellChanges(request, response, deps.stop, () => revision(reader.tenant, id));
    }),
  );

  const revision = async (tenant: string, id: IncidentId): Promise<string> =>
    String(await deps.incidents.revision(tenant, id));
  return router;
}
