import { createHash, randomBytes } from 'node:crypto';
import type { Request, Response } from 'express';
import type { TokenStore } from '../../mongo/token-store.ts';
import type { Caller } from '../caller.ts';
import { Patience } from '../patience.ts';
import { HttpRefusal } from '../refusal-table.ts';

const PREFIX = 'muster_';
/** How long a program waits for an answer of the API, in milliseconds. */
const CALLING_MS = 10_000;

/** @returns a new token: 256 random bits, recognisable by secret scanners. It is shown once; only its hash is kept. */
export function newToken(): string {
  return `${PREFIX}${randomBytes(32).toString('base64url')}`;
}

/** A token has too much entropy to be guessed, so that a fast hash is enough. @returns hexadecimal SHA-256. */
export function hashToken(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}

/**
 * Who calls the API, by its bearer token. Source: RFC 6750.
 * @param deliveryId the request's idempotency key.
 * @throws HttpRefusal `unauthenticated`.
 */
export async function callerOf(request: Request, tokens: TokenStore, deliveryId: string): Promise<Caller> {
  const [, given] = /^Bearer ([\w.~+/=-]{8,200})$/i.exec(request.get('authorization') ?? '') ?? [];
  const token = given === undefined ? undefined : await tokens.find(hashToken(given));
  if (!token) {
    throw new HttpRefusal(
      'unauthenticated',
      'Send "Authorization: Bearer <token>"; "muster token create <name> --role responder" makes a token.',
    );
  }
  const person = { id: `token:${token.name}`, name: token.name };
  const patience = new Patience(CALLING_MS);
  return {
    tenant: token.tenant,
    person,
    roles: [token.role],
    via: `api:${token.name}`,
    deliveryId,
    patience,
  };
}

/** @returns the caller whom the API's first step has verified. */
export function callerIn(response: Response): Caller {
  return response.locals.caller as Caller;
}

/** @returns the same; undefined where it failed before that step was done. */
export function knownCaller(response: Response): Caller | undefined {
  return response.locals.caller as Caller | undefined;
}
