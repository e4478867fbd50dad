import { MongoClient, type Db } from 'mongodb';

/** How long a request waits for a reachable server before it fails, in milliseconds: callers answer 503 or retry. */
const SERVER_SELECTION_MS = 2_000;
/** How long the store may be silent in one operation, in milliseconds: one that hangs must not use up the 3 s that chat waits. */
const SILENCE_MS = 2_500;

/**
 * Connects to the document store.
 * @param uri a `mongodb://` or `mongodb+srv://` address; TLS, replica set and credentials are part of it.
 * @throws Error saying which setting to look at, when no server answers.
 */
export async function connectStore(
  uri: string,
  database: string,
): Promise<{ db: Db; close: () => Promise<void> }> {
  const client = new MongoClient(uri, {
    serverSelectionTimeoutMS: SERVER_SELECTION_MS,
    connectTimeoutMS: 5_000,
    socketTimeoutMS: SILENCE_MS,
    appName: 'muster',
    ignoreUndefined: true,
  });
  try {
    await client.connect();
  } catch (cause) {
    await client.close();
    // Several hosts in one address are no URL; name and password before them are nobody's business.
    const [, hosts = 'the given address'] = /^mongodb(?:\+srv)?:\/\/(?:.*@)?([^/?]+)/.exec(uri) ?? [];
    throw new Error(
      `The document store at ${hosts} does not answer. Check MONGODB_URI and that the server runs.`,
      { cause },
    );
  }
  return { db: client.db(database), close: () => client.close() };
}

/** Is the store there? Rejects when it is not. */
export async function pingStore(db: Db): Promise<void> {
  await db.command({ ping: 1 });
}
