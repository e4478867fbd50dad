import type { Exporting } from './exporting.ts';
import { isOver } from '../../action/run.ts';
import { parseRunId, type RunId } from '../../action/run-id.ts';
import type { IntegrationRef } from '../../inbox/batch.ts';
import { parseIncidentId, type IncidentId } from '../../incident/id.ts';
import { addressesOf } from '../../incident/ticket-moves.ts';
import type { Stores } from '../../mongo/index.ts';
import { RETAINED, type Retained, type RetentionRules, type Swept } from '../../retention/rules.ts';

/** Forgets what the rules of retention let go. */
export interface Retaining {
  /**
   * Deletes what has expired of one kind.
   * @param most at most so many. @param dryRun only counts.
   */
  readonly sweep: (
    tenant: string,
    name: Retained,
    options: { readonly most: number; readonly dryRun?: boolean },
  ) => Promise<Swept>;
  /** @returns the kinds that have a rule. */
  readonly ruled: (tenant: string) => readonly Retained[];
}

export function createRetaining(deps: {
  readonly stores: Pick<
    Stores,
    | 'retention'
    | 'incidents'
    | 'incidentTickets'
    | 'ticketAddresses'
    | 'timeline'
    | 'ledger'
    | 'postmortems'
    | 'actions'
    | 'exports'
    | 'holds'
    | 'changes'
    | 'code'
    | 'runs'
    | 'inboxBatches'
  >;
  readonly exporting: Pick<Exporting, 'keep'>;
  readonly rules: (tenant: string) => RetentionRules;
  /** Has the configuration the integration? */
  readonly isConfigured: (ref: IntegrationRef) => boolean;
  /** Epoch milliseconds. */
  readonly now: () => number;
}): Retaining {
  const { stores } = deps;

  /** Nothing goes of an incident that is not closed, that is on hold, or of which something is still to be done. */
  async function isProtected(tenant: string, id: IncidentId): Promise<boolean> {
    if (await stores.holds.find(tenant, id)) return true;
    const view = await stores.incidents.find(tenant, id);
    if (view && view.incident.status !== 'closed') return true;
    return (await stores.actions.of(tenant, id)).some(({ done }) => !done);
  }

  /** What a run prints is of use for as long as the run itself is: while it goes on, and as its incident is protected. */
  async function isRunProtected(tenant: string, id: RunId): Promise<boolean> {
    const run = await stores.runs.find(tenant, id);
    if (!run) return false;
    return !isOver(run) || (run.incident !== undefined && (await isProtected(tenant, run.incident)));
  }

  const staysOf = async (
    tenant: string,
    incident: IncidentId | undefined,
    run: RunId | undefined,
  ): Promise<boolean> =>
    (incident !== undefined && (await isProtected(tenant, incident))) ||
    (run !== undefined && (await isRunProtected(tenant, run)));

  async function forget(
    name: Retained,
    tenant: string,
    id: string,
    incident: IncidentId | undefined,
    before: number,
  ) {
    if (name === 'exports' && incident) return stores.exports.delete(tenant, incident);
    if (name === 'changes') await stores.code.forget(id);
    const run = name === 'runs' ? parseRunId(id.slice(tenant.length + 1)) : undefined;
    if (run) await stores.runs.forgetOutput(tenant, run);
    if (name === 'incidents' && incident) {
      const view = await stores.incidents.find(tenant, incident);
      // What people wrote after the closing is kept as well, with the histories that are kept already.
      await deps.exporting.keep(tenant, incident);
      await stores.postmortems.delete(tenant, incident);
      const pushed = (await stores.actions.of(tenant, incident)).flatMap(({ issue }) => issue ?? []);
      await stores.ticketAddresses.forget(tenant, pushed.flatMap(addressesOf));
      await stores.actions.delete(tenant, incident);
      await stores.changes.forget(tenant, incident);
      await stores.ledger.forget(tenant, incident);
      await stores.incidents.unlist(tenant, incident);
      const urls = (view?.incident.tickets ?? []).flatMap(addressesOf);
      await stores.ticketAddresses.forget(tenant, urls);
      await stores.incidentTickets.forget(tenant, incident, urls);
      if (view) await stores.timeline.delete(tenant, incident, view.incident.sequence);
    }
    return stores.retention.delete(name, tenant, id, before);
  }

  return {
    ruled: (tenant) => RETAINED.filter((name) => deps.rules(tenant)[name] !== undefined),

    async sweep(tenant, name, { most, dryRun = false }) {
      const keptMs = deps.rules(tenant)[name];
      if (keptMs === undefined) return { name, deleted: 0, more: false };
      const before = deps.now() - keptMs;
      const known = new Map<string, boolean>();
      let deleted = 0;
      for await (const { id, incident: written, run: printedBy } of stores.retention.expired(
        name,
        tenant,
        before,
      )) {
        const incident = written === undefined ? undefined : parseIncidentId(written);
        const run = printedBy === undefined ? undefined : parseRunId(printedBy);
        const whose = incident ?? run;
        if (whose) {
          const stays = known.get(whose) ?? (await staysOf(tenant, incident, run));
          known.set(whose, stays);
          if (stays) continue;
        }
        if (deleted >= most) return { name, deleted, more: true };
        if (dryRun || (await forget(name, tenant, id, incident, before))) deleted++;
      }
      if (name !== 'inbox') return { name, deleted, more: false };
      // Of an integration that was taken out of the configuration nobody works off what waits.
      for await (const batch of stores.inboxBatches.older(tenant, before)) {
        if (deps.isConfigured(batch)) continue;
        if (deleted >= most) return { name, deleted, more: true };
        if (dryRun || (await stores.inboxBatches.drop(batch))) deleted++;
      }
      return { name, deleted, more: false };
    },
  };
}
