import { openDataDirectory, storeInUse, type DataDirectory } from './data-directory.ts';
import { startDocumentStore, storeUri } from './document-store.ts';
import { stopLeftover } from './leftover.ts';
import { obtainDocumentStore, obtainTemporal, type ObtainOptions } from './obtain.ts';
import type { RunningPart } from './part.ts';
import { choosePort } from './ports.ts';
import type { SearchAttributeType } from './search-attributes.ts';
import { startTemporal } from './temporal.ts';

const USUAL = { temporal: 7233, temporalUi: 8233, store: 27017 };
/** How long a part has to end by itself, in milliseconds. */
const GRACE_MS = 10_000;

export interface EmbeddedStackOptions {
  /** Directory of everything that must survive a restart. */
  readonly dataDir: string;
  readonly cacheDir?: string;
  /** `host:port` of a Temporal of the operator's own; none is started then. */
  readonly temporalAddress?: string;
  readonly temporalNamespace: string;
  /** Address of a MongoDB of the operator's own; none is started then. */
  readonly mongodbUri?: string;
  /** Demanded ports; 0 asks for any free one. */
  readonly ports?: { readonly temporal?: number; readonly temporalUi?: number; readonly store?: number };
  readonly searchAttributes: Record<string, SearchAttributeType>;
  readonly progress: (line: string) => void;
}

/** Temporal and the document store, each embedded or the operator's own. */
export interface EmbeddedStack {
  /** `host:port` */
  readonly temporalAddress: string;
  /** Address of the Web UI, when we run it. */
  readonly temporalUi: string | undefined;
  readonly mongodbUri: string;
  /** Where each part comes from, in human words. */
  readonly origins: { readonly temporal: string; readonly store: string };
  /** Process ids of the parts that we run. */
  readonly pids: { readonly temporal?: number; readonly store?: number };
  /** Settles when a part ends by itself. */
  readonly exited: Promise<{ part: string; code: number | null }>;
  /** Ends the parts that we run and gives the data directory free. */
  stop(): Promise<void>;
}

/**
 * Brings up what holds state. A second start on the same directory goes on with what it had.
 * @throws EmbeddedError that says which setting to look at and what to do
 */
export async function startEmbeddedStack(options: EmbeddedStackOptions): Promise<EmbeddedStack> {
  const { temporalAddress, mongodbUri, progress } = options;
  const obtain: ObtainOptions = { progress, ...(options.cacheDir !== undefined && { cacheDir: options.cacheDir }) };
  const directory = openDataDirectory(options.dataDir);
  const parts: RunningPart[] = [];
  const stop = async (): Promise<void> => {
    await Promise.all(parts.map((part) => part.stop(GRACE_MS)));
    directory.release();
  };
  try {
    const ports = await choosePorts(directory, options);
    const store = mongodbUri === undefined ? await runStore(directory, obtain, ports.store) : undefined;
    if (store) parts.push(store.part);
    const temporal = temporalAddress === undefined ? await runTemporal(directory, obtain, ports, options) : undefined;
    if (temporal) parts.push(temporal.part);
    const origins = {
      temporal: temporal?.origin ?? `TEMPORAL_ADDRESS (${temporalAddress ?? ''})`,
      store: store?.origin ?? 'MONGODB_URI',
    };
    progress(`Temporal: ${origins.temporal}; document store: ${origins.store}`);
    return {
      temporalAddress: temporalAddress ?? `127.0.0.1:${ports.temporal}`,
      temporalUi: temporal ? `http://localhost:${ports.temporalUi}` : undefined,
      mongodbUri: mongodbUri ?? store?.uri ?? '',
      origins,
      pids: { ...(temporal && { temporal: temporal.part.pid }), ...(store && { store: store.part.pid }) },
      exited: firstToEnd(parts),
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function choosePorts(directory: DataDirectory, options: EmbeddedStackOptions) {
  const { progress, ports = {} } = options;
  // What an earlier start left behind still listens on the ports.
  await stopLeftover(directory.pid('temporal'), 'Temporal server', progress);
  await stopLeftover(directory.pid('store'), 'document store', progress);
  const taken = new Set<number>();
  const choose = async (name: keyof typeof USUAL, user: string, setting: string): Promise<number> => {
    const port = await choosePort({ user, setting, demanded: ports[name], usual: USUAL[name] }, taken, progress);
    taken.add(port);
    return port;
  };
  const own = { temporal: options.temporalAddress === undefined, store: options.mongodbUri === undefined };
  return {
    temporal: own.temporal ? await choose('temporal', 'Temporal server', 'TEMPORAL_PORT') : 0,
    temporalUi: own.temporal ? await choose('temporalUi', 'Temporal Web UI', 'TEMPORAL_UI_PORT') : 0,
    store: own.store ? await choose('store', 'document store', 'MONGODB_PORT') : 0,
  };
}

async function runStore(directory: DataDirectory, obtain: ObtainOptions, port: number) {
  const { path, kind, origin } = await obtainDocumentStore(obtain, storeInUse(directory));
  return { part: await startDocumentStore(directory, { path, kind, port }), origin, uri: storeUri(port, kind) };
}

async function runTemporal(
  directory: DataDirectory,
  obtain: ObtainOptions,
  ports: { temporal: number; temporalUi: number },
  options: EmbeddedStackOptions,
) {
  const { path, origin } = await obtainTemporal(obtain);
  const { temporalNamespace: namespace, searchAttributes } = options;
  return { part: await startTemporal(directory, { path, ports, namespace, searchAttributes }), origin };
}

function firstToEnd(parts: readonly RunningPart[]): Promise<{ part: string; code: number | null }> {
  if (parts.length === 0) return new Promise(() => undefined);
  return Promise.race(parts.map((part) => part.exited.then((code) => ({ part: part.title, code }))));
}
