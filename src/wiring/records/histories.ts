import { WorkflowNotFoundError, type Client } from '@temporalio/client';
import type { Payload, PayloadCodec } from '@temporalio/common';
import { historyToJSON, type History } from '@temporalio/common/lib/proto-utils.js';
import type { ExportedRun } from '../../archive/incident-export.ts';

/** The histories of a workflow, run by run. */
export interface Histories {
  /** Oldest first. */
  readonly runs: readonly ExportedRun[];
  /** Does Temporal keep all runs still? */
  readonly complete: boolean;
}

/**
 * Reads the history of every run of a workflow that Temporal still keeps, from the newest back to the first.
 * @param redact takes secrets out of a text: a signal that somebody typed by hand stands in the history as it came.
 */
export async function historiesOf(
  client: Client,
  workflowId: string,
  redact: (text: string) => string,
): Promise<Histories> {
  const { payloadCodecs } = client.options.loadedDataConverter;
  const runs: ExportedRun[] = [];
  let runId: string | undefined;
  for (;;) {
    let history: History;
    try {
      const handle = client.workflow.getHandle(workflowId, runId);
      runId ??= (await handle.describe()).runId;
      history = await client.workflow.getHandle(workflowId, runId).fetchHistory();
    } catch (error) {
      if (error instanceof WorkflowNotFoundError) return { runs, complete: false };
      throw error;
    }
    const readable = await readableHistory(history, payloadCodecs, redact);
    runs.unshift({ runId, history: JSON.parse(historyToJSON(readable)) as ExportedRun['history'] });
    const before = history.events?.[0]?.workflowExecutionStartedEventAttributes?.continuedExecutionRunId;
    if (!before) return { runs, complete: true };
    runId = before;
  }
}

/**
 * @returns a history with its payloads decoded by the codecs and without secrets, which replays as the original does:
 * what the workflow reads is redacted by it in the same way.
 */
export async function readableHistory(
  history: History,
  codecs: readonly PayloadCodec[],
  redact: (text: string) => string,
): Promise<History> {
  return (await readable(history, codecs, redact)) as History;
}

/** Texts of events that are for people to read. */
const TOLD = new Set(['message', 'stackTrace', 'reason']);

async function readable(
  value: unknown,
  codecs: readonly PayloadCodec[],
  redact: (text: string) => string,
): Promise<unknown> {
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return value;
  if (isPayload(value)) return withoutSecrets(await decoded(value, codecs), redact);
  // Whole numbers beyond those of JavaScript have a class of their own.
  if ('low' in value && 'high' in value) return value;
  if (Array.isArray(value)) {
    const items: unknown[] = [];
    for (const item of value) items.push(await readable(item, codecs, redact));
    return items;
  }
  const entries: [string, unknown][] = [];
  for (const [key, inner] of Object.entries(value)) {
    const told = typeof inner === 'string' && TOLD.has(key);
    entries.push([key, told ? redact(inner) : await readable(inner, codecs, redact)]);
  }
  return Object.fromEntries(entries);
}

function isPayload(value: object): value is Payload {
  const { metadata } = value as { metadata?: unknown };
  return (
    typeof metadata === 'object' &&
    metadata !== null &&
    Object.values(metadata).some((one) => one instanceof Uint8Array)
  );
}

async function decoded(payload: Payload, codecs: readonly PayloadCodec[]): Promise<Payload> {
  let all = [payload];
  for (const codec of codecs.toReversed()) all = await codec.decode(all);
  return all[0] ?? payload;
}

/** A payload that holds no secret stays as it is, byte by byte. */
function withoutSecrets(payload: Payload, redact: (text: string) => string): Payload {
  const { metadata, data } = payload;
  if (!data?.length || Buffer.from(metadata?.encoding ?? []).toString() !== 'json/plain') return payload;
  const text = Buffer.from(data).toString();
  const clean = redactedJson(text, redact);
  return clean === undefined ? payload : { ...payload, data: Buffer.from(clean) };
}

/** @returns undefined where there is no secret. */
function redactedJson(text: string, redact: (text: string) => string): string | undefined {
  let read: unknown;
  try {
    read = JSON.parse(text, (_key, value: unknown) => (typeof value === 'string' ? redact(value) : value));
  } catch {
    // Somebody sent by hand what calls itself JSON and is none.
    const clean = redact(text);
    return clean === text ? undefined : clean;
  }
  const clean = JSON.stringify(read);
  return clean === JSON.stringify(JSON.parse(text)) ? undefined : clean;
}

/** @returns the idempotency keys of all that a run asked to be sent: by these the ledger has each of them. */
export function sendKeysIn({ history }: ExportedRun): string[] {
  return history.events.flatMap((event) => {
    const { activityTaskScheduledEventAttributes: scheduled } = event as {
      activityTaskScheduledEventAttributes?: { input?: { payloads?: { data?: string }[] } };
    };
    const data = scheduled?.input?.payloads?.[0]?.data;
    if (data === undefined) return [];
    const input = Buffer.from(data, 'base64').toString();
    const { key } = input.startsWith('{') ? (JSON.parse(input) as { key?: unknown }) : {};
    return typeof key === 'string' ? [key] : [];
  });
}
