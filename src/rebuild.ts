import type { Client, WorkflowExecutionInfo } from '@temporalio/client';
import type { IncidentRecord } from './incident/view.ts';
import type { Stores } from './mongo/index.ts';
import { INCIDENT_WORKFLOW } from '../workflows/incident/messages.ts';
import { RECORD_WORKFLOW } from '../workflows/record/messages.ts';

/** The activity whose inputs are the read model's writes. */
const RECORD_ACTIVITY = 'recordIncident';

export interface Rebuilt {
  readonly incidents: number;
  readonly records: number;
}

/**
 * Restores read model, timelines and the incident counter from the workflows' histories, as far back as the
 * namespace keeps them. Writes nothing older than what is there, so it may run beside everything else.
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
