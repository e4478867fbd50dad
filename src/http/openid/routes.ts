import { createHash, randomUUID } from 'node:crypto';
import { Router, type Request, type Response } from 'express';
import type { Logger } from 'pino';
import { memberOf } from '../../access/member.ts';
import type { TenantConfig } from '../../config/config.ts';
import { noticePage } from '../../dashboard/notice-page.tsx';
import { signInPage } from '../../dashboard/sign-in-page.tsx';
import { DEFAULT_TENANT } from '../../incident/id.ts';
import type { SessionStore } from '../../mongo/session-store.ts';
import { cookieFor, cookieOf, cookiesNamed, hashSecret, newSecret } from '../cookies.ts';
import { same } from '../../signature/shared-secret.ts';
import type { Take } from '../limits.ts';
import { localAddress } from '../local-address.ts';
import { onlyMethod } from '../method.ts';
import type { Operations } from '../operations.ts';
import { Patience } from '../patience.ts';
import { HttpRefusal } from '../refusal-table.ts';
import type { Sessions } from '../sessions.ts';
import { SignInFailed, type OpenIdProviders } from './provider.ts';

export interface OpenIdDependencies {
  readonly providers: OpenIdProviders;
  /** @returns undefined when there is no such tenant. */
  readonly config: (tenant: string) => TenantConfig | undefined;
  readonly sessions: Sessions;
  readonly store: Pick<SessionStore, 'leave' | 'take'>;
  readonly operations: Pick<Operations, 'signIn'>;
  /** Address for people. */
  readonly baseUrl: () => string;
  /** Counts sign-ins by the address that they come from. */
  readonly limit: Take;
  readonly log: Logger;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

/** Where providers send browsers back to, below the address for people. */
export const CALLBACK = '/sign-in/openid/callback';

/** How long somebody may take at the provider, in milliseconds. */
const UNDER_WAY_MS = 10 * 60_000;
const READING_MS = 10_000;
/** How many sign-ins one browser may have under way, each in a tab. */
const AT_ONCE = 5;

/** Each sign-in has a cookie of its own: tabs of one browser share them all. */
const cookieOfState = (state: string): string =>
  `sign_in_${createHash('sha256').update(state).digest('hex').slice(0, 16)}`;

/** `/sign-in/openid`: sends the browser to the provider, and takes it in again. */
export function openIdRouter(deps: OpenIdDependencies): Router {
  const router = Router();
  const { providers, config, store, baseUrl, now, log } = deps;

  async function refuseHasty(request: Request): Promise<void> {
    const wait = await deps.limit(request.ip ?? 'unknown');
    if (wait === 0) return;
    const detail = `Too many sign-ins from this address. Try again in ${wait} seconds.`;
    throw new HttpRefusal('too_many', detail, { retryAfterSeconds: wait });
  }

  /** Shows the sign-in once more, with what went wrong. @param stays where who came signs out of the provider. */
  function again(
    response: Response,
    tenant: string,
    next: string,
    problem: string,
    { status = 401, stays }: { status?: number; stays?: string | undefined } = {},
  ): void {
    const openid = config(tenant)?.signIn.openid;
    const way = openid && { name: openid.name, tenant };
    const elsewhere = openid && stays !== undefined ? { name: openid.name, address: stays } : undefined;
    response.status(status).send(signInPage({ next, problem, openid: way, elsewhere }));
  }

  function failed(response: Response, tenant: string, next: string, error: unknown): void {
    if (!(error instanceof SignInFailed)) throw error;
    const fields = { tenant, err: error.cause };
    if (error.isOperators) log.error(fields, error.message);
    else log.info(fields, error.message);
    again(response, tenant, next, error.message, { status: error.isOperators ? 503 : 401 });
  }

  router
    .route('/sign-in/openid')
    .get(async (request, response) => {
      response.set('Cache-Control', 'no-store');
      await refuseHasty(request);
      const next = localAddress(request.query.next);
      const { tenant = DEFAULT_TENANT } = request.query;
      const openid = typeof tenant === 'string' ? config(tenant)?.signIn.openid : undefined;
      if (!openid || typeof tenant !== 'string') {
        const text = 'Nobody signs in by an OpenID provider here. The setting is signIn.openid.';
        response.status(404).send(noticePage({ title: 'No such way to sign in', text }));
        return;
      }
      try {
        const { address, secrets } = await providers.begin(openid, `${baseUrl()}${CALLBACK}`);
        const secret = newSecret();
        const underWay = { tenant, next, ...secrets, expiresAt: now() + UNDER_WAY_MS };
        await store.leave(hashSecret(secret), underWay, now());
        const { name, options } = cookieFor(cookieOfState(secrets.state), request, baseUrl());
        response.cookie(name, secret, { ...options, maxAge: UNDER_WAY_MS });
        // Browsers send cookies of one path oldest first (RFC 6265, section 5.4): the others give way.
        const others = cookiesNamed(request, cookieFor('sign_in_', request, baseUrl()).name);
        for (const old of others.slice(0, Math.max(0, others.length + 1 - AT_ONCE)))
          response.clearCookie(old, options);
        response.redirect(303, address.href);
      } catch (error) {
        failed(response, tenant, next, error);
      }
    })
    .all(onlyMethod('GET'));

  router
    .route(CALLBACK)
    .get(async (request, response) => {
      response.set('Cache-Control', 'no-store');
      const { state: came } = request.query;
      const { name, options } = cookieFor(
        cookieOfState(typeof came === 'string' ? came : ''),
        request,
        baseUrl(),
      );
      const secret = cookieOf(request, name);
      response.clearCookie(name, options);
      // What another browser began counts for nothing here: its owner would be who is signed in.
      const underWay = secret ? await store.take(hashSecret(secret), now()) : undefined;
      if (!underWay) {
        const problem = 'This sign-in is over, or was begun in another browser. Begin again.';
        again(response, DEFAULT_TENANT, '/incidents', problem);
        return;
      }
      const { tenant, next, state } = underWay;
      if (typeof came !== 'string' || !same(came, state)) {
        const problem = 'This is not a sign-in that was begun in this browser. Begin again here.';
        again(response, tenant, next, problem);
        return;
      }
      try {
        await arrive(request, response, underWay);
      } catch (error) {
        failed(response, tenant, next, error);
      }
    })
    .all(onlyMethod('GET'));

  async function arrive(
    request: Request,
    response: Response,
    {
      tenant,
      next,
      ...secrets
    }: { tenant: string; next: string; state: string; nonce: string; codeVerifier: string },
  ): Promise<void> {
    const its = config(tenant);
    const openid = its?.signIn.openid;
    if (!openid) throw new SignInFailed('This way to sign in has been taken out of the configuration.');
    const came = new URL(request.originalUrl, `${baseUrl()}/`);
    const { vouched, idToken } = await providers.finish(openid, came, secrets);
    const member = memberOf({ people: its.people.values(), unmapped: openid.unmapped }, vouched);
    const { subject, verifiedEmail, name } = vouched;
    const person = member?.person ?? { id: `@openid/${subject}`, name: name ?? subject };
    const caller = {
      tenant,
      person,
      roles: member?.roles ?? [],
      via: 'page',
      deliveryId: randomUUID(),
      patience: new Patience(READING_MS),
    };
    const address =
      verifiedEmail === undefined ? 'no verified e-mail address' : `the address ${verifiedEmail}`;
    const outcome = await deps.operations.signIn(
      caller,
      member !== undefined,
      `${openid.name} knows you by the subject ${subject} and ${address}; the configuration knows nobody by these. ` +
        `Ask an admin to add you under \`people\`, with one of them, or sign out of ${openid.name} and come by another account.`,
    );
    if (outcome) {
      const stays = await providers.signOutAddress(openid, idToken, `${baseUrl()}/sign-in`);
      again(response, tenant, next, outcome.message, { status: 403, stays });
      return;
    }
    await deps.sessions.begin(request, response, { tenant, as: { kind: 'openid', ...vouched }, idToken });
    response.redirect(303, next);
  }

  return router;
}
