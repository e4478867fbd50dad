import { mayDo, type AccessPolicy } from '../access/policy.ts';
import type { Permission } from '../access/permission.ts';
import { insidersOf } from '../incident/insiders.ts';
import type { IncidentId } from '../incident/id.ts';
import type { IncidentView } from '../incident/view.ts';
import type { ExportStore } from '../mongo/export-store.ts';
import type { FactStore } from '../mongo/fact-store.ts';
import type { IncidentStore } from '../mongo/incident-store.ts';
import type { Caller } from './caller.ts';
import { notFound, type Denied } from './denied.ts';
import { isAway } from './errors.ts';
import type { Birth, Incidents } from './incidents.ts';
import { PART } from './patience.ts';
import { STORE_SILENT } from './unavailable.ts';

/** How many records are asked for at once. */
const AT_ONCE = 20;

export interface SightDependencies {
  readonly policy: (tenant: string) => AccessPolicy;
  readonly records: IncidentStore;
  readonly incidents: Pick<Incidents, 'birth' | 'view'>;
  /** What is kept of incidents that the records may have no longer. */
  readonly exports: Pick<ExportStore, 'find'>;
  /** What counts in the figures, which incidents leave behind. */
  readonly facts: Pick<FactStore, 'has'>;
}

/**
 * What a caller may do and see, by the policy in force. The read model lags behind the workflows, and may be away:
 * what it does not tell is asked of the workflow, so that a private incident is nobody else's for a moment either.
 */
