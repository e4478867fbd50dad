import { randomUUID } from 'node:crypto';
import type { Request } from 'express';
import { DEFAULT_TENANT } from '../incident/id.ts';
import type { TokenStore } from '../mongo/token-store.ts';
import { hashToken } from './api/token.ts';
import type { Caller } from './caller.ts';
import { Patience } from './patience.ts';

/** Name of the cookie that holds an API token, for reading pages alone. */
export const TOKEN_COOKIE = 'muster_token';

/** How long somebody waits for a page, in milliseconds. */
const READING_MS = 10_000;

function cookieOf(request: Request): string | undefined {
  const pairs = (request.get('cookie') ?? '').split(/;\s*/).map((pair) => pair.split('='));
  return pairs.find(([name]) => name === TOKEN_COOKIE)?.[1];
}

/**
 * Who reads a page: the holder of the cookie's token, else anybody where that is allowed.
 * @param anonymousReading may everybody who reaches the server read incidents that are not private?
 * @returns undefined when a token is needed.
 */
export async function readerOf(
  request: Request,
  tokens: TokenStore,
  anonymousReading: boolean,
): Promise<Caller | undefined> {
  const given = cookieOf(request);
  const token = given === undefined ? undefined : await tokens.find(hashToken(given));
  const reading = { via: 'page', deliveryId: randomUUID(), patience: new Patience(READING_MS) };
  if (token) {
    const person = { id: `token:${token.name}`, name: token.name };
    return { ...reading, tenant: token.tenant, person, roles: [token.role], token: token.name };
  }
  if (!anonymousReading) return undefined;
  const person = { id: 'anonymous', name: 'anonymous' };
  return { ...reading, tenant: DEFAULT_TENANT, person, roles: ['viewer'] };
}
