import type { Db } from 'mongodb';
import type { Session, SignedInAs, SignInUnderWay } from '../access/session.ts';

/** Who is signed in to the pages, and who is about to be. The browser alone has the secrets; here are their hashes. */
export function createSessionStore(db: Db) {
  const sessions = db.collection<Session & { _id: string }>('sessions');
  const underWay = db.collection<SignInUnderWay & { _id: string }>('sign_ins');
  return {
    /**
     * Remembers who signed in, and forgets whose time is over.
     * @param hash SHA-256 of the session's secret, hexadecimal.
     */
    async begin(hash: string, session: Session): Promise<void> {
      await sessions.insertOne({ _id: hash, ...session });
      await sessions.deleteMany({ expiresAt: { $lte: session.createdAt } });
    },
    /** @returns undefined when there is none, or its time is over. @param now epoch milliseconds. */
    async find(hash: string, now: number): Promise<Session | undefined> {
      const found = await sessions.findOne({ _id: hash }, { projection: { _id: 0 } });
      return found && found.expiresAt > now ? found : undefined;
    },
    async end(hash: string): Promise<void> {
      await sessions.deleteOne({ _id: hash });
    },
    /** Ends every session of whoever is signed in so, in all browsers. */
    async endAll(tenant: string, as: SignedInAs): Promise<void> {
      const who =
        as.kind === 'token' ? { 'as.hash': as.hash } : { 'as.issuer': as.issuer, 'as.subject': as.subject };
      await sessions.deleteMany({ tenant, 'as.kind': as.kind, ...who });
    },

    /** @param hash SHA-256 of the secret that the browser keeps meanwhile. @param now epoch milliseconds. */
    async leave(hash: string, signIn: SignInUnderWay, now: number): Promise<void> {
      await underWay.insertOne({ _id: hash, ...signIn });
      await underWay.deleteMany({ expiresAt: { $lte: now } });
    },
    /** @returns the sign-in, to the first who asks for it: an answer counts once. @param now epoch milliseconds. */
    async take(hash: string, now: number): Promise<SignInUnderWay | undefined> {
      const found = await underWay.findOne({ _id: hash }, { projection: { _id: 0 } });
      const { deletedCount } = await underWay.deleteOne({ _id: hash });
      return found && deletedCount === 1 && found.expiresAt > now ? found : undefined;
    },
  };
}

export type SessionStore = ReturnType<typeof createSessionStore>;
