import { openDataDirectory, storeInUse, type DataDirectory } from './data-directory.ts';
import { startDocumentStore, storeUri } from './document-store.ts';
import { EmbeddedError } from './errors.ts';
import { stopLeftover } from './leftover.ts';
import { obtainDocumentStore, obtainTemporal, type ObtainedPart, type ObtainOptions } from './obtain.ts';
import type { RunningPart } from './part.ts';
import { choosePort } from './ports.ts';
import type { SearchAttributeType } from './search-attributes.ts';
import { startTemporal } from './temporal.ts';

const USUAL = { temporal: 7233, temporalUi: 8233, store: 27017 };
/** How long a part has to end by itself, in milliseconds. */
const GRACE_MS = 10_000;
const START_ATTEMPTS = 3;

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
  readonly pids: { readonly temporal: number | undefined; readonly store: number | undefined };
  /** Settles when a part ends by itself; stays pending otherwise. */
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
  const obtain: ObtainOptions = {
    progress,
    ...(options.cacheDir !== undefined && { cacheDir: options.cacheDir }),
  };
  const directory = openDataDirectory(options.dataDir);
  const parts: RunningPart[] = [];
  let stopping = false;
  const stop = async (): Promise<void> => {
    stopping = true;
    await Promise.all(parts.map((part) => part.stop(GRACE_MS)));
    directory.release();
  };
  try {
    // What an earlier start left behind still listens on the ports and has the files open.
    await stopLeftover(directory.pid('temporal'), 'Temporal server', progress);
    await stopLeftover(directory.pid('store'), 'document store', progress);
    // A demanded port that is in use is told before a build of minutes, not after it.
    await choosePorts(options);
    const found = {
      store: mongodbUri === undefined ? await obtainDocumentStore(obtain, storeInUse(directory)) : undefined,
      temporal: temporalAddress === undefined ? await obtainTemporal(obtain) : undefined,
    };
    const ports = await retryLostPorts(progress, () => run(directory, options, found, parts));
    const origins = {
      temporal: found.temporal?.origin ?? `TEMPORAL_ADDRESS (${temporalAddress ?? ''})`,
      store: found.store?.origin ?? 'MONGODB_URI',
    };
    progress(`Temporal: ${origins.temporal}; document store: ${origins.store}`);
    const pidOf = (title: string): number | undefined => parts.find((part) => part.title === title)?.pid;
    return {
      temporalAddress: temporalAddress ?? `127.0.0.1:${ports.temporal}`,
      temporalUi: found.temporal ? `http://localhost:${ports.temporalUi}` : undefined,
      mongodbUri: mongodbUri ?? storeUri(ports.store, found.store?.kind ?? 'mongod'),
      origins,
      pids: { temporal: pidOf('Temporal server'), store: pidOf('document store') },
      exited: firstToEnd(parts, () => stopping),
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

interface Ports {
  readonly temporal: number;
  readonly temporalUi: number;
  readonly store: number;
}

/** Chooses a port for every part that we run; 0 stands for those that we do not. */
async function choosePorts(options: EmbeddedStackOptions, progress?: (line: string) => void): Promise<Ports> {
  const taken = new Set<number>();
  const choose = async (name: keyof typeof USUAL, user: string, setting: string): Promise<number> => {
    const wish = { user, setting, demanded: options.ports?.[name], usual: USUAL[name] };
    const port = await choosePort(wish, taken, progress ?? (() => undefined));
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

interface Found {
  readonly store: Awaited<ReturnType<typeof obtainDocumentStore>> | undefined;
  readonly temporal: ObtainedPart | undefined;
}

/** Starts both parts on ports chosen just now; when one does not start, neither runs. */
async function run(
  directory: DataDirectory,
  options: EmbeddedStackOptions,
  { store, temporal }: Found,
  parts: RunningPart[],
): Promise<Ports> {
  const ports = await choosePorts(options, options.progress);
  const { temporalNamespace: namespace, searchAttributes } = options;
  const starts = await Promise.allSettled([
    store && startDocumentStore(directory, { path: store.path, kind: store.kind, port: ports.store }),
    temporal && startTemporal(directory, { path: temporal.path, ports, namespace, searchAttributes }),
  ]);
  const started = starts.flatMap((start) =>
    start.status === 'fulfilled' && start.value ? [start.value] : [],
  );
  const failed = starts.find((start) => start.status === 'rejected');
  if (failed) {
    await Promise.all(started.map((part) => part.stop(GRACE_MS)));
    throw failed.reason;
  }
  parts.push(...started);
  return ports;
}

/** Between our choosing a port and a part's listening on it another program can take it; then we choose again. */
async function retryLostPorts(progress: (line: string) => void, start: () => Promise<Ports>): Promise<Ports> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await start();
    } catch (error) {
      const lost = error instanceof EmbeddedError && /address already in use/i.test(error.message);
      if (!lost || attempt === START_ATTEMPTS) throw error;
      progress('another program took a chosen port just now; choosing again');
    }
  }
}

/** Stays pending when every part ends because it was asked to. */
function firstToEnd(
  parts: readonly RunningPart[],
  stopping: () => boolean,
): Promise<{ part: string; code: number | null }> {
  return new Promise((resolve) => {
    for (const part of parts) {
      void part.exited.then((code) => {
        if (!stopping()) resolve({ part: part.title, code });
      });
    }
  });
}
