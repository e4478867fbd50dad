import { randomUUID } from 'node:crypto';
import express, { Router, type Request } from 'express';
import { z } from 'zod';
import type { Session } from '../access/session.ts';
import { signedOutPage, signInPage, type Elsewhere, type OpenIdWay } from '../dashboard/sign-in-page.tsx';
import type { TokenStore } from '../mongo/token-store.ts';
import { hashToken } from './api/token.ts';
import { cookieFor } from './cookies.ts';
import { same } from '../signature/shared-secret.ts';
import type { Take } from './limits.ts';
import { localAddress } from './local-address.ts';
import { onlyMethod } from './method.ts';
import { isFromOwnPage } from './own-page.ts';
import type { Operations } from './operations.ts';
import { Patience } from './patience.ts';
import type { Readers } from './reader.ts';
import { HttpRefusal } from './refusal-table.ts';
import type { Sessions } from './sessions.ts';
import { THEME_COOKIE } from './theme.ts';

export interface SignInDependencies {
  readonly tokens: Pick<TokenStore, 'find'>;
  readonly sessions: Sessions;
  readonly readers: Readers;
  readonly operations: Pick<Operations, 'signIn'>;
  /** Address for people; the cookie is kept from unencrypted connections when it is `https:`. */
  readonly baseUrl: () => string;
  /** How somebody signs in besides by a token who wants to see an address. */
  readonly openid: (next: string) => OpenIdWay | undefined;
  /** Counts sign-ins by the address that they come from. */
  readonly limit: Take;
  /** Where somebody signs out of the provider too by whom they came, where it has such an address. */
  readonly elsewhere: (session: Session) => Promise<Elsewhere | undefined>;
}

const form = z.object({
  token: z.string().trim().max(200).default(''),
  next: z.string().max(500).optional(),
});

const READING_MS = 10_000;
const YEAR_MS = 365 * 86_400_000;

/** `/sign-in` by an API token, `/sign-out` here or everywhere, and `/theme`, which keeps whether somebody wants the pages dark. */
export function signInRouter(deps: SignInDependencies): Router {
  const router = Router();
  const { sessions } = deps;
  const urlencoded = express.urlencoded({ extended: false, limit: '4kb' });
  const refuseForeign = (request: Request): void => {
    // Another site's form could sign somebody in under a name that is not theirs, or out.
    if (!isFromOwnPage(request, deps.baseUrl()))
      throw new HttpRefusal('not_permitted', 'This form was sent from another site. Open /sign-in itself.');
  };
  router
    .route('/sign-in')
    .get((request, response) => {
      const next = localAddress(request.query.next);
      response.set('Cache-Control', 'no-store').send(signInPage({ next, openid: deps.openid(next) }));
    })
    .post(urlencoded, async (request, response) => {
      const wait = await deps.limit(request.ip ?? 'unknown');
      if (wait > 0) {
        const detail = `Too many sign-ins from this address. Try again in ${wait} seconds.`;
        throw new HttpRefusal('too_many', detail, { retryAfterSeconds: wait });
      }
      refuseForeign(request);
      const read = form.safeParse(request.body);
      if (!read.success) throw new HttpRefusal('invalid', 'A sign-in has one token and at most one next.');
      const { token, next } = read.data;
      const hash = hashToken(token);
      const known = token ? await deps.tokens.find(hash) : undefined;
      response.set('Cache-Control', 'no-store');
      if (!known) {
        const problem = 'There is no such token.';
        const to = localAddress(next);
        response.status(401).send(signInPage({ next: to, problem, openid: deps.openid(to) }));
        return;
      }
      const caller = {
        tenant: known.tenant,
        person: { id: `token:${known.name}`, name: known.name },
        roles: [known.role],
        via: 'page',
        deliveryId: randomUUID(),
        patience: new Patience(READING_MS),
      };
      await deps.operations.signIn(caller, true, '');
      await sessions.begin(request, response, { tenant: known.tenant, as: { kind: 'token', hash } });
      response.redirect(303, localAddress(next));
    })
    .all(onlyMethod('GET, POST'));
  router
    .route('/sign-out')
    .post(urlencoded, async (request, response) => {
      refuseForeign(request);
      const signedIn = await deps.readers.signedIn(request);
      const { form: token = '', everywhere } = (request.body ?? {}) as {
        form?: unknown;
        everywhere?: unknown;
      };
      if (signedIn && !same(String(token), signedIn.formToken)) {
        const detail = 'This form is of an earlier sign-in. Load the page again and sign out there.';
        throw new HttpRefusal('not_permitted', detail);
      }
      const elsewhere = signedIn && (await deps.elsewhere(signedIn.session));
      if (signedIn && everywhere !== undefined) await sessions.endAll(signedIn.session);
      await sessions.end(request, response);
      response.set('Cache-Control', 'no-store');
      // A link, not a redirect: browsers let no form of ours lead to another site.
      if (elsewhere) response.send(signedOutPage(elsewhere));
      else response.redirect(303, '/sign-in');
    })
    .all(onlyMethod('POST'));
  router
    .route('/theme')
    .post(urlencoded, (request, response) => {
      refuseForeign(request);
      const { theme, next } = (request.body ?? {}) as { theme?: unknown; next?: unknown };
      const { options } = cookieFor('theme', request, deps.baseUrl());
      if (theme === 'dark' || theme === 'light')
        response.cookie(THEME_COOKIE, theme, { ...options, maxAge: YEAR_MS });
      else response.clearCookie(THEME_COOKIE, options);
      response.redirect(303, localAddress(next));
    })
    .all(onlyMethod('POST'));
  return router;
}
