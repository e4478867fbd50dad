import { Router, type Request, type Response } from 'express';
import type { PageAnswer, Pages } from '../chat/inbound.ts';
import type { Registry } from '../chat/registry.ts';
import { noticePage } from '../dashboard/notice-page.tsx';
import type { Take } from './limits.ts';
import { onlyMethod } from './method.ts';
import type { Entrance } from './reception.ts';
import { HttpRefusal } from './refusal-table.ts';

/** Longest value of a query or cookie that is handed on, in characters. */
const LONGEST = 4_000;

/** `GET /chat/<instance>/<page>`: what provider instances show in browsers, such as the page that installs an app. */
export function chatPagesRouter(deps: {
  readonly entrances: () => Registry<Entrance>;
  /** Counts requests for pages by the address that they come from. */
  readonly limitPages: Take;
  /** Epoch milliseconds. */
  readonly now: () => number;
}): Router {
  const router = Router();
  const pagesAt = ({ instance, page }: { instance: string; page: string }): Pages | undefined => {
    const { pages } = deps.entrances().get(instance).adapter;
    return pages?.names.includes(page) ? pages : undefined;
  };
  router
    .route('/chat/:instance/:page')
    .all((request, _response, next) => next(pagesAt(request.params) ? undefined : 'route'))
    .get(async (request, response) => {
      const wait = await deps.limitPages(request.ip ?? 'unknown');
      if (wait > 0) {
        const detail = `Too many requests for this page from this address. Try again in ${wait} seconds.`;
        throw new HttpRefusal('too_many', detail, { retryAfterSeconds: wait });
      }
      const { instance, page: name } = request.params;
      const asked = { name, query: queryOf(request), cookies: cookiesOf(request), receivedAt: deps.now() };
      const answer = await pagesAt(request.params)?.answer(asked);
      if (answer) show(response, instance, answer);
    })
    .all(onlyMethod('GET'));
  return router;
}

function queryOf({ query }: Request): Record<string, string> {
  const entries = Object.entries(query).filter(
    (entry): entry is [string, string] => typeof entry[1] === 'string' && entry[1].length <= LONGEST,
  );
  return Object.fromEntries(entries);
}

function cookiesOf(request: Request): Record<string, string> {
  const pairs = (request.get('cookie') ?? '').split(/;\s*/).map((pair) => {
    const at = pair.indexOf('=');
    return [pair.slice(0, at), pair.slice(at + 1)] as const;
  });
  return Object.fromEntries(pairs.filter(([name, value]) => name !== '' && value.length <= LONGEST));
}

function show(response: Response, instance: string, { status, page, redirect, cookie }: PageAnswer): void {
  response.set('Cache-Control', 'no-store');
  if (cookie) {
    const { name, value, maxAgeSeconds, secure } = cookie;
    const path = `/chat/${encodeURIComponent(instance)}`;
    // Lax, not strict: the platform sends the browser back.
    const kept = { httpOnly: true, sameSite: 'lax', path, secure } as const;
    response.cookie(name, value, { ...kept, maxAge: maxAgeSeconds * 1000 });
  }
  if (redirect !== undefined) response.redirect(status, redirect);
  else response.status(status).send(page ? noticePage(page) : '');
}
