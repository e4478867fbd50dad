import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { redactDeep, redactText } from '../../../src/access/redact.ts';
import { compilePattern } from '../../../src/access/own-pattern.ts';
import { ownMs } from '../../harness/own-time.ts';

// Put together at run time, so that no scanner takes the samples for real ones.
const join = (...parts: string[]): string => parts.join('');
const letters = (count: number): string => 'aB3dE5gH7jK9mN1pQ2sT4vW6yZ8'.repeat(8).slice(0, count);

const SECRETS: Record<string, string> = {
  'slack bot token': join('xoxb', '-123456789012-1234567890123-', letters(24)),
  'slack user token': join('xoxp', '-1-2-3-', letters(32)),
  'slack app token': join('xapp', '-1-A0123-456-', letters(40)),
  'slack refresh token': join('xoxe.', 'xoxp-1-', letters(40)),
  'slack webhook': join('https://hooks.slack.com/', 'services/T0001/B0002/', letters(24)),
  'discord webhook': join('https://discord.com/api/', 'webhooks/123456789012345678/', letters(60)),
  'discord token': join('MTIzNDU2Nzg5MDEyMzQ1Njc4', '.Gabcde.', letters(38)),
  'github token': join('ghp', '_', letters(36)),
  'github fine-grained token': join('github', '_pat_', letters(22), '_', letters(59)),
  'gitlab token': join('glpat', '-', letters(20)),
  'aws key id': join('AKIA', 'IOSFODNN7EXAMPLE'),
  'google api key': join('AIza', letters(35)),
  'google oauth token': join('ya29', '.', letters(40)),
  'stripe secret key': join('sk', '_live_', letters(24)),
  'stripe restricted key': join('rk', '_test_', letters(24)),
  'npm token': join('npm', '_', letters(36)),
  'telegram token': join('123456789', ':AA', letters(33)),
  'json web token': join('eyJhbGciOiJIUzI1NiJ9', '.eyJzdWIiOiIxMjM0NSJ9.', letters(43)),
  'private key': join(
    '-----BEGIN RSA ',
    'PRIVATE KEY-----\n',
    letters(64),
    '\n-----END RSA PRIVATE KEY-----',
  ),
  'pgp key': join(
    '-----BEGIN PGP ',
    'PRIVATE KEY BLOCK-----\n\n',
    letters(64),
    '\n-----END PGP PRIVATE KEY BLOCK-----',
  ),
  'key cut off': join('-----BEGIN ', 'PRIVATE KEY-----\n', letters(64)),
  'visa card': '4111 1111 1111 1111',
  mastercard: '5555555555554444',
  'mastercard of the 2 series': '2223-0031-2200-3222',
  'american express card': '3782 822463 10005',
};

