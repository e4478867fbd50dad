import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { connectStore } from '../../../src/mongo/connection.ts';
import { createStores, type Stores } from '../../../src/mongo/index.ts';
import { Child } from '../child.ts';
import { instant } from '../clock.ts';
import { NAMESPACE } from '../ground.ts';
import { StackPart } from './stack-part.ts';

export const SECRET = 'bench-secret-of-the-address-0';
export const SIGNING = 'bench-secret-of-the-signature';
const CONFIG = `
server: { host: 127.0.0.1 }
chat: { sandbox: { platform: sandbox } }
integrations:
  git:
    source: github
    secret: \${GIT_IN_SECRET}
    signingSecret: \${GIT_SIGNING_SECRET}
    rate: { count: 10000000, per: 1m }
  prometheus:
    source: alertmanager
    secret: \${GIT_IN_SECRET}
    rate: { count: 10000000, per: 1m }
`;
/** How long all that came in may take to be worked off, in milliseconds. */
const WORKED_OFF_MS = 600_000;

/** A Temporal, a document store, and servers and workers of Muster's with ways in. */
export class InboxSystem {
  readonly stores: Stores;
  readonly temporal: StackPart;
  readonly store: StackPart;
  /** Where all that is kept is. */
  readonly folder: string;
  readonly #env: NodeJS.ProcessEnv;
  readonly #stops: (() => Promise<unknown>)[];

  private constructor(
    stores: Stores,
    parts: { readonly temporal: StackPart; readonly store: StackPart },
    folder: string,
    env: NodeJS.ProcessEnv,
    stops: (() => Promise<unknown>)[],
  ) {
    this.stores = stores;
    this.temporal = parts.temporal;
    this.store = parts.store;
    this.folder = folder;
    this.#env = env;
    this.#stops = stops;
  }

  static async start(): Promise<InboxSystem> {
    const stops: (() => Promise<unknown>)[] = [];
    try {
      const folder = await mkdtemp(join(tmpdir(), 'muster-bench-'));
      stops.push(() => rm(folder, { recursive: true, force: true }));
      const temporal = await StackPart.start('temporal', join(folder, 'temporal'));
      stops.push(() => temporal.stop());
      const store = await StackPart.start('store', join(folder, 'store'));
      stops.push(() => store.stop());
      const path = join(folder, 'muster.yaml');
      await writeFile(path, CONFIG);
      const connection = await connectStore(store.address, 'bench');
      stops.push(() => connection.close());
      const env = {
        GIT_IN_SECRET: SECRET,
        GIT_SIGNING_SECRET: SIGNING,
        PORT: '0',
        HOST: '127.0.0.1',
        LOG_LEVEL: 'error',
        MUSTER_CONFIG: path,
        MUSTER_DATA_DIR: folder,
        TEMPORAL_ADDRESS: temporal.address,
        TEMPORAL_NAMESPACE: NAMESPACE,
        MONGODB_URI: store.address,
        MONGODB_DATABASE: 'bench',
      };
      return new InboxSystem(createStores(connection.db), { temporal, store }, folder, env, stops);
    } catch (error) {
      await stopAll(stops);
      throw error;
    }
  }

  /** Starts a server or a worker, which ends with the system. */
  async run(what: 'server' | 'worker'): Promise<Child> {
    const child = await Child.start('inbox/process.js', [what], this.#env);
    this.endWith(() => child.stop());
    return child;
  }

  /** Has something ended before what was there before it. */
  endWith(stop: () => Promise<unknown>): void {
    this.#stops.push(stop);
  }

  /** Waits until at least so many deliveries of an integration are worked off and nothing waits. */
  async workedOff(integration: string, count: number): Promise<void> {
    const ref = { tenant: 'default', integration };
    const deadline = instant() + WORKED_OFF_MS;
    while (instant() < deadline) {
      const standing = await this.stores.inbox.standing(ref).catch(() => undefined);
      if (standing && standing.total >= count && standing.waitingSince === undefined) return;
      await pause(100);
    }
    throw new Error(`${count} deliveries were not worked off within ${WORKED_OFF_MS} ms`);
  }

  /** @returns how many of these deliveries are not in the store. */
  async missing(integration: string, keys: readonly string[]): Promise<number> {
    const found = await this.stores.inbox.findMany({ tenant: 'default', integration }, keys);
    return keys.length - found.size;
  }

  async stop(): Promise<void> {
    await stopAll(this.#stops);
  }
}

async function stopAll(stops: (() => Promise<unknown>)[]): Promise<void> {
  while (stops.length > 0) await stops.pop()?.();
}
