import { randomUUID } from 'node:crypto';
import type { Request } from 'express';
import { memberOf, type Member } from '../access/member.ts';
import type { Session } from '../access/session.ts';
import type { TenantConfig } from '../config/config.ts';
import { DEFAULT_TENANT } from '../incident/id.ts';
import type { SessionStore } from '../mongo/session-store.ts';
import type { TokenStore } from '../mongo/token-store.ts';
import type { Caller } from './caller.ts';
import { cookieFor, cookieOf, formTokenOf, hashSecret } from './cookies.ts';
import { Patience } from './patience.ts';

/** How long somebody waits for a page, in milliseconds. */
const READING_MS = 10_000;

export interface ReaderDependencies {
  readonly sessions: Pick<SessionStore, 'find'>;
  readonly tokens: Pick<TokenStore, 'find'>;
  /** @returns undefined when there is no such tenant any more. */
  readonly config: (tenant: string) => TenantConfig | undefined;
  /** May everybody who reaches the server read incidents that are not private? */
  readonly anonymousReading: () => boolean;
  /** Address for people. */
  readonly baseUrl: () => string;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

/** Somebody who is signed in by a cookie. */
export interface SignedIn {
  readonly session: Session;
  readonly member: Member;
  /** What the forms of their pages carry. */
  readonly formToken: string;
}

export type Readers = ReturnType<typeof createReaders>;

/** Tells who reads a page. What somebody may do is looked up each time: a role that was taken away is gone at once. */
export function createReaders(deps: ReaderDependencies) {
  const { sessions, tokens, config, now } = deps;

  async function memberIn({ tenant, as }: Session): Promise<Member | undefined> {
    const its = config(tenant);
    if (!its) return undefined;
    if (as.kind === 'token') {
      const token = await tokens.find(as.hash);
      if (token?.tenant !== tenant) return undefined;
      return { person: { id: `token:${token.name}`, name: token.name }, roles: [token.role] };
    }
    const { openid } = its.signIn;
    // Another provider than the one that vouched says nothing of who its subjects are.
    if (openid?.issuer !== as.issuer) return undefined;
    return memberOf({ people: its.people.values(), unmapped: openid.unmapped }, as);
  }

  /** @returns undefined without a session that counts. */
  async function signedIn(request: Request): Promise<SignedIn | undefined> {
    const secret = cookieOf(request, cookieFor('session', request, deps.baseUrl()).name);
    if (!secret) return undefined;
    const session = await sessions.find(hashSecret(secret), now());
    const member = session && (await memberIn(session));
    return member && { session, member, formToken: formTokenOf(secret) };
  }

  return {
    signedIn,

    /** @returns who reads: who is signed in, else anybody where that is allowed; undefined when a sign-in is needed. */
    async readerOf(request: Request): Promise<Caller | undefined> {
      const reading = { via: 'page', deliveryId: randomUUID(), patience: new Patience(READING_MS) };
      const known = await signedIn(request);
      if (known) {
        const { session, member, formToken } = known;
        const { name } = member.person;
        return { ...reading, tenant: session.tenant, ...member, signedIn: { name, formToken } };
      }
      if (!deps.anonymousReading()) return undefined;
      const person = { id: 'anonymous', name: 'anonymous' };
      return { ...reading, tenant: DEFAULT_TENANT, person, roles: ['viewer'] };
    },
  };
}