export function createSight({ policy, records, incidents, exports, facts }: SightDependencies) {
  function forbidden(caller: Caller, permission: Permission): Denied | undefined {
    const permit = mayDo(policy(caller.tenant), caller.roles, permission);
    return permit.allowed ? undefined : { denied: 'not_permitted', message: permit.message };
  }

  /** @returns whether the caller may see private incidents of others: where others read the answer nobody may. */
  const seesAll = (caller: Caller): boolean => !caller.overheard && !forbidden(caller, 'private');

  /** Is this a private incident's insider, as far as others do not read it too? */
  const isInsider = (caller: Caller, insiders: readonly (string | undefined)[]): boolean =>
    idsOf(caller).some((id) => insiders.includes(id));

  /** People who may not see a private incident are not told that it exists. */
  function hidden(caller: Caller, { incident }: IncidentView): boolean {
    if (!incident.private || seesAll(caller)) return false;
    return !isInsider(caller, insidersOf(incident));
  }

  /** @returns undefined also when the store does not answer soon: an acknowledgement must not wait for it. */
  async function recorded(caller: Caller, id: IncidentId): Promise<IncidentView | undefined> {
    if (caller.unrecorded) return undefined;
    try {
      return await caller.patience.wait(records.find(caller.tenant, id), STORE_SILENT, PART.store);
    } catch (error) {
      if (isAway(error)) return undefined;
      throw error;
    }
  }

  /**
   * Asks the workflow of an incident that no record tells of.
   * @param birth what Temporal says of it, where the caller may not see what is private.
   * @returns `hidden` also when no worker says who was brought into what is private: to say that one should would tell
   * that it exists.
   */
  async function asked(
    caller: Caller,
    id: IncidentId,
    birth: Birth | undefined,
  ): Promise<IncidentView | 'hidden' | undefined> {
    const { tenant, patience } = caller;
    try {
      const view = await incidents.view(tenant, id, patience);
      return view && hidden(caller, view) ? 'hidden' : view;
    } catch (error) {
      if (birth?.private && !isInsider(caller, [birth.declaredBy]) && isAway(error)) return 'hidden';
      throw error;
    }
  }

  /**
   * @returns the incident; `hidden` when the caller may not know of it; undefined when there is none.
   * @throws what the store throws; Unavailable when it is not recorded yet and no worker answers.
   */
  async function look(caller: Caller, id: IncidentId): Promise<IncidentView | 'hidden' | undefined> {
    const { tenant, patience } = caller;
    const record = await records.find(tenant, id);
    if (record) return hidden(caller, record) ? 'hidden' : record;
    // It was recorded when it was exported or counted: the rules of retention have let it go, Temporal has not yet.
    if (await exports.find(tenant, id)) return undefined;
    if (await facts.has(tenant, id)) {
      // Or it was recorded in this moment.
      const now = await records.find(tenant, id);
      return now && hidden(caller, now) ? 'hidden' : now;
    }
    return asked(caller, id, seesAll(caller) ? undefined : await incidents.birth(tenant, id, patience));
  }

  return {
    /** @returns why this is refused; undefined when it is permitted. */
    forbidden,

    /**
     * @returns those of some incidents that are private, of those that the caller may know of, whoever reads the answer.
     * @throws what the store throws; Unavailable when one is not recorded yet and no worker answers.
     */
    async privateOf(
      { overheard: _, ...caller }: Caller,
      ids: Iterable<IncidentId>,
    ): Promise<ReadonlySet<IncidentId>> {
      const all = [...new Set(ids)];
      const found = new Set<IncidentId>();
      for (let n = 0; n < all.length; n += AT_ONCE) {
        const views = await Promise.all(all.slice(n, n + AT_ONCE).map((id) => look(caller, id)));
        for (const view of views)
          if (view && view !== 'hidden' && view.incident.private) found.add(view.incident.id);
      }
      return found;
    },

    /** @returns `visibleTo` of a list's filter. */
    narrowed: (caller: Caller): { visibleTo?: readonly string[] } =>
      seesAll(caller) ? {} : { visibleTo: idsOf(caller) },

    /** @returns that an incident is not there, or, for who may see all, that it was deleted and its export is kept. */
    async missing(caller: Caller, id: IncidentId): Promise<Denied> {
      const { tenant } = caller;
      if (!seesAll(caller) || !(await exports.find(tenant, id)) || (await records.find(tenant, id)))
        return notFound(id);
      const message = `There is no incident ${id} any more: the rules of retention have deleted it. Its export is kept: \`muster export ${id}\` writes it to a file.`;
      return { denied: 'not_found', message };
    },

    /** Is this an incident that the caller may not know of? */
    hides: hidden,

    /**
     * @returns those of some incidents that the caller may know of by what is recorded; of one that is not recorded, or no
     * longer, nobody can say whether it was private: only who may see all is told of it.
     */
    async known(caller: Caller, ids: Iterable<IncidentId>): Promise<ReadonlySet<IncidentId>> {
      const all = [...new Set(ids)];
      if (seesAll(caller)) return new Set(all);
      const seen = new Set<IncidentId>();
      for (let n = 0; n < all.length; n += AT_ONCE) {
        const some = all.slice(n, n + AT_ONCE);
        const views = await Promise.all(some.map((id) => records.find(caller.tenant, id)));
        for (const view of views) if (view && !hidden(caller, view)) seen.add(view.incident.id);
      }
      return seen;
    },

    look,

    /**
     * May the caller know of an incident, so that a command to it can be sent? Needs either the store or Temporal; where
     * there is no such incident the answer is yes, and the command finds that out.
     * @throws Unavailable when nobody can say.
     */
    async mayKnow(caller: Caller, id: IncidentId): Promise<boolean> {
      if (seesAll(caller)) return true;
      const { tenant, patience } = caller;
      const record = await recorded(caller, id);
      if (record) return !hidden(caller, record);
      const birth = await incidents.birth(tenant, id, patience);
      if (!birth || birth.private === false || isInsider(caller, [birth.declaredBy])) return true;
      return (await asked(caller, id, birth)) !== 'hidden';
    },
  };
}

/** By which ids the caller can be an insider: by none where others read the answer, too. */
function idsOf({ person, account, overheard }: Caller): readonly string[] {
  if (overheard) return [];
  return account === undefined ? [person.id] : [person.id, account];
}

export type Sight = ReturnType<typeof createSight>;