describe('redactText', () => {
  it.each(Object.entries(SECRETS))('takes out a %s and nothing else', (_what, secret) => {
    const text = `before (${secret}), after INC-42`;
    const redacted = redactText(text);
    expect(redacted).not.toContain(secret);
    expect(redacted).toMatch(/^before \(\[redacted: [a-z ]+\]/);
    if (!secret.startsWith('-----BEGIN PRIVATE')) expect(redacted).toMatch(/\), after INC-42$/);
  });

  it.each([
    ['password=hunter2 then', 'password=[redacted: password] then'],
    ['Passwd: hunter2', 'Passwd: [redacted: password]'],
    ['DB_PASSWORD = "a b c" next', 'DB_PASSWORD = [redacted: password] next'],
    ['{"password":"a\\"b","user":"ana"}', '{"password":[redacted: password],"user":"ana"}'],
    ["db_password: 'it is long'", 'db_password: [redacted: password]'],
    ['password=$ecret!', 'password=[redacted: password]'],
    ['password: /slash', 'password: [redacted: password]'],
    ['pwd=hunter2', 'pwd=[redacted: password]'],
    ['the password is Tr0ub4dor&3', 'the password is [redacted: password]'],
    ['api_key=abc123def', 'api_key=[redacted: secret]'],
    ['https://x.example/?access_token=9f8e7d6c', 'https://x.example/?access_token=[redacted: secret]'],
    ['aws_secret_access_key = wJalrXUtnFEMI/K7MDENG', 'aws_secret_access_key = [redacted: secret]'],
    ['client_secret: "abcdefghijklmnopqrstuvwxyz"', 'client_secret: [redacted: secret]'],
    ['Authorization: Bearer abcd', 'Authorization: [redacted: authorization]'],
    ['"authorization": "Basic YW5hOmg="', '"authorization": "[redacted: authorization]"'],
    ['Authorization: Token abcdef', 'Authorization: [redacted: authorization]'],
    ['curl -H "bearer mF_9.B5f-4.1JqMaaaa"', 'curl -H "bearer [redacted: authorization]"'],
    ['Cookie: session=abc; x=y', 'Cookie: [redacted: cookie]'],
    ['mongodb://muster:s3cret@db:27017/muster', 'mongodb://muster:[redacted: credentials]@db:27017/muster'],
    ['https://ana:p@ss@example.com/x', 'https://ana:[redacted: credentials]@example.com/x'],
    ['card 4111111111111111 2026-03-01', 'card [redacted: card number] 2026-03-01'],
    ['4111 1111 1111 1111 5555 5555 5555 4444', '[redacted: card number] [redacted: card number]'],
  ])('%j becomes %j', (text, expected) => {
    expect(redactText(text)).toBe(expected);
  });

  it.each([
    'INC-42 was resolved 4 minutes ago by Ana; reopen it first.',
    '/im resolve inc-42 rolled back 4f2c1d9e8b7a6c5d4e3f2a1b0c9d8e7f6a5b4c3d',
    'default:incident:INC-42 run 123e4567-e89b-12d3-a456-426614174000',
    '12345678-4111-1111-1111-111111111111',
    'order 4111111111111112 and account 1234567890123456',
    'epoch 1700000000000, slack ts 1700000000.123456, discord 1098765432109876543',
    'sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
    'forgot the password again; reset your password at https://example.com/reset',
    'token: expired, secret: see the vault',
    'PWD=/home/ana',
    'password: ${DB_PASSWORD}',
    'basic authentication fails, bearer of bad news',
    'https://example.com:8443/a?b=c#d and ana@example.com',
    'git@github.com:owner/repository.git',
    'main-slack/#critical-incidents 2026-03-01 03:04:05 UTC 10.0.0.1:7233',
    'cookie: the jar is full',
    'tests pass: 1200',
    'sk-learn and task-force-alpha',
  ])('leaves %j as it is', (text) => {
    expect(redactText(text)).toBe(text);
  });

  it('redacts what one’s own patterns match, but not inside a mark', () => {
    const pattern = compilePattern({ name: 'staff-number', source: 'E-\\d{6}|redacted', ignoreCase: false });
    if (typeof pattern === 'string') throw new Error(pattern);
    expect(redactText('E-123456 has password=abc', [pattern])).toBe(
      '[redacted: staff-number] has password=[redacted: password]',
    );
  });

  it('leaves JSON readable in which something was redacted already', () => {
    const text = JSON.stringify(redactDeep({ password: 'hunter22', token: 'abc12345', name: 'x' }), null, 2);
    expect(redactText(text)).toBe(text);
    expect(redactText('password: "')).toBe('password: "');
    expect(redactText('{"password": "hunt')).toBe('{"password": [redacted: password]');
  });

  it('leaves a text that it has redacted as it is', () => {
    const piece = fc.oneof(
      fc.constantFrom(...Object.values(SECRETS)),
      fc.constantFrom(
        'password',
        'token',
        'pwd',
        'secret',
        'Authorization',
        'bearer',
        'cookie',
        'https://',
        '@',
        'is',
      ),
      fc.constantFrom('=', ':', ': ', '"', "'", ' ', '\\', '\n', '/', '-', '[redacted: x]', '${A}'),
      fc.string({ maxLength: 12 }),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        const once = redactText(pieces.join(''));
        expect(redactText(once)).toBe(once);
      }),
      { numRuns: 3000 },
    );
  });

  it('takes a secret out of any surroundings', () => {
    const around = fc.string({ maxLength: 40 });
    fc.assert(
      fc.property(around, fc.constantFrom(...Object.values(SECRETS)), around, (before, secret, after) => {
        expect(redactText(`${before} ${secret} ${after}`)).not.toContain(secret);
      }),
      { numRuns: 2000 },
    );
  });

  it('leaves numbers of card length with a wrong check digit', () => {
    const wrong = fc
      .tuple(fc.constantFrom('4', '51', '37', '6011'), fc.nat({ max: 1e12 }))
      .map(([start, rest]) => {
        const digits = (start + String(rest).padStart(15, '7')).slice(0, 15);
        return [0, 1, 2, 3, 4, 5, 6, 7, 8, 9].map((last) => `${digits}${last}`);
      });
    fc.assert(
      fc.property(wrong, (numbers) => {
        // Of ten last digits exactly one is the right one.
        const redacted = numbers.filter((number) => redactText(number) !== number);
        expect(redacted.length).toBeLessThanOrEqual(1);
      }),
    );
  });

  it.each([
    'a',
    '4',
    '4 ',
    '4-',
    'eyJ-',
    'eyJ',
    'sk-',
    'xoxb',
    'glpat-',
    'a://',
    'a.',
    'a:',
    '://',
    'password ',
    'password:',
    'token="',
    'token=\\',
    'authorization ',
    'bearer ',
    'basic a',
    'cookie:',
    '-----BEGIN PRIVATE KEY-----',
    '-----BEGIN ',
    '"\\',
    'M.',
    'pwd=',
    'password is ',
    '[redacted: ',
    'https://hooks.slack.com/services/',
    'SG.',
    '\\',
    "'",
    ' ',
    '\n',
    'credentials',
    'secret"',
    '4111 1111 1111 1111 ',
    '4111111111111111-',
  ])('is not slowed down by many %j', (piece) => {
    const time = (length: number): number => {
      const text = `${piece.repeat(Math.ceil(length / piece.length)).slice(0, length)}!`;
      const begun = ownMs();
      redactText(text);
      return ownMs() - begun;
    };
    time(1_000);
    // Quadratic time would be some 40 s for this length.
    expect(time(200_000)).toBeLessThan(10_000);
  });
});

