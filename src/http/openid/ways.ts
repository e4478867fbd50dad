import type { Session } from '../../access/session.ts';
import type { TenantConfig } from '../../config/config.ts';
import type { Elsewhere, OpenIdWay } from '../../dashboard/sign-in-page.tsx';
import { DEFAULT_TENANT } from '../../incident/id.ts';
import type { OpenIdProviders } from './provider.ts';

/**
 * The OpenID provider by which somebody signs in who wants to see an address: that of the organisation that it is of.
 * @param config what holds for a tenant; undefined when there is none of this name.
 * @param next an address of our own.
 */
export function openIdWay(
  config: (tenant: string) => TenantConfig | undefined,
  next: string,
): OpenIdWay | undefined {
  const tenant = new URL(next, 'http://here').searchParams.get('tenant') ?? DEFAULT_TENANT;
  const openid = config(tenant)?.signIn.openid;
  return openid && { name: openid.name, tenant };
}

/**
 * @param config what holds for a tenant. @param baseUrl address for people.
 * @returns tells where somebody signs out of the provider too by whom they came; undefined where there is no such place.
 */
export function createElsewhere(
  providers: Pick<OpenIdProviders, 'signOutAddress'>,
  config: (tenant: string) => TenantConfig | undefined,
  baseUrl: () => string,
) {
  return async ({ tenant, as, idToken }: Session): Promise<Elsewhere | undefined> => {
    const openid = config(tenant)?.signIn.openid;
    if (as.kind !== 'openid' || openid?.issuer !== as.issuer || idToken === undefined) return undefined;
    const address = await providers.signOutAddress(openid, idToken, `${baseUrl()}/sign-in`);
    return address === undefined ? undefined : { name: openid.name, address };
  };
}
