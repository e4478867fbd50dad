import type { Redact } from '../access/redact.ts';
import type { IncidentId } from '../incident/id.ts';
import type { Mark } from '../incident/incident.ts';
import type { HoldStore } from '../mongo/hold-store.ts';
import type { Caller } from './caller.ts';
import type { Denied } from './denied.ts';
import type { Operations } from './operations.ts';

/** Keeps everything of an incident, whatever the rules of retention say, until the hold is ended. */
export function createHolds(deps: {
  readonly operations: Pick<Operations, 'about'>;
  readonly holds: HoldStore;
  readonly redact: Redact;
  /** Epoch milliseconds. */
  readonly now: () => number;
}) {
  const { operations, holds } = deps;
  const what = (incident: IncidentId, action: string) =>
    ({ incident, permission: 'legal-hold', action }) as const;
  return {
    put: (caller: Caller, id: IncidentId, reason: string): Promise<Mark | Denied> =>
      operations.about(caller, what(id, 'legal hold'), async () => {
        const mark = { by: caller.person, at: deps.now(), note: deps.redact(reason, caller.tenant) };
        await holds.put(caller.tenant, id, mark);
        return mark;
      }),
    end: (caller: Caller, id: IncidentId): Promise<{ readonly ended: true } | Denied> =>
      operations.about(caller, what(id, 'end legal hold'), async () => {
        if (await holds.end(caller.tenant, id)) return { ended: true };
        return { denied: 'impossible', message: `${id} is not on hold.` };
      }),
  };
}

export type Holds = ReturnType<typeof createHolds>;
