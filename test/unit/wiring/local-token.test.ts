import { describe, expect, it } from 'vitest';
import type { Assembly } from '../../../src/wiring/assembly.ts';
import { hashToken } from '../../../src/http/api/token.ts';
import { forgetLocalToken, localToken } from '../../../src/wiring/local-token.ts';
import type { ApiToken } from '../../../src/mongo/token-store.ts';

function assembly(host: string, openid?: object) {
  const tokens = new Map<string, ApiToken>();
  const part = {
    settings: { port: 3000, host },
    config: () => ({ server: { host: '127.0.0.1' }, signIn: { lastsMs: 1, ...(openid && { openid }) } }),
    stores: {
      tokens: {
        add: (hash: string, token: ApiToken) => Promise.resolve(void tokens.set(hash, token)),
        revoke: (_tenant: string, name: string) => {
          for (const [hash, token] of tokens) if (token.name === name) tokens.delete(hash);
          return Promise.resolve(0);
        },
      },
    },
  };
  return { tokens, part: part as unknown as Assembly };
}

describe('the token that is printed', () => {
  it.each(['127.0.0.1', '127.8.8.8', 'localhost', '::1'])(
    'is an admin’s on %s, one at a time',
    async (host) => {
      const { tokens, part } = assembly(host);
      const [first, second] = [await localToken(part), await localToken(part)];
      expect(first).not.toBe(second);
      expect([...tokens]).toMatchObject([[hashToken(second!), { tenant: 'default', role: 'admin' }]]);
      await forgetLocalToken(part);
      expect(tokens.size).toBe(0);
    },
  );

  it.each(['0.0.0.0', '::', '192.168.1.2', 'muster.example.com', '127.evil.example'])(
    'is none where others may reach the server: %s',
    async (host) => {
      expect(await localToken(assembly(host).part)).toBeUndefined();
    },
  );

  it('is none where people sign in otherwise', async () => {
    const { tokens, part } = assembly('127.0.0.1', { issuer: 'https://accounts.example.com' });
    expect(await localToken(part)).toBeUndefined();
    expect(tokens.size).toBe(0);
  });
});
