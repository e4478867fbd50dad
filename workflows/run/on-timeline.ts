import { condition, getExternalWorkflowHandle, log } from '@temporalio/workflow';
import { isOver, type Run, type RunOrder } from '../../src/action/run.ts';
import { incidentWorkflowId, type IncidentId } from '../../src/incident/id.ts';
import type { RunChange, RunNews } from '../../src/incident/run-news.ts';
import { runSignal } from '../incident/messages.ts';

/**
 * Puts a run on the timeline of the incident in whose channel it was ordered: that it was ordered, who approved it, how it
 * ended.
 * @returns when all is told. Never rejects.
 */
export async function keepOnTimeline(order: RunOrder, state: () => Run): Promise<void> {
  const { id, action, tenant, incident, asked, plan, runbook } = order;
  if (!incident) return;
  const tell = (news: Omit<RunNews, 'run' | 'action'>): Promise<void> =>
    told({ tenant, incident }, { run: id, action, ...news });
  const how = { ...(plan.approval && { waits: true as const }), ...(runbook && { runbook }) };
  await tell({ change: 'ordered', by: asked.by, ...how });
  if (plan.approval) {
    await condition(() => state().approved !== undefined || isOver(state()));
    const { approved } = state();
    if (approved) await tell({ change: 'approved', by: approved.by });
  }
  await condition(() => isOver(state()));
  await endOnTimeline(order, state());
}

/** Puts on the timeline of its incident, where it has one, how a run ended. Never rejects. */
export async function endOnTimeline(
  { tenant, incident }: Pick<RunOrder, 'tenant' | 'incident'>,
  run: Run,
): Promise<void> {
  if (incident) await told({ tenant, incident }, { run: run.id, action: run.action, ...endOf(run) });
}

async function told(
  { tenant, incident }: { readonly tenant: string; readonly incident: IncidentId },
  news: RunNews,
): Promise<void> {
  try {
    await getExternalWorkflowHandle(incidentWorkflowId(tenant, incident)).signal(runSignal, news);
  } catch (error) {
    // Its incident was closed meanwhile.
    log.warn('a run is not on the timeline of its incident', { ...news, incident, error });
  }
}

function endOf({ status, cancelled, declined }: Run): Omit<RunNews, 'run' | 'action'> {
  const by = status === 'cancelled' ? cancelled?.by : status === 'declined' ? declined?.by : undefined;
  // Asked for one that is over alone.
  return { change: status as RunChange, ...(by && { by }) };
}
