import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import { isOfRuns } from '../action/run-queue.ts';
import { ConfigError, type Problem } from './problem.ts';

export const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;

/** What the environment decides: where things are and how to reach them. The rest is in the YAML file. */
export interface Settings {
  /** 0 takes any free port. */
  readonly port: number;
  /** Address to listen on; beats `server.host` of the configuration. */
  readonly host?: string;
  /** Absolute path of the YAML file or of a folder of such files; without it the built-in configuration holds. */
  readonly configPath?: string;
  /** files: the YAML files hold. managed: the store's newest version holds, which `muster apply` makes. */
  readonly configMode: 'files' | 'managed';
  /** Absolute path of the folder for the embedded Temporal and document store. */
  readonly dataDir: string;
  readonly temporal: TemporalSettings;
  readonly mongodb: { readonly uri?: string; readonly database: string };
  /** Ports of the embedded parts; where none is set, the usual one or the next free after it. */
  readonly embeddedPorts: {
    readonly temporal?: number;
    readonly temporalUi?: number;
    readonly store?: number;
  };
  readonly logLevel: (typeof LOG_LEVELS)[number];
  readonly otlpEndpoint?: string;
}

export interface TemporalSettings {
  /** `host:port`; without it an embedded Temporal is started. */
  readonly address?: string;
  /** Address of its Web UI, without a slash at its end. */
  readonly uiUrl?: string;
  readonly namespace: string;
  readonly taskQueue: string;
  readonly apiKey?: string;
  /** Present when the connection is encrypted. Paths are absolute, of PEM files. */
  readonly tls?: {
    readonly certPath?: string;
    readonly keyPath?: string;
    readonly caPath?: string;
    readonly serverName?: string;
  };
}

const path = z.string().transform((value) => resolve(value));
const hostPort = /^[^\s/:@]+:\d{1,5}$|^\[[0-9a-f:.]+\]:\d{1,5}$/i;

const port = z.coerce
  .number('must be a port number')
  .int('must be a port number')
  .min(0, 'must be a port number from 0 to 65535')
  .max(65_535, 'must be a port number from 0 to 65535');

