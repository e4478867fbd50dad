import { mayDo, type AccessPolicy } from '../access/policy.ts';
import type { Permission } from '../access/permission.ts';
import { insidersOf } from '../incident/insiders.ts';
import type { IncidentId } from '../incident/id.ts';
import type { IncidentView } from '../incident/view.ts';
import type { IncidentStore } from '../mongo/incident-store.ts';
import type { Caller } from './caller.ts';
import type { Denied } from './denied.ts';

/** What a caller may do and see, by the policy in force. */
export function createSight(policy: () => AccessPolicy, incidents: IncidentStore) {
  function forbidden(caller: Caller, permission: Permission): Denied | undefined {
    const permit = mayDo(policy(), caller.roles, permission);
    return permit.allowed ? undefined : { denied: 'not_permitted', message: permit.message };
  }

  /** People who may not see a private incident are not told that it exists. */
  function hidden(caller: Caller, { incident }: IncidentView): boolean {
    if (!incident.private || !forbidden(caller, 'private')) return false;
    return !insidersOf(incident).includes(caller.person.id);
  }

  return {
    /** @returns why this is refused; undefined when it is permitted. */
    forbidden,

    /** @returns `visibleTo` of a list's filter. */
    narrowed: (caller: Caller): { visibleTo?: string } =>
      forbidden(caller, 'private') ? { visibleTo: caller.person.id } : {},

    /** @returns the incident; `hidden` when the caller may not know of it; undefined when it is not recorded (yet). */
    async look(caller: Caller, id: IncidentId): Promise<IncidentView | 'hidden' | undefined> {
      const view = await incidents.find(caller.tenant, id);
      return view && hidden(caller, view) ? 'hidden' : view;
    },
  };
}

export type Sight = ReturnType<typeof createSight>;
