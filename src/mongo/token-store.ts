import type { Db } from 'mongodb';
import type { AccessRole } from '../access/role.ts';

/** An API token. The token itself is shown once and stored nowhere. Times are epoch milliseconds. */
export interface ApiToken {
  readonly tenant: string;
  readonly name: string;
  readonly role: AccessRole;
  readonly createdAt: number;
}

/** API tokens by their hash. */
export function createTokenStore(db: Db) {
  const tokens = db.collection<ApiToken & { _id: string }>('tokens');
  return {
    /** @param hash SHA-256 of the token, hexadecimal. */
    async add(hash: string, token: ApiToken): Promise<void> {
      await tokens.insertOne({ _id: hash, ...token });
    },
    async find(hash: string): Promise<ApiToken | undefined> {
      const found = await tokens.findOne({ _id: hash }, { projection: { _id: 0 } });
      return found ?? undefined;
    },
    async list(tenant: string): Promise<(ApiToken & { hash: string })[]> {
      const found = await tokens.find({ tenant }).toArray();
      return found.map(({ _id, ...token }) => ({ hash: _id, ...token }));
    },
    /** @returns how many were revoked. */
    async revoke(tenant: string, name: string): Promise<number> {
      return (await tokens.deleteMany({ tenant, name })).deletedCount;
    },
  };
}

export type TokenStore = ReturnType<typeof createTokenStore>;
