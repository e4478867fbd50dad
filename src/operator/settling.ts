import { randomUUID } from 'node:crypto';
import type { RunningIncidents } from '../../activities/inspection.ts';
import type { AuditEntry } from '../access/audit-entry.ts';
import type { IncidentId } from '../incident/id.ts';
import type { Person } from '../incident/person.ts';
import type { IncidentRecord, IncidentView } from '../incident/view.ts';

const OPERATOR: Person = { id: 'operator', name: 'Operator' };

export interface SettlingDependencies {
  readonly incidents: Pick<RunningIncidents, 'ask'>;
  readonly records: {
    find(tenant: string, id: IncidentId): Promise<IncidentView | undefined>;
    revision(tenant: string, id: IncidentId): Promise<number | undefined>;
    saveView(record: IncidentRecord): Promise<void>;
  };
  readonly audit: { write(entry: AuditEntry): Promise<void> };
  /** Epoch milliseconds. */
  readonly now: () => number;
}

/**
 * Closes an incident in the records whose workflow is gone for good: nobody else ever will. Somebody has to want it; the
 * auditor itself repairs nothing.
 * @throws Error when there is no such incident, or it runs.
 */
export async function settle(deps: SettlingDependencies, tenant: string, id: IncidentId): Promise<void> {
  const { incidents, records, now } = deps;
  const [view, revision = 0] = await Promise.all([records.find(tenant, id), records.revision(tenant, id)]);
  if (!view) throw new Error(`There is no incident ${id} in the records.`);
  if (view.incident.status === 'closed') throw new Error(`${id} is closed already.`);
  if (!('ended' in (await incidents.ask(tenant, id))))
    throw new Error(`${id} runs: resolve and close it as usual. Nothing was changed.`);
  const at = now();
  const closed = { by: OPERATOR, at, note: 'its workflow is gone' };
  const incident = { ...view.incident, status: 'closed' as const, closed };
  const settled = { ...view, incident, deadlines: [], problems: [] };
  await records.saveView({ revision: revision + 1, view: settled, events: [] });
  await deps.audit.write({
    tenant,
    at,
    person: OPERATOR.id,
    name: OPERATOR.name,
    via: 'command line',
    action: 'close',
    incident: id,
    outcome: 'done',
    deliveryId: randomUUID(),
  });
}
