import express, { Router } from 'express';
import { z } from 'zod';
import { signInPage } from '../dashboard/notice-page.tsx';
import type { TokenStore } from '../mongo/token-store.ts';
import { hashToken } from './api/token.ts';
import type { Take } from './limits.ts';
import { onlyMethod } from './method.ts';
import { isFromOwnPage } from './own-page.ts';
import { TOKEN_COOKIE } from './reader.ts';
import { HttpRefusal } from './refusal-table.ts';

export interface SignInDependencies {
  readonly tokens: TokenStore;
  /** Address for people; the cookie is kept from unencrypted connections when it is `https:`. */
  readonly baseUrl: () => string;
  /** Counts sign-ins by the address that they come from. */
  readonly limit: Take;
}

const form = z.object({
  token: z.string().trim().max(200).default(''),
  next: z.string().max(500).optional(),
});

/** Only addresses of our own: a sign-in must not lead elsewhere. */
export function localAddress(value: unknown): string {
  return typeof value === 'string' && /^\/(?![/\\])[\w/?=&.-]*$/.test(value) ? value : '/incidents';
}

/** `/sign-in`: takes an API token and keeps it in a cookie, with which pages can be read and nothing be changed. */
export function signInRouter(deps: SignInDependencies): Router {
  const router = Router();
  router
    .route('/sign-in')
    .get((request, response) => {
      response.set('Cache-Control', 'no-store').send(signInPage(localAddress(request.query.next)));
    })
    .post(express.urlencoded({ extended: false, limit: '4kb' }), async (request, response) => {
      const wait = await deps.limit(request.ip ?? 'unknown');
      if (wait > 0) {
        const detail = `Too many sign-ins from this address. Try again in ${wait} seconds.`;
        throw new HttpRefusal('too_many', detail, { retryAfterSeconds: wait });
      }
      // Another site's form could sign somebody in under a name that is not theirs.
      if (!isFromOwnPage(request, deps.baseUrl()))
        throw new HttpRefusal('not_permitted', 'This form was sent from another site. Open /sign-in itself.');
      const read = form.safeParse(request.body);
      if (!read.success) throw new HttpRefusal('invalid', 'A sign-in has one token and at most one next.');
      const { token, next } = read.data;
      if (!token || !(await deps.tokens.find(hashToken(token)))) {
        response.status(401).send(signInPage(localAddress(next), 'There is no such token.'));
        return;
      }
      response.cookie(TOKEN_COOKIE, token, {
        httpOnly: true,
        // Lax, not strict: people come from links in chat, and what the cookie allows is reading.
        sameSite: 'lax',
        secure: request.secure || deps.baseUrl().startsWith('https:'),
        path: '/',
      });
      response.redirect(303, localAddress(next));
    })
    .all(onlyMethod('GET, POST'));
  router
    .route('/sign-out')
    .post((request, response) => {
      if (!isFromOwnPage(request, deps.baseUrl()))
        throw new HttpRefusal('not_permitted', 'This form was sent from another site.');
      response.clearCookie(TOKEN_COOKIE, { path: '/' });
      response.redirect(303, '/sign-in');
    })
    .all(onlyMethod('POST'));
  return router;
}
