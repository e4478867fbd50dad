import type { Client, WorkflowExecutionInfo } from '@temporalio/client';
import { addressesOf } from '../addresses.ts';
import { assemble, type Addresses, type Assembly } from '../assembly.ts';
import type { Settings } from '../../config/settings.ts';
import { startEmbeddedParts } from '../embedded-parts.ts';
import { EmbeddedError } from '../../embedded/errors.ts';
import type { EmbeddedStack } from '../../embedded/stack.ts';
import type { IncidentRecord } from '../../incident/view.ts';
import type { Stores } from '../../mongo/index.ts';
import { INCIDENT_WORKFLOW } from '../../../workflows/incident/messages.ts';
import { RECORD_WORKFLOW } from '../../../workflows/record/messages.ts';

/** The activity whose inputs are the read model's writes. */
const RECORD_ACTIVITY = 'recordIncident';

export interface Rebuilt {
  readonly incidents: number;
  readonly records: number;
}

/**
 * Runs a rebuild where it undoes nothing. A MongoDB changes one document at a time, so that servers and workers may go
 * on beside it. The embedded store can lose one of two changes that two programs make at once: it is brought up for the
 * rebuild alone.
 * @throws EmbeddedError `data-directory-in-use` while a `muster start` has the embedded store.
 */
export async function withPartsForRebuild<R>(
  settings: Settings,
  progress: (line: string) => void,
  run: (assembly: Assembly) => Promise<R>,
): Promise<R> {
  const own = settings.mongodb.uri === undefined ? await aloneWithStore(settings, progress) : undefined;
  try {
    const assembly = await assemble(settings, own?.addresses ?? (await addressesOf(settings)));
    try {
      return await run(assembly);
    } finally {
      await assembly.close();
    }
  } finally {
    await own?.stack.stop();
  }
}

async function aloneWithStore(
  settings: Settings,
  progress: (line: string) => void,
): Promise<{ stack: EmbeddedStack; addresses: Addresses }> {
  try {
    return await startEmbeddedParts(settings, progress);
  } catch (cause) {
    if (!(cause instanceof EmbeddedError) || cause.code !== 'data-directory-in-use') throw cause;
    const message = `Muster runs on the data folder ${settings.dataDir}, and a rebuild needs the embedded store for itself. Stop Muster, run "muster rebuild" again (it brings up what it needs), then start Muster.`;
    throw new EmbeddedError(cause.code, message, { cause });
  }
}

/**
 * Restores read model, timelines and the incident counter from the workflows' histories, as far back as the
 * namespace keeps them. Writes nothing older than what is there.
 * @param progress told of each incident that is restored.
 */
export async function rebuild(
  client: Client,
  stores: Stores,
  progress: (workflowId: string) => void,
): Promise<Rebuilt> {
  const incidents = new Set<string>();
  let records = 0;
  const types = [INCIDENT_WORKFLOW, RECORD_WORKFLOW].map((type) => `'${type}'`).join(', ');
  for await (const execution of client.workflow.list({ query: `WorkflowType IN (${types})` })) {
    for await (const record of recordsOf(client, execution)) {
      await stores.timeline.appendTimeline(record);
      await stores.incidents.saveView(record);
      await stores.facts.saveFact(record);
      await rememberDeclaration(stores, execution, record);
      records++;
    }
    if (execution.type === INCIDENT_WORKFLOW) incidents.add(execution.workflowId);
    progress(execution.workflowId);
  }
  return { incidents: incidents.size, records };
}

async function* recordsOf(client: Client, execution: WorkflowExecutionInfo): AsyncGenerator<IncidentRecord> {
  const handle = client.workflow.getHandle(execution.workflowId, execution.runId);
  const { payloadConverter } = client.options.loadedDataConverter;
  const { events } = await handle.fetchHistory();
  for (const { activityTaskScheduledEventAttributes: scheduled } of events ?? []) {
    const payload = scheduled?.input?.payloads?.[0];
    if (scheduled?.activityType?.name !== RECORD_ACTIVITY || !payload) continue;
    const [decoded] = await client.options.loadedDataConverter.payloadCodecs.reduceRight(
      async (payloads, codec) => codec.decode(await payloads),
      Promise.resolve([payload]),
    );
    if (decoded) yield payloadConverter.fromPayload<IncidentRecord>(decoded);
  }
}

async function rememberDeclaration(
  stores: Stores,
  { memo }: WorkflowExecutionInfo,
  { view }: IncidentRecord,
): Promise<void> {
  const { tenant, id } = view.incident;
  const number = Number(id.slice('INC-'.length));
  await stores.declarations.reserveUntil(tenant, number);
  if (typeof memo?.deliveryId === 'string')
    await stores.declarations.remember(tenant, memo.deliveryId, number);
}
