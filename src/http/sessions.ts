import type { Request, Response } from 'express';
import type { Session } from '../access/session.ts';
import type { SessionStore } from '../mongo/session-store.ts';
import { cookieFor, cookieOf, hashSecret, newSecret } from './cookies.ts';

export interface SessionDependencies {
  readonly sessions: Pick<SessionStore, 'begin' | 'end' | 'endAll'>;
  /** How long a sign-in of a tenant's member lasts, in milliseconds. */
  readonly lastsMs: (tenant: string) => number;
  /** Address for people; the cookie is kept from unencrypted connections when it is `https:`. */
  readonly baseUrl: () => string;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

/** Begins and ends sessions, with their cookies. */
export function createSessions({ sessions, baseUrl, lastsMs, now }: SessionDependencies) {
  async function forget(request: Request): Promise<void> {
    const secret = cookieOf(request, cookieFor('session', request, baseUrl()).name);
    if (secret) await sessions.end(hashSecret(secret));
  }
  return {
    /** Signs the browser out; its session is worth nothing from then on. */
    async end(request: Request, response: Response): Promise<void> {
      await forget(request);
      const { name, options } = cookieFor('session', request, baseUrl());
      response.clearCookie(name, options);
    },

    /** Ends every session of the same person, that of the browser that asks included. */
    endAll: ({ tenant, as }: Session): Promise<void> => sessions.endAll(tenant, as),

    /** Signs somebody in under a new secret; whom the browser was signed in as before is signed out. */
    async begin(
      request: Request,
      response: Response,
      { tenant, ...who }: Pick<Session, 'tenant' | 'as' | 'idToken'>,
    ): Promise<void> {
      await forget(request);
      const secret = newSecret();
      const maxAge = lastsMs(tenant);
      await sessions.begin(hashSecret(secret), {
        tenant,
        ...who,
        createdAt: now(),
        expiresAt: now() + maxAge,
      });
      const { name, options } = cookieFor('session', request, baseUrl());
      response.cookie(name, secret, { ...options, maxAge });
    },
  };
}

export type Sessions = ReturnType<typeof createSessions>;
