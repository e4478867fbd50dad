import type { Router } from 'express';
import { findTenant, type TenantConfig } from '../../config/config.ts';
import type { OpenIdWay } from '../../dashboard/sign-in-page.tsx';
import { createLimit } from '../../http/limits.ts';
import { createOpenIdProviders } from '../../http/openid/provider.ts';
import { openIdRouter } from '../../http/openid/routes.ts';
import { createElsewhere, openIdWay } from '../../http/openid/ways.ts';
import { createReaders, type Readers } from '../../http/reader.ts';
import { createSessions } from '../../http/sessions.ts';
import { signInRouter } from '../../http/sign-in.ts';
import type { TokenStore } from '../../mongo/token-store.ts';
import type { Ground } from './ground.ts';

/** How often browsers may be sent to an OpenID provider from one address: a company's proxy is one for all. */
const SIGN_INS_ELSEWHERE = { count: 300, perMs: 60_000 };
/** How often somebody may try to sign in from one address. */
const SIGN_INS = { count: 20, perMs: 60_000 };

/** How people sign in to the pages, and programs to the API. */
export interface SignIn {
  readonly tokens: TokenStore;
  readonly readers: Readers;
  /** @returns how somebody signs in by an OpenID provider who wants to see an address. */
  readonly openid: (next: string) => OpenIdWay | undefined;
  readonly routers: readonly Router[];
}

/** @returns sessions, tokens and OpenID providers of the tenants that are in force at each moment. */
export function createSignIn({ assembly, operations, baseUrl, configOf }: Ground): SignIn {
  const { config, stores, log } = assembly;
  const now = Date.now;
  const tenantNamed = (tenant: string): TenantConfig | undefined => findTenant(config(), tenant);
  // A token outlives the tenant that it was made for; it is then worth nothing.
  const tokens: TokenStore = {
    ...stores.tokens,
    async find(hash) {
      const token = await stores.tokens.find(hash);
      return token && tenantNamed(token.tenant) ? token : undefined;
    },
  };
  const openid = (next: string): OpenIdWay | undefined => openIdWay(tenantNamed, next);
  const providers = createOpenIdProviders(now);
  const sessions = createSessions({
    sessions: stores.sessions,
    lastsMs: (tenant) => configOf(tenant).signIn.lastsMs,
    baseUrl,
    now,
  });
  const readers = createReaders({
    sessions: stores.sessions,
    tokens,
    config: tenantNamed,
    anonymousReading: () => config().access.anonymousReading,
    baseUrl,
    now,
  });
  const routers = [
    openIdRouter({
      providers,
      config: tenantNamed,
      sessions,
      store: stores.sessions,
      operations,
      baseUrl,
      limit: createLimit(() => SIGN_INS_ELSEWHERE),
      log,
      now,
    }),
    signInRouter({
      tokens,
      sessions,
      readers,
      operations,
      openid,
      elsewhere: createElsewhere(providers, tenantNamed, baseUrl),
      baseUrl,
      limit: createLimit(() => SIGN_INS),
    }),
  ];
  return { tokens, readers, openid, routers };
}
