import { mayDo, type AccessPolicy } from '../access/policy.ts';
import type { Permission } from '../access/permission.ts';
import { insidersOf } from '../incident/insiders.ts';
import type { IncidentId } from '../incident/id.ts';
import type { IncidentView } from '../incident/view.ts';
import type { IncidentStore } from '../mongo/incident-store.ts';
import type { Caller } from './caller.ts';
import type { Denied } from './denied.ts';
import { isAway } from './errors.ts';
import type { Birth, Incidents } from './incidents.ts';
import { PART } from './patience.ts';
import { STORE_SILENT } from './unavailable.ts';

export interface SightDependencies {
  readonly policy: (tenant: string) => AccessPolicy;
  readonly records: IncidentStore;
  readonly incidents: Pick<Incidents, 'birth' | 'view'>;
}

/**
 * What a caller may do and see, by the policy in force. The read model lags behind the workflows, and may be away:
 * what it does not tell is asked of the workflow, so that a private incident is nobody else's for a moment either.
 */
export function createSight({ policy, records, incidents }: SightDependencies) {
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

  return {
    /** @returns why this is refused; undefined when it is permitted. */
    forbidden,

    /** @returns `visibleTo` of a list's filter. */
    narrowed: (caller: Caller): { visibleTo?: readonly string[] } =>
      seesAll(caller) ? {} : { visibleTo: idsOf(caller) },

    /**
     * @returns the incident; `hidden` when the caller may not know of it; undefined when there is none.
     * @throws what the store throws; Unavailable when it is not recorded yet and no worker answers.
     */
    async look(caller: Caller, id: IncidentId): Promise<IncidentView | 'hidden' | undefined> {
      const { tenant, patience } = caller;
      const record = await records.find(tenant, id);
      if (record) return hidden(caller, record) ? 'hidden' : record;
      return asked(caller, id, seesAll(caller) ? undefined : await incidents.birth(tenant, id, patience));
    },

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