const environment = z.object({
  PORT: port.default(3000).describe('Port of the HTTP server; 0 takes any free one.'),
  HOST: z.string().optional().describe('Address to listen on; 0.0.0.0 for all.'),
  MUSTER_CONFIG: path.optional().describe('The YAML file, or a folder of such files.'),
  MUSTER_CONFIG_MODE: z
    .enum(['files', 'managed'], 'must be files or managed')
    .default('files')
    .describe('Whether the files hold, or what `muster apply` brings into force.'),
  MUSTER_DATA_DIR: path.optional().describe('Folder for the embedded Temporal and document store.'),
  MUSTER_TASK_QUEUE: z
    .string()
    .refine((name) => !isOfRuns(name), 'must not end with :runs or :attempts, which Muster adds for runs')
    .default('muster')
    .describe('Temporal task queue of server and workers; runs have two of their own, named after it.'),
  TEMPORAL_ADDRESS: z
    .string()
    .regex(hostPort, 'must be host:port, without https://, such as localhost:7233')
    .optional()
    .describe('A Temporal of your own; without it an embedded one is started.'),
  TEMPORAL_NAMESPACE: z.string().default('default').describe('Temporal namespace.'),
  TEMPORAL_API_KEY: z.string().optional().describe('API key of Temporal Cloud.'),
  TEMPORAL_TLS_CERT: path.optional().describe('Client certificate, a PEM file.'),
  TEMPORAL_TLS_KEY: path.optional().describe('Key of the client certificate, a PEM file.'),
  TEMPORAL_TLS_CA: path.optional().describe('Certificate authority of the server, a PEM file.'),
  TEMPORAL_TLS_SERVER_NAME: z.string().optional().describe('Name expected in the server certificate.'),
  TEMPORAL_UI_URL: z
    .url({ protocol: /^https?$/, error: 'must be an http:// or https:// address' })
    .transform((url) => url.replace(/\/+$/, ''))
    .optional()
    .describe(
      'Address of the Web UI of a Temporal of your own, for links from incidents to their workflows.',
    ),
  TEMPORAL_PORT: port.optional().describe('Port of the embedded Temporal; 0 takes any free one.'),
  TEMPORAL_UI_PORT: port.optional().describe('Port of its Web UI; 0 takes any free one.'),
  MONGODB_PORT: port.optional().describe('Port of the embedded document store; 0 takes any free one.'),
  MONGODB_URI: z
    .string()
    .regex(/^mongodb(\+srv)?:\/\//, 'must begin with mongodb:// or mongodb+srv://')
    .optional()
    .describe('A MongoDB of your own; without it an embedded document store is started.'),
  MONGODB_DATABASE: z
    .string()
    .regex(/^[^/\\. "$*<>:|?]{1,63}$/, 'must be a MongoDB database name: no space and none of /\\."$*<>:|?')
    .default('muster')
    .describe('Database name.'),
  LOG_LEVEL: z
    .enum(LOG_LEVELS, `must be one of ${LOG_LEVELS.join(', ')}`)
    .default('info')
    .describe('Least severity that is logged.'),
  OTEL_EXPORTER_OTLP_ENDPOINT: z
    .url({ protocol: /^https?$/, error: 'must be an http:// or https:// address' })
    .optional()
    .describe('Where traces go.'),
});

/** Names of all environment variables that are read, with what each is for. */
export const ENVIRONMENT: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries(environment.shape).map(([name, schema]) => [name, schema.description ?? '']),
);

/**
 * Reads the environment. A variable set to nothing counts as unset, as Docker Compose passes them.
 * @throws ConfigError naming every variable that is wrong, without its value.
 */
export function readSettings(env: Readonly<Record<string, string | undefined>>): Settings {
  const given = Object.fromEntries(
    Object.entries(env).filter(([, value]) => value !== undefined && value.trim() !== ''),
  );
  const result = environment.safeParse(given);
  const wrong = (result.error?.issues ?? []).map((issue) => ({
    path: issue.path.join('.'),
    message: `${issue.message}.`,
  }));
  const problems = [...wrong, ...contradictions(given)];
  if (!result.success || problems.length) throw new ConfigError('the environment', problems);
  const read = result.data;
  return {
    port: read.PORT,
    ...(read.HOST && { host: read.HOST }),
    ...(read.MUSTER_CONFIG && { configPath: read.MUSTER_CONFIG }),
    configMode: read.MUSTER_CONFIG_MODE,
    dataDir:
      read.MUSTER_DATA_DIR ?? join(given.XDG_DATA_HOME ?? join(homedir(), '.local', 'share'), 'muster'),
    temporal: temporalSettings(read),
    mongodb: { ...(read.MONGODB_URI && { uri: read.MONGODB_URI }), database: read.MONGODB_DATABASE },
    embeddedPorts: {
      ...(read.TEMPORAL_PORT !== undefined && { temporal: read.TEMPORAL_PORT }),
      ...(read.TEMPORAL_UI_PORT !== undefined && { temporalUi: read.TEMPORAL_UI_PORT }),
      ...(read.MONGODB_PORT !== undefined && { store: read.MONGODB_PORT }),
    },
    logLevel: read.LOG_LEVEL,
    ...(read.OTEL_EXPORTER_OTLP_ENDPOINT && { otlpEndpoint: read.OTEL_EXPORTER_OTLP_ENDPOINT }),
  };
}

/** @returns the task queue that Muster's own server and workers use, by the environment. */
export function ownTaskQueue(env: Readonly<Record<string, string | undefined>>): string {
  return environment.shape.MUSTER_TASK_QUEUE.parse(env.MUSTER_TASK_QUEUE?.trim() || undefined);
}

function temporalSettings(read: z.output<typeof environment>): TemporalSettings {
  const tls = {
    ...(read.TEMPORAL_TLS_CERT && { certPath: read.TEMPORAL_TLS_CERT }),
    ...(read.TEMPORAL_TLS_KEY && { keyPath: read.TEMPORAL_TLS_KEY }),
    ...(read.TEMPORAL_TLS_CA && { caPath: read.TEMPORAL_TLS_CA }),
    ...(read.TEMPORAL_TLS_SERVER_NAME && { serverName: read.TEMPORAL_TLS_SERVER_NAME }),
  };
  return {
    ...(read.TEMPORAL_ADDRESS && { address: read.TEMPORAL_ADDRESS }),
    ...(read.TEMPORAL_UI_URL && { uiUrl: read.TEMPORAL_UI_URL }),
    namespace: read.TEMPORAL_NAMESPACE,
    taskQueue: read.MUSTER_TASK_QUEUE,
    ...(read.TEMPORAL_API_KEY && { apiKey: read.TEMPORAL_API_KEY }),
    // An API key in the clear would be anybody's.
    ...((Object.keys(tls).length > 0 || read.TEMPORAL_API_KEY) && { tls }),
  };
}

function contradictions(env: Readonly<Record<string, string | undefined>>): Problem[] {
  const problems: Problem[] = [];
  const pair = ['TEMPORAL_TLS_CERT', 'TEMPORAL_TLS_KEY'] as const;
  for (const [name, other] of [pair, [pair[1], pair[0]]] as const) {
    if (env[other] && !env[name])
      problems.push({ path: name, message: `is not set, but ${other} is: set both or none.` });
  }
  const aboutAddress = Object.keys(environment.shape).filter(
    (name) => /^TEMPORAL_(TLS|API)/.test(name) && env[name],
  );
  for (const name of env.TEMPORAL_ADDRESS ? [] : aboutAddress) {
    const message =
      'is set without TEMPORAL_ADDRESS: set the address of the Temporal it is for, or unset it.';
    problems.push({ path: name, message });
  }
  return problems;
}

/**
 * Where the HTTP server listens and what it is called from outside.
 * @returns `baseUrl` without a slash at its end.
 */
export function listenAt(
  settings: Pick<Settings, 'port' | 'host'>,
  server: { readonly host: string; readonly baseUrl?: string },
): { readonly host: string; readonly port: number; readonly baseUrl: string } {
  const host = settings.host ?? server.host;
  return { host, port: settings.port, baseUrl: server.baseUrl ?? `http://localhost:${settings.port}` };
}
