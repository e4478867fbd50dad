import { describe, expect, it } from 'vitest';
import {
  checkAddress,
  ForbiddenAddress,
  isPublic,
  publicLookup,
} from '../../../src/outbound/public-address.ts';

type Lookup = NonNullable<Parameters<typeof publicLookup>[0]>;

/** What an IP address is, and whether something may be sent there. */
const TABLE: readonly [address: string, what: string, isPublic: boolean][] = [
  ['8.8.8.8', 'public', true],
  ['93.184.215.14', 'public', true],
  ['172.15.255.255', 'public: just below a private net', true],
  ['172.32.0.1', 'public: just above a private net', true],
  ['100.63.255.255', 'public: just below shared addresses', true],
  ['100.128.0.1', 'public: just above shared addresses', true],
  ['169.253.255.255', 'public: just below link-local ones', true],
  ['2606:2800:21f:cb07:6820:80da:af6b:8b2c', 'public', true],
  ['2a00:1450:4001:82a::200e', 'public', true],
  ['0.0.0.0', 'this machine, on most systems', false],
  ['0.1.2.3', 'this network', false],
  ['10.1.2.3', 'private', false],
  ['172.16.0.1', 'private', false],
  ['172.31.255.255', 'private', false],
  ['192.168.1.1', 'private', false],
  ['100.64.0.1', 'shared by a carrier', false],
  ['100.100.100.200', 'metadata of a cloud, among shared addresses', false],
  ['127.0.0.1', 'this machine', false],
  ['127.255.0.1', 'this machine', false],
  ['169.254.169.254', 'metadata of most clouds, link-local', false],
  ['169.254.170.2', 'credentials of containers, link-local', false],
  ['192.0.0.192', 'metadata of a cloud, reserved', false],
  ['192.0.2.1', 'for documents', false],
  ['192.88.99.1', 'relays of 6to4', false],
  ['198.18.0.1', 'for measurements', false],
  ['198.51.100.1', 'for documents', false],
  ['203.0.113.1', 'for documents', false],
  ['224.0.0.1', 'multicast', false],
  ['240.0.0.1', 'reserved', false],
  ['255.255.255.255', 'broadcast', false],
  ['::', 'unspecified', false],
  ['::1', 'this machine', false],
  ['::127.0.0.1', 'IPv4 within IPv6, the old way', false],
  ['::ffff:10.0.0.1', 'IPv4 within IPv6, private', false],
  ['::ffff:169.254.169.254', 'IPv4 within IPv6, metadata', false],
  ['::ffff:7f00:1', 'IPv4 within IPv6, this machine', false],
  ['::ffff:8.8.8.8', 'IPv4 within IPv6: nobody names it so', false],
  ['64:ff9b::a00:1', 'NAT64, to a private address', false],
  ['64:ff9b::808:808', 'NAT64', false],
  ['64:ff9b:1::1', 'NAT64 of a local network', false],
  ['100::1', 'discarded', false],
  ['2001::1', 'Teredo', false],
  ['2001:db8::1', 'for documents', false],
  ['2002:7f00:1::', '6to4, to this machine', false],
  ['3fff::1', 'for documents', false],
  ['4000::1', 'not given out', false],
  ['5f00::1', 'segment routing', false],
  ['fc00::1', 'unique local', false],
  ['fd00:ec2::254', 'metadata of a cloud, unique local', false],
  ['fe80::1', 'link-local', false],
  ['fe80::1%eth0', 'link-local, with its interface', false],
  ['fec0::1', 'site-local', false],
  ['ff02::1', 'multicast', false],
  ['localhost', 'a name', false],
  ['', 'nothing', false],
];

describe('an IP address', () => {
  it.each(TABLE)('%s (%s) is public: %s', (address, _what, expected) => {
    expect(isPublic(address)).toBe(expected);
  });
});

describe('a URL', () => {
  const check = (text: string) => () => checkAddress(new URL(text));

  it.each(TABLE.filter(([address, , open]) => !open && /^[\d.]+$|^[\da-f:.]*:[\da-f:.]*$/.test(address)))(
    'of %s (%s) is refused',
    (address) => {
      expect(check(`https://${address.includes(':') ? `[${address}]` : address}/secret`)).toThrow(
        ForbiddenAddress,
      );
    },
  );

  // All of them are 127.0.0.1 or another private address by the URL standard.
  it.each(['0x7f.1', '2130706433', '0177.0.0.1', '127.1', '0xa9fea9fe', '%31%30.0.0.1', '127.0.0.1.'])(
    'that writes its address as %s is refused',
    (host) => {
      expect(check(`https://${host}/secret`)).toThrow(ForbiddenAddress);
    },
  );

  it('is refused without TLS, and never repeated', () => {
    for (const text of ['http://8.8.8.8/secret', 'ftp://8.8.8.8/secret', 'https://10.0.0.1/secret']) {
      expect(check(text)).toThrow(ForbiddenAddress);
      expect(check(text)).not.toThrow(/secret/);
    }
  });

  it('of a public address or a name is let through: names are looked at when they are looked up', () => {
    for (const text of ['https://8.8.8.8/', 'https://[2606:4700::1111]/', 'https://example.com/'])
      expect(check(text)).not.toThrow();
  });
});

describe('a name', () => {
  function lookingUp(...answers: string[]) {
    let asked = 0;
    const lookup = ((_name: string, _options: object, done: (error: null, found: object[]) => void) => {
      asked++;
      done(
        null,
        answers.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
      );
    }) as unknown as Lookup;
    const found: unknown[] = [];
    const ask = (all: boolean): unknown => {
      publicLookup(lookup)('a.example', { all }, (error, address) => found.push(error ?? address));
      return found.at(-1);
    };
    return { ask, asked: () => asked };
  }

  it('is looked up once for each connection, which is made to what was looked at', () => {
    const { ask, asked } = lookingUp('93.184.215.14', '2606:4700::1111');
    expect(ask(true)).toEqual([
      { address: '93.184.215.14', family: 4 },
      { address: '2606:4700::1111', family: 6 },
    ]);
    expect(asked()).toBe(1);
    expect(ask(false)).toBe('93.184.215.14');
  });

  it('is refused when any of its addresses is private, or it has none', () => {
    for (const answers of [['93.184.215.14', '10.0.0.1'], ['::ffff:8.8.8.8'], ['0.0.0.0'], []])
      for (const all of [true, false])
        expect(lookingUp(...answers).ask(all)).toBeInstanceOf(ForbiddenAddress);
  });

  it('that the system knows as this machine is refused', async () => {
    const outcome = await new Promise<unknown>((resolve) => {
      publicLookup()('localhost', { all: true }, resolve);
    });
    expect(outcome).toBeInstanceOf(ForbiddenAddress);
  });
});
