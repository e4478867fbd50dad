import { lookup as systemLookup, type LookupAddress } from 'node:dns';
import type { LookupFunction } from 'node:net';
import ipaddr from 'ipaddr.js';

/** An address to which nothing is sent; the message holds nothing of a URL but what is no secret. */
export class ForbiddenAddress extends Error {
  override readonly name = 'ForbiddenAddress';
}

/** Where IANA gives out addresses of the public Internet; all else of IPv6 is special or not in use. */
const GIVEN_OUT = ipaddr.IPv6.parseCIDR('2000::/3');

/**
 * @returns whether an IP address belongs to the public Internet. An IPv4 address within an IPv6 one does not, whatever it
 * is: nobody names one so, and what stands in the way (NAT64, 6to4) may lead anywhere. Source: IANA special-purpose
 * address registries (RFC 6890).
 */
export function isPublic(address: string): boolean {
  if (!ipaddr.isValid(address)) return false;
  const parsed = ipaddr.parse(address);
  if (parsed.range() !== 'unicast') return false;
  return parsed instanceof ipaddr.IPv4 || parsed.match(GIVEN_OUT);
}

/** @throws ForbiddenAddress when an address names an IP address that is not public, or is not encrypted. */
export function checkAddress(url: URL): void {
  if (url.protocol !== 'https:') throw new ForbiddenAddress('the address must begin with https://');
  const host = url.hostname.replace(/^\[|\]$/g, '');
  if (ipaddr.isValid(host) && !isPublic(host))
    throw new ForbiddenAddress('it leads to a private address, not to the public Internet');
}

/**
 * The system's look-up of names, which refuses names with an address that is not public. The connection is made to what
 * was looked up here and looked at, so that a second answer of the name server changes nothing. Give it to a request as
 * `lookup`, after {@link checkAddress}: of an IP address that is written in a URL nothing is looked up.
 * @param lookup the system's; in tests another.
 */
export function publicLookup(lookup: typeof systemLookup = systemLookup): LookupFunction {
  return (hostname, options, callback) => {
    lookup(hostname, { ...options, all: true }, (error, found) => {
      const addresses: LookupAddress[] = Array.isArray(found) ? found : [];
      const [first] = addresses;
      if (error) callback(error, '', 0);
      else if (!first || !addresses.every(({ address }) => isPublic(address)))
        callback(new ForbiddenAddress('it leads to a private address, not to the public Internet'), '', 0);
      else if (options.all) callback(null, addresses);
      else callback(null, first.address, first.family);
    });
  };
}
