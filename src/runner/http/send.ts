import { fetch, type Dispatcher, type Response } from 'undici';
import { checkAddress, ForbiddenAddress } from '../../outbound/public-address.ts';
import { connectionFailure, forbiddenAddress } from './connection-failure.ts';
import { HttpFailure } from './failure.ts';
import type { HttpRequest } from './request.ts';
import type { HttpSettings } from './settings.ts';

const REDIRECTS: readonly number[] = [301, 302, 303, 307, 308];

/** By what a request is sent. */
export interface Way {
  readonly dispatcher: Dispatcher;
  readonly signal: AbortSignal;
}

/**
 * Sends a request and follows its redirects, where they stay at the same scheme, host and port: nothing that is secret
 * can come to anybody else.
 * @returns the answer, whose body nobody has read yet.
 * @throws HttpFailure
 */
export async function send(first: HttpRequest, settings: HttpSettings, way: Way): Promise<Response> {
  const { privately, hosts, redirects, expect } = settings;
  const { origin, host, hostname } = first.url;
  if (hosts && !mayReach(hosts, hostname))
    throw new HttpFailure('forbidden_host', `Nothing was sent to ${host}: it is none of \`hosts\``);
  let request = first;
  for (let followed = 0; ; followed++) {
    const response = await once(request, privately, way);
    const { status } = response;
    if (!REDIRECTS.includes(status) || expect.some((one) => one === status || one === '3xx')) return response;
    await response.body?.cancel();
    const location = response.headers.get('location');
    const next = location === null ? null : URL.parse(location, request.url);
    if (!next) throw new HttpFailure('redirected', `${host} redirects nowhere (${status})`);
    if (redirects === 0)
      throw new HttpFailure(
        'redirected',
        `${host} redirects to ${next.host} (${status}): write the address that it means, or set \`redirects\``,
      );
    if (next.origin !== origin || next.username !== '' || next.password !== '')
      throw new HttpFailure(
        'redirected',
        `${host} redirects to ${next.host} (${status}), which is not followed: it is another scheme, host or port`,
      );
    if (followed >= redirects)
      throw new HttpFailure(
        'redirected',
        `${host} redirects more than ${redirects} times: set \`redirects\``,
      );
    request = redirected(request, next, status);
  }
}

/** @returns whether a host is one of those that are written as `api.example.com` or `*.example.com`. */
export function mayReach(hosts: readonly string[], hostname: string): boolean {
  const host = hostname.replace(/\.$/, '');
  return hosts.some((one) => (one.startsWith('*.') ? host.endsWith(one.slice(1)) : host === one));
}

async function once(
  { method, url, headers, body }: HttpRequest,
  privately: boolean,
  way: Way,
): Promise<Response> {
  try {
    if (!privately) checkAddress(url);
    return await fetch(url, {
      method,
      headers,
      redirect: 'manual',
      ...(body !== undefined && { body }),
      ...way,
    });
  } catch (error) {
    throw error instanceof ForbiddenAddress
      ? forbiddenAddress(error, url.host)
      : connectionFailure(error, url.host);
  }
}

/** What browsers make of redirects (RFC 9110, section 15.4): 303, and most often 301 and 302, mean another request. */
function redirected(request: HttpRequest, url: URL, status: number): HttpRequest {
  const { method, headers, body } = request;
  const isAnother = status === 303 ? method !== 'HEAD' : status < 303 && method === 'POST';
  if (!isAnother) return { method, url, headers, ...(body !== undefined && { body }) };
  const { 'content-type': _type, ...rest } = headers;
  return { method: 'GET', url, headers: rest };
}
