import { readFileSync } from 'node:fs';
import { Client, Connection } from '@temporalio/client';
import { NativeConnection } from '@temporalio/worker';
import type { Tracing } from '../../telemetry/tracing.ts';
import type { TemporalSettings } from '../../config/settings.ts';
import { SEARCH_ATTRIBUTES } from '../../../workflows/incident/messages.ts';
import { OrderlyConnection } from './orderly-connection.ts';

function connectionOptions(settings: TemporalSettings, address: string) {
  const { tls, apiKey } = settings;
  const file = (path: string | undefined): Buffer | undefined =>
    path === undefined ? undefined : readFileSync(path);
  const crt = file(tls?.certPath);
  const key = file(tls?.keyPath);
  const ca = file(tls?.caPath);
  return {
    address,
    ...(apiKey && { apiKey }),
    ...(tls && {
      tls: {
        ...(tls.serverName && { serverNameOverride: tls.serverName }),
        ...(ca && { serverRootCACertificate: ca }),
        ...(crt && key && { clientCertPair: { crt, key } }),
      },
    }),
  };
}

function unreachable(address: string, cause: unknown): Error {
  return new Error(
    `Temporal at ${address} does not answer. Check TEMPORAL_ADDRESS, TEMPORAL_NAMESPACE and the TEMPORAL_TLS_* and TEMPORAL_API_KEY settings.`,
    { cause },
  );
}

/** In bytes. A page of a history holds 256 events: by gRPC's own limit of 4 MB one of long notes could not be read. */
const LONGEST_ANSWER = 128 * 1024 * 1024;

/**
 * @param address `host:port`.
 * @throws Error saying which setting to look at.
 */
export async function connectClient(
  settings: TemporalSettings,
  address: string,
  tracing?: Tracing,
): Promise<Client> {
  try {
    const connection = await OrderlyConnection.open({
      ...connectionOptions(settings, address),
      connectTimeout: '10s',
      channelArgs: { 'grpc.max_receive_message_length': LONGEST_ANSWER },
    });
    return new Client({
      connection,
      namespace: settings.namespace,
      interceptors: { workflow: tracing ? [tracing.client] : [] },
    });
  } catch (error) {
    throw unreachable(address, error);
  }
}

/** The connection a worker needs. @throws Error saying which setting to look at. */
export async function connectWorker(settings: TemporalSettings, address: string): Promise<NativeConnection> {
  try {
    return await NativeConnection.connect(connectionOptions(settings, address));
  } catch (error) {
    throw unreachable(address, error);
  }
}

const TYPE_NAMES = { KEYWORD: 'Keyword', DATETIME: 'Datetime' } as const;

/** Search attribute names with their types, as Temporal's command line writes them. */
export const SEARCH_ATTRIBUTE_TYPES = Object.fromEntries(
  Object.values(SEARCH_ATTRIBUTES).map(({ name, type }) => [name, TYPE_NAMES[type]]),
);

/** Indexed value types. Source: temporal.api.enums.v1.IndexedValueType. */
const INDEXED_VALUE_TYPE = { KEYWORD: 2, DATETIME: 6 } as const;

/**
 * Registers the search attributes that are missing.
 * @throws Error that says how an administrator registers them, where this account may not (Temporal Cloud).
 */
export async function registerSearchAttributes(client: Client): Promise<void> {
  const { connection } = client;
  if (!(connection instanceof Connection))
    throw new TypeError('search attributes are registered by a client connection');
  const { namespace } = client.options;
  const wanted = Object.values(SEARCH_ATTRIBUTES);
  const listed = await connection.operatorService.listSearchAttributes({ namespace }).catch(() => undefined);
  const missing = wanted.filter(({ name }) => listed?.customAttributes[name] === undefined);
  if (missing.length === 0) return;
  try {
    await connection.operatorService.addSearchAttributes({
      namespace,
      searchAttributes: Object.fromEntries(missing.map(({ name, type }) => [name, INDEXED_VALUE_TYPE[type]])),
    });
  } catch (cause) {
    const commands = missing.map(({ name, type }) => `--name ${name} --type ${TYPE_NAMES[type]}`);
    throw new Error(
      `The namespace ${namespace} lacks search attributes and this account may not add them. Ask an administrator for:\n` +
        commands.map((c) => `  temporal operator search-attribute create ${c}`).join('\n'),
      { cause },
    );
  }
}
