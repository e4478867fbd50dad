import type { Client } from '@temporalio/client';
import type { Redact } from '../../access/redact.ts';
import {
  EXPORT_FORMAT,
  EXPORT_VERSION,
  mergedRuns,
  type ExportedAudit,
  type IncidentExport,
  type KeptExport,
} from '../../archive/incident-export.ts';
import type { LedgerEntry } from '../../chat/ledger.ts';
import { historiesOf, sendKeysIn } from './histories.ts';
import { incidentWorkflowId, type IncidentId } from '../../incident/id.ts';
import type { IncidentView } from '../../incident/view.ts';
import type { Stores } from '../../mongo/index.ts';

/** Makes exports of incidents, and keeps them. */
export interface Exporting {
  /** @returns everything that is known of an incident now. */
  readonly gather: (view: IncidentView) => Promise<IncidentExport>;
  /** Keeps an export in place of the one before; undefined when the read model does not have the incident. */
  readonly keep: (tenant: string, id: IncidentId) => Promise<KeptExport | undefined>;
  /** @returns the export that is kept. */
  readonly kept: (tenant: string, id: IncidentId) => Promise<IncidentExport | undefined>;
}

/** @param deps.now epoch milliseconds. */
export function createExporting(deps: {
  readonly client: Client;
  readonly stores: Pick<
    Stores,
    'incidents' | 'timeline' | 'ledger' | 'audit' | 'exports' | 'postmortems' | 'actions'
  >;
  readonly redact: Redact;
  readonly now: () => number;
}): Exporting {
  const { client, stores } = deps;

  async function gather(view: IncidentView): Promise<IncidentExport> {
    const { tenant, id, sequence } = view.incident;
    const workflowId = incidentWorkflowId(tenant, id);
    const [fresh, timeline, audit, postmortem, actions] = await Promise.all([
      historiesOf(client, workflowId, (text) => deps.redact(text, tenant)),
      stores.timeline.read(tenant, id, sequence),
      stores.audit.ofIncident(tenant, id),
      stores.postmortems.read(tenant, id),
      stores.actions.of(tenant, id),
    ]);
    const before = await stores.exports.read(tenant, id);
    const history = mergedRuns(before?.history ?? [], fresh.runs);
    const complete = fresh.complete || (before !== undefined && before.historyIncomplete !== true);
    const sends = complete
      ? await stores.ledger.sends([...new Set(history.flatMap(sendKeysIn))])
      : await stores.ledger.ofIncident(tenant, id);
    return {
      format: EXPORT_FORMAT,
      version: EXPORT_VERSION,
      exportedAt: deps.now(),
      tenant,
      id,
      view,
      timeline,
      notifications: withKept(before?.notifications, sends),
      audit: auditWithKept(
        before?.audit,
        audit.map(({ tenant: _, deliveryId: _d, ...entry }) => entry),
      ),
      ...(postmortem.revision > 0 && { postmortem }),
      actions,
      workflowId,
      history,
      ...(!complete && { historyIncomplete: true }),
    };
  }

  /** What the store has forgotten since, by its rules of retention, is in the export that was kept before. */
  function withKept(kept: readonly LedgerEntry[] = [], fresh: readonly LedgerEntry[]): LedgerEntry[] {
    const known = new Set(fresh.map(({ key }) => key));
    return [...kept.filter(({ key }) => !known.has(key)), ...fresh];
  }

  function auditWithKept(
    kept: readonly ExportedAudit[] = [],
    fresh: readonly ExportedAudit[],
  ): ExportedAudit[] {
    const same = ({ at, person, via, action, outcome }: ExportedAudit): string =>
      JSON.stringify([at, person, via, action, outcome]);
    const known = new Set(fresh.map(same));
    return [...kept.filter((entry) => !known.has(same(entry))), ...fresh].sort((a, b) => a.at - b.at);
  }

  return {
    gather,
    async keep(tenant, id) {
      const view = await stores.incidents.find(tenant, id);
      return view && stores.exports.keep(await gather(view));
    },
    kept: (tenant, id) => stores.exports.read(tenant, id),
  };
}
