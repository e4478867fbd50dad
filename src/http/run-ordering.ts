import type { Action } from '../action/action.ts';
import type { Alias } from '../action/alias.ts';
import { isStuck } from '../action/approvers.ts';
import { declaresPrivately, incidentsMeant } from '../action/confidential.ts';
import { redacted } from '../action/parameters.ts';
import type { RunId } from '../action/run-id.ts';
import type { RunOrder, RunOrigin, RunPlan } from '../action/run.ts';
import type { TenantConfig } from '../config/config.ts';
import type { IncidentId } from '../incident/id.ts';
import type { RunbookRef } from '../runbook/runbook.ts';
import { bounded } from '../text/bounded.ts';
import type { Caller } from './caller.ts';
import type { Denied } from './denied.ts';
import type { Operations } from './operations.ts';
import type { RunWorkflows } from './run-workflows.ts';
import { createTrail, type TrailDependencies } from './trail.ts';

/** How an action is ordered, besides with which values. */
export interface Ordering {
  readonly alias?: Alias;
  /** The incident that it belongs to, of which the caller may know. */
  readonly incident?: IncidentId;
  readonly origin?: RunOrigin;
  readonly runbook?: RunbookRef;
  /** What makes two orders one, where it is not the delivery. */
  readonly once?: string;
}

/**
 * Orders a run of an action that is the caller's, with values that were taken for its parameters. It is noted in the audit.
 * @throws Unavailable when Temporal or the store does not answer.
 */
export type OrderRun = (
  caller: Caller,
  action: Action,
  values: Readonly<Record<string, unknown>>,
  ordering: Ordering,
) => Promise<RunOrder | Denied>;

/** Characters of parameters in an audit entry. */
const NOTED = 1_000;
/** Incidents that one run may name: each is looked up before it begins. */
const MOST_NAMED = 100;

export interface RunOrderingDependencies extends TrailDependencies {
  readonly workflows: Pick<RunWorkflows, 'start'>;
  readonly config: (tenant: string) => Pick<TenantConfig, 'catalogue' | 'people' | 'access'>;
  /** @returns those of some incidents that are private, of those that somebody may know of. */
  readonly privateOf: Operations['privateOf'];
}

export function createRunOrdering(deps: RunOrderingDependencies): OrderRun {
  const trail = createTrail(deps);

  /** @returns the same parameters for people to see, in one line. */
  function described(
    { parameters }: Action,
    values: Readonly<Record<string, unknown>>,
    tenant: string,
  ): string {
    const shown = Object.entries(redacted(parameters, values)).map(
      ([name, value]) => `${name}=${JSON.stringify(value)}`,
    );
    return bounded(deps.redact(shown.join(' '), tenant), NOTED);
  }

  /** @returns why a run is not ordered that could never begin. */
  function stuck({ tenant, person }: Caller, action: Action): Denied | undefined {
    if (!isStuck(action, deps.config(tenant), person.id)) return undefined;
    const message = `Nobody else than you may approve what ${action.ref} does, and who orders a run never approves it: it would never begin. Have somebody else order it, or named under actions.${action.ref}.approval.people in the configuration.`;
    return { denied: 'impossible', message };
  }

  /**
   * @returns the private incidents that a run deals with, as far as who orders it may know of them: of others it comes to
   * know nothing. None of them where it is to declare one.
   */
  async function secrecyOf(
    caller: Caller,
    action: Action,
    values: Readonly<Record<string, unknown>>,
    incident: IncidentId | undefined,
  ): Promise<Pick<RunOrder, 'confidential'> | Denied> {
    const { actions } = deps.config(caller.tenant).catalogue;
    const meant = new Set([...(incident ? [incident] : []), ...incidentsMeant(action, values, actions)]);
    if (meant.size > MOST_NAMED) {
      const message = `${action.ref} is asked about ${meant.size} incidents, and may be about ${MOST_NAMED}: name fewer.`;
      return { denied: 'invalid', message };
    }
    const found = [...(await deps.privateOf(caller, meant))];
    return found.length > 0 || declaresPrivately(action, actions) ? { confidential: found } : {};
  }

  return async (caller, action, values, { alias, incident, origin, runbook, once }) => {
    const { tenant, person, roles, via, deliveryId, patience } = caller;
    const what = runbook ? `${action.ref} by ${runbook.name}` : action.ref;
    const secrecy = await trail.reading(
      caller,
      { action: 'run', about: what },
      async () => stuck(caller, action) ?? (await secrecyOf(caller, action, values, incident)),
    );
    if ('denied' in secrecy) return secrecy;
    const { confidential } = secrecy;
    const named = incident ?? confidential?.[0];
    const about = named === undefined ? {} : { incident: named };
    const at = deps.now();
    const make = (id: RunId): RunOrder => ({
      tenant,
      id,
      action: action.ref,
      ...(alias && { alias: alias.ref }),
      parameters: values,
      asked: { by: person, at },
      roles,
      ...(origin && { origin }),
      ...(incident && { incident }),
      ...(confidential && { confidential }),
      ...(runbook && { runbook }),
      plan: planOf(action),
    });
    // Who reads the audit need not be somebody who may know of private incidents.
    const text = confidential ? '' : described(action, values, tenant);
    return trail.attempt<RunOrder>(
      caller,
      { action: 'run', ...about, about: `${what} ${text}`.trim() },
      async () => {
        const started = await deps.workflows.start(tenant, once ?? `${via}:${deliveryId}`, make, patience);
        const { by } = started.asked;
        if (by.id === person.id) return started;
        const message = `${by.name} has ordered it already: it is ${started.id}.`;
        return { denied: 'impossible', message };
      },
      { about: ({ id }) => `${id} ${what} ${text}`.trim() },
    );
  };
}

function planOf({ timeoutMs, attempts, retryMs, approval }: Action): RunPlan {
  return { timeoutMs, attempts, retryMs, ...(approval && { approval }) };
}
