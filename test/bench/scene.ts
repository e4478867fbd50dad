import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Client, Connection } from '@temporalio/client';
import { bundleWorkflowCode } from '@temporalio/worker';
import { loadConfig } from '../../src/config/load.ts';
import { connectStore } from '../../src/mongo/connection.ts';
import { createStores, type Stores } from '../../src/mongo/index.ts';
import { PLATFORMS } from '../../src/chat/platforms.ts';
import { registerSearchAttributes } from '../../src/wiring/temporal/temporal.ts';
import { SIGNING_SECRET, startFakeSlack, type FakeSlack } from '../fakes/slack/fake.ts';
import type { FakeChannel, FakeUser } from '../fakes/slack/workspace.ts';
import { Child } from './child.ts';
import { NAMESPACE, startGround, type Tuning } from './ground.ts';
import { configuration, SECRETS } from './muster/config.ts';
import { Muster } from './muster/muster.ts';

const FLOOR_QUEUE = 'bench-floor';
const QUIET = { log() {}, trace() {}, debug() {}, info() {}, warn: console.warn, error: console.error };

/** Everything that is measured, side by side on one Temporal and one store, and the hands that measure it. */
export interface Scene {
  readonly client: Client;
  readonly stores: Stores;
  /** A worker with bare workflows. */
  readonly floor: { readonly process: Child; readonly taskQueue: string };
  /** Muster with a provider that costs nothing. */
  readonly answering: Muster;
  /** Muster with the real Slack provider, before a fake workspace in this process. */
  readonly slack: Muster;
  /** The same, but the platform's limits are not asked for. */
  readonly unpaced: Muster;
  readonly fake: FakeSlack;
  readonly ana: FakeUser;
  readonly ben: FakeUser;
  readonly channel: FakeChannel;
  stop(): Promise<void>;
}

/** Starts the whole scene; all on this machine and on free ports. */
export async function openScene(tuning: Tuning, progress: (line: string) => void): Promise<Scene> {
  const stops: (() => Promise<unknown>)[] = [];
  const stop = async (): Promise<void> => {
    while (stops.length > 0) await stops.pop()?.();
  };
  try {
    const folder = await mkdtemp(join(tmpdir(), 'muster-bench-'));
    stops.push(() => rm(folder, { recursive: true, force: true }));
    const ground = await startGround(tuning, progress);
    stops.push(() => ground.stop());
    const connection = await Connection.connect({ address: ground.temporalAddress });
    stops.push(() => connection.close());
    const client = new Client({ connection, namespace: NAMESPACE });
    await registerSearchAttributes(client);

    const fake = await startFakeSlack();
    stops.push(() => fake.close());
    fake.workspace.pageSize = 1_000;
    const ana = fake.addUser('ana');
    const ben = fake.addUser('ben');
    const channel = fake.addChannel('incidents', { members: [fake.workspace.bot.id, ana.id, ben.id] });

    const configPath = join(folder, 'muster.yaml');
    await writeFile(configPath, configuration({ url: fake.url, ana: ana.id, ben: ben.id }));
    const { config } = loadConfig({ path: configPath, env: SECRETS, platforms: PLATFORMS });
    const database = 'bench';
    const store = await connectStore(ground.mongodbUri, database);
    stops.push(() => store.close());
    const stores = createStores(store.db);
    const env = {
      ...SECRETS,
      PORT: '0',
      HOST: '127.0.0.1',
      LOG_LEVEL: 'error',
      MUSTER_CONFIG: configPath,
      MUSTER_DATA_DIR: folder,
      TEMPORAL_ADDRESS: ground.temporalAddress,
      TEMPORAL_NAMESPACE: NAMESPACE,
      MONGODB_URI: ground.mongodbUri,
      MONGODB_DATABASE: database,
    };
    const about = { client, config, ids: stores.declarations, env };
    const answering = await Muster.start('answering', about);
    stops.push(() => answering.process.stop());
    const slack = await Muster.start('slack', about);
    stops.push(() => slack.process.stop());
    const unpaced = await Muster.start('unpaced', about);
    stops.push(() => unpaced.process.stop());
    fake.installApp({ url: `${slack.process.url}/chat/main-slack`, signingSecret: SIGNING_SECRET });

    const bundle = join(folder, 'floor.js');
    const workflowsPath = fileURLToPath(new URL('floor/workflows.js', import.meta.url));
    await writeFile(bundle, (await bundleWorkflowCode({ workflowsPath, logger: QUIET })).code);
    const floor = await Child.start(
      'floor/process.js',
      [ground.temporalAddress, NAMESPACE, FLOOR_QUEUE, bundle],
      {},
    );
    stops.push(() => floor.stop());
    return {
      client,
      stores,
      floor: { process: floor, taskQueue: FLOOR_QUEUE },
      answering,
      slack,
      unpaced,
      fake,
      ana,
      ben,
      channel,
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}
