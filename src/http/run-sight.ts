import { approversNamed, isOpenTo, isOpenToAll } from '../action/access.ts';
import type { Action } from '../action/action.ts';
import { redacted } from '../action/parameters.ts';
import { isOver, type Run } from '../action/run.ts';
import type { TenantConfig } from '../config/config.ts';
import type { IncidentId } from '../incident/id.ts';
import type { Person } from '../incident/person.ts';
import type { Caller } from './caller.ts';
import type { Denied } from './denied.ts';
import type { Operations } from './operations.ts';
import type { Decision } from './run-workflows.ts';

export interface RunSightDependencies {
  readonly operations: Pick<Operations, 'permitted' | 'may' | 'known'>;
  readonly config: (tenant: string) => Pick<TenantConfig, 'catalogue'>;
}

/** Who may know of which runs and actions, and who may decide on them. */
export function createRunSight({ operations, config }: RunSightDependencies) {
  const actionsOf = (tenant: string) => config(tenant).catalogue.actions;

  /** @returns whether an action may be named where this caller is answered; what may not is not run there either. */
  const isTellable = (caller: Caller, action: Action): boolean =>
    isOpenTo(action.access, caller) && (!caller.overheard || isOpenToAll(action.access));

  /** @returns whether somebody is one of those who alone decide on a run. */
  const isNamed = ({ person }: Caller, run: Run | undefined, action: Action | undefined): boolean =>
    approversNamed(run, action).includes(person.id);

  /** @returns why somebody may neither see runs nor decide on them; undefined where they may. */
  async function barred(
    caller: Caller,
    run: Run | undefined,
    action: Action | undefined,
  ): Promise<Denied | undefined> {
    return isNamed(caller, run, action) ? undefined : operations.permitted(caller, 'run');
  }

  /**
   * What is to become a private incident is known to who declares it, to who has to agree, and to who may see all.
   * @returns whether a run, if it is one that is to declare one and has not yet, may be known to the caller.
   */
  function isUndeclaredTheirs(caller: Caller, run: Run): boolean {
    if (run.confidential?.length !== 0) return true;
    if (caller.overheard) return false;
    const action = actionsOf(caller.tenant).get(run.action);
    const needsAnyone = action?.approval !== undefined && approversNamed(run, action).length === 0;
    return (
      run.asked.by.id === caller.person.id ||
      isNamed(caller, run, action) ||
      (needsAnyone && operations.may(caller, 'approve')) ||
      operations.may(caller, 'private')
    );
  }

  /** @returns those of some runs that the caller may know of. */
  async function seen(caller: Caller, runs: readonly Run[]): Promise<readonly Run[]> {
    const actions = actionsOf(caller.tenant);
    const theirs = runs.filter((run) => {
      const action = actions.get(run.action);
      if (action && isTellable(caller, action)) return true;
      if (caller.overheard) return false;
      if (isNamed(caller, run, action)) return true;
      // Who may run what is there no more is not known: the audit tells of it those who may read that.
      return !action && (isPartyTo(run, caller.person) || operations.may(caller, 'audit'));
    });
    const dealtWith = ({ incident, confidential = [] }: Run): readonly IncidentId[] =>
      incident ? [incident, ...confidential] : confidential;
    const incidents = theirs.flatMap(dealtWith);
    const known = incidents.length > 0 ? await operations.known(caller, incidents) : new Set<IncidentId>();
    return theirs
      .filter((run) => dealtWith(run).every((id) => known.has(id)) && isUndeclaredTheirs(caller, run))
      .map((run) => {
        const action = actions.get(run.action);
        return action ? { ...run, parameters: redacted(action.parameters, run.parameters) } : run;
      });
  }

  /** @returns what somebody may do about a run now; the question leaves no trace. */
  function decisions(caller: Caller, run: Run, action: Action | undefined): readonly Decision[] {
    if (isOver(run)) return [];
    const { person } = caller;
    const isTheirs = isNamed(caller, run, action);
    const isOwn = run.asked.by.id === person.id;
    const mayDecide = isTheirs || operations.may(caller, 'approve');
    const approves =
      run.status === 'awaiting_approval' &&
      !isOwn &&
      (isTheirs || (mayDecide && approversNamed(run, action).length === 0));
    const cancels = !run.cancelled && (isOwn || mayDecide);
    return [
      ...(approves ? (['approve', 'decline'] as const) : []),
      ...(cancels ? (['cancel'] as const) : []),
    ];
  }

  return { isTellable, isNamed, barred, seen, decisions };
}

/** @returns whether somebody has ordered a run, or decided on it. */
const isPartyTo = ({ asked, approved, declined, cancelled }: Run, { id }: Pick<Person, 'id'>): boolean =>
  [asked, approved, declined, cancelled].some((mark) => mark?.by.id === id);
