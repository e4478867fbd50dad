import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Client, Connection } from '@temporalio/client';
import { loadConfig } from '../../../src/config/load.ts';
import type { IncidentId } from '../../../src/incident/id.ts';
import { connectStore } from '../../../src/mongo/connection.ts';
import { createStores, type Stores } from '../../../src/mongo/index.ts';
import { PLATFORMS } from '../../../src/chat/platforms.ts';
import { startFakeSlack } from '../../fakes/slack/fake.ts';
import { atOnce } from '../at-once.ts';
import { instant } from '../clock.ts';
import { figure, type Figure } from '../figures/figure.ts';
import { NAMESPACE, startGround } from '../ground.ts';
import { programs, residentMiB } from '../memory.ts';
import { nextPage } from '../next-page.ts';
import { pagesOnly, SECRETS } from '../muster/config.ts';
import { Muster } from '../muster/muster.ts';
import type { Scale } from './scale.ts';

/** How many incidents are declared at once. */
const AT_ONCE = 16;
/** How long Muster stays dead while pages fall due, in milliseconds. */
const DEAD_MS = 30_000;
/** How long to wait for one more page that was due, in milliseconds. */
const SILENCE_MS = 180_000;

/**
 * Very many incidents wait for their next page; server and worker are killed when the first falls due and started again.
 * @returns how late each page is, and what all of it takes in memory.
 * @throws Error when a page that was due is not sent.
 */
export async function waiting(scale: Scale): Promise<Figure[]> {
  const stops: (() => Promise<unknown>)[] = [];
  try {
    const folder = await mkdtemp(join(tmpdir(), 'muster-bench-'));
    stops.push(() => rm(folder, { recursive: true, force: true }));
    const ground = await startGround('tuned', () => undefined);
    stops.push(() => ground.stop());
    const connection = await Connection.connect({ address: ground.temporalAddress });
    stops.push(() => connection.close());
    const fake = await startFakeSlack();
    stops.push(() => fake.close());
    const path = join(folder, 'muster.yaml');
    const [ana, ben] = [fake.addUser('ana').id, fake.addUser('ben').id];
    await writeFile(path, pagesOnly({ url: fake.url, ana, ben }, scale.waitS));
    const { config } = loadConfig({ path, env: SECRETS, platforms: PLATFORMS });
    const store = await connectStore(ground.mongodbUri, 'bench');
    stops.push(() => store.close());
    const stores = createStores(store.db);
    const muster = await Muster.start('answering', {
      client: new Client({ connection, namespace: NAMESPACE }),
      config,
      ids: stores.declarations,
      env: {
        ...SECRETS,
        PORT: '0',
        HOST: '127.0.0.1',
        LOG_LEVEL: 'error',
        MUSTER_CONFIG: path,
        MUSTER_DATA_DIR: folder,
        TEMPORAL_ADDRESS: ground.temporalAddress,
        TEMPORAL_NAMESPACE: NAMESPACE,
        MONGODB_URI: ground.mongodbUri,
        MONGODB_DATABASE: 'bench',
      },
    });
    stops.push(() => muster.process.stop());
    return await measure(muster, stores, ben, scale);
  } finally {
    while (stops.length > 0) await stops.pop()?.();
  }
}

async function measure(
  muster: Muster,
  stores: Stores,
  ben: string,
  { waiting: count }: Scale,
): Promise<Figure[]> {
  const paged = new Map<string, number[]>();
  // The second step pages Ben, the first one Ana.
  const listen = (): (() => void) =>
    muster.process.onCall(({ user, incident, at }) => {
      if (user === ben && incident !== undefined) paged.set(incident, [...(paged.get(incident) ?? []), at]);
    });
  listen();
  const due = new Map<IncidentId, number>();
  const began = instant();
  await atOnce(count, AT_ONCE, async () => {
    const id = await muster.declare();
    due.set(id, await nextPage(stores, id));
  });
  const declared = (count / (instant() - began)) * 1_000;
  const first = Math.min(...due.values());
  await pause(Math.max(0, first - instant()));
  const before = await residentMiB(muster.process.pid);

  let started = 0;
  await muster.restart(async () => {
    await pause(DEAD_MS);
    started = instant();
  });
  listen();
  const ready = instant();
  let peak = 0;
  const last = Math.max(...due.values());
  const heard = (): number => Math.max(ready, last, ...[...paged.values()].flat());
  while (paged.size < count && instant() < heard() + SILENCE_MS) {
    peak = Math.max(peak, await residentMiB(muster.process.pid));
    await pause(1_000);
  }
  if (paged.size < count)
    throw new Error(`${count - paged.size} of ${count} pages that were due were not sent`);

  const late = (from: number, to: number): number[] =>
    [...due].filter(([, at]) => at >= from && at < to).map(([id, at]) => (paged.get(id)?.[0] ?? NaN) - at);
  const overdue = [...due].filter(([id, at]) => at < ready && (paged.get(id)?.[0] ?? 0) > started);
  const of = `with ${count} pages waiting`;
  const one = (name: string, unit: Figure['unit'], value: number): Figure => figure(name, unit, [[value]]);
  return [
    one(`incidents declared and recorded, ${AT_ONCE} at once`, 'per s', declared),
    one(`start of server and worker until ready, ${of}`, 's', (ready - started) / 1_000),
    one('pages overdue at the restart', 'count', overdue.length),
    one(
      'from ready until all that were overdue are sent',
      's',
      (Math.max(...overdue.map(([id]) => paged.get(id)?.[0] ?? NaN)) - ready) / 1_000,
    ),
    figure('page due after the restart, after its time', 'ms', [late(ready, Infinity)]),
    one('pages sent', 'count', paged.size),
    one('of them twice', 'count', [...paged.values()].filter(({ length }) => length > 1).length),
    one(`memory of server and worker, ${of}, before the restart`, 'MiB', before),
    one('after it, at most', 'MiB', peak),
    ...Object.entries(await programs()).map(([program, mib]) => one(`memory of ${program}`, 'MiB', mib)),
  ];
}
