/**
 * What texts of the formats of zod are, for people: the patterns by which it checks them are no reading. Of the others
 * (`starts_with`, `regex`) the pattern says more.
 */
const FORMATS: ReadonlyMap<string, string> = new Map([
  ['date', 'a date such as 2026-11-22'],
  ['time', 'a time such as 14:30 or 14:30:59'],
  ['date-time', 'a date with a time such as 2026-11-22T14:30:00Z'],
  ['duration', 'a duration such as PT1H30M'],
  ['email', 'an e-mail address such as ana@example.com'],
  ['uuid', 'a UUID such as 123e4567-e89b-42d3-a456-426614174000'],
  ['ipv4', 'an IPv4 address such as 192.0.2.1'],
  ['ipv6', 'an IPv6 address such as 2001:db8::1'],
  ['cidrv4', 'a network such as 192.0.2.0/24'],
  ['cidrv6', 'a network such as 2001:db8::/32'],
  ['hostname', 'the name of a host such as www.example.com'],
  ['mac', 'a MAC address such as 00:1a:2b:3c:4d:5e'],
  ['e164', 'a telephone number such as +4930123456'],
  ['hex', 'hexadecimal digits such as 1f3a'],
  ['base64', 'a text in Base64'],
  ['base64url', 'a text in the Base64 of URLs'],
  ['ulid', 'a ULID'],
  ['cuid', 'a CUID'],
  ['cuid2', 'a CUID2'],
  ['nanoid', 'a Nano ID'],
  ['xid', 'an XID'],
  ['ksuid', 'a KSUID'],
]);

/** @param format of JSON Schema, or as zod calls it. @returns what a text of it is, for people. */
export const meaningOf = (format: string): string | undefined => FORMATS.get(format);