describe('redactDeep', () => {
  it('redacts strings, keys and whatever stands under the name of a secret', () => {
    const secret = SECRETS['github token']!;
    expect(
      redactDeep({
        id: 'INC-1',
        at: 7,
        list: [secret, { botToken: 'x', empty: { password: '' } }],
        [secret]: true,
        pin: null,
      }),
    ).toEqual({
      id: 'INC-1',
      at: 7,
      list: ['[redacted: github token]', { botToken: '[redacted: secret]', empty: { password: '' } }],
      '[redacted: github token]': true,
      pin: null,
    });
  });

  it('reads errors, maps, sets and objects that know their JSON, and leaves dates and bytes', () => {
    const secret = SECRETS['stripe secret key']!;
    const error = Object.assign(new Error(`refused ${secret}`), {
      code: 'x',
      config: { headers: { authorization: 'abc' } },
    });
    const date = new Date(0);
    const bytes = new Uint8Array([1]);
    const result = redactDeep<unknown>({
      error,
      map: new Map([['token', 'abc']]),
      set: new Set([secret]),
      url: new URL('https://ana:pw@example.com/'),
      date,
      bytes,
    }) as Record<string, unknown>;
    expect(result.error).toMatchObject({
      name: 'Error',
      message: 'refused [redacted: stripe key]',
      code: 'x',
      config: { headers: { authorization: '[redacted: secret]' } },
    });
    expect(JSON.stringify(result.error)).not.toContain(secret);
    expect(result.map).toEqual(new Map([['token', '[redacted: secret]']]));
    expect(result.set).toEqual(new Set(['[redacted: stripe key]']));
    expect(result.url).toBe('https://ana:[redacted: credentials]@example.com/');
    expect(result.date).toBe(date);
    expect(result.bytes).toBe(bytes);
  });

  it('ends on circles and on great depth', () => {
    const circle: Record<string, unknown> = {};
    circle.self = circle;
    expect(redactDeep(circle)).toEqual({ self: '[circular]' });
    let deep: unknown = 'password=abc';
    for (let i = 0; i < 10_000; i++) deep = [deep];
    expect(JSON.stringify(redactDeep(deep))).toContain('[too deep]');
  });

  it('keeps the shape of plain data that holds no secret', () => {
    const plain = fc.object({
      key: fc.stringMatching(/^[a-f]{1,5}$/),
      values: [fc.integer(), fc.boolean(), fc.constant('INC-7')],
    });
    fc.assert(
      fc.property(plain, (value) => {
        expect(redactDeep(value)).toEqual(value);
      }),
    );
  });

  it('does not make a prototype of a key', () => {
    const value = JSON.parse('{"__proto__":{"admin":true}}') as object;
    expect(Object.getPrototypeOf(redactDeep(value))).toBe(Object.prototype);
  });
});
