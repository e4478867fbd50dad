import type { Action } from '../action/action.ts';
import type { Alias } from '../action/alias.ts';
import { BadParameter } from '../action/bad-parameter.ts';
import { actionContext, orderedParameters } from '../action/ordered-parameters.ts';
import { fieldsOf, type ParameterField } from '../action/parameter-fields.ts';
import type { Redact } from '../access/redact.ts';
import type { TenantConfig } from '../config/config.ts';
import type { IncidentId } from '../incident/id.ts';
import type { IncidentView } from '../incident/view.ts';
import { notBound, orderedOf } from '../runbook/binding.ts';
import { factsOf, type IncidentFacts } from '../runbook/facts.ts';
import { belowCard, originIn } from '../runbook/origin.ts';
import { givenBy } from '../runbook/parameters.ts';
import type { Runbook } from '../runbook/runbook.ts';
import type { Caller } from './caller.ts';
import type { Denied } from './denied.ts';
import type { Operations } from './operations.ts';
import type { RunOrder, RunOrigin } from '../action/run.ts';
import type { OrderRun } from './run-ordering.ts';
import type { Incomplete, Runs } from './runs.ts';

/** That somebody wants a runbook to be run. */
export interface RunbookRequest {
  readonly incident: IncidentId;
  readonly name: string;
  /** How often it had been ordered when it was shown: what was shown once is run once, whoever presses how often. */
  readonly nth?: number;
  /** What was said or entered of its parameters, by name. */
  readonly said?: ReadonlyMap<string, unknown>;
  /** Where they were, where that is a channel. */
  readonly at?: { readonly instance: string; readonly channel: string };
}

/** A runbook that somebody may run for an incident now. */
export interface OfferedRunbook {
  readonly runbook: Runbook;
  readonly action: Action;
  readonly alias?: Alias;
  /** How often it was ordered for this incident until now. */
  readonly nth: number;
  /** What the action needs and the runbook does not give. */
  readonly needs: readonly ParameterField[];
}

/** What came of a wish to run a runbook. */
export type BegunRunbook = { readonly begun: RunOrder } | { readonly incomplete: Incomplete };

export interface RunbooksDependencies {
  readonly operations: Pick<Operations, 'permitted' | 'glimpse' | 'links'>;
  readonly config: (tenant: string) => Pick<TenantConfig, 'catalogue' | 'runbooks'>;
  readonly runs: Pick<Runs, 'isTellable'>;
  readonly order: OrderRun;
  readonly redact: Redact;
}

/** Runbooks of incidents, for those who may run what they run: the others they do not have. */
export function createRunbooks({ operations, config, runs, order, redact }: RunbooksDependencies) {
  /** @returns what a runbook runs, as long as that is there and this caller's. */
  function runnable(caller: Caller, runbook: Runbook): Pick<OfferedRunbook, 'action' | 'alias'> | undefined {
    const { actions, aliases } = config(caller.tenant).catalogue;
    const { runs: what } = runbook;
    const alias = 'alias' in what ? aliases.get(what.alias) : undefined;
    const action = actions.get('alias' in what ? (alias?.action ?? '') : what.action);
    if (!action?.enabled || alias?.enabled === false || !runs.isTellable(caller, action)) return undefined;
    return { action, ...(alias && { alias }) };
  }

  async function seen(caller: Caller, id: IncidentId): Promise<IncidentView | Denied> {
    const denied = await operations.permitted(caller, 'run');
    if (denied) return denied;
    const view = await operations.glimpse(caller, id);
    return view ?? { denied: 'not_found', message: `There is no incident ${id}.` };
  }

  const factsIn = ({ tenant }: Caller, { incident, places = [] }: IncidentView): IncidentFacts =>
    factsOf(incident, places, operations.links(tenant, incident.id).page);

  return {
    /** @returns the runbooks that the caller may run for an incident now, as the configuration has them. */
    async of(
      caller: Caller,
      id: IncidentId,
    ): Promise<{ readonly view: IncidentView; readonly offered: readonly OfferedRunbook[] } | Denied> {
      const view = await seen(caller, id);
      if ('denied' in view) return view;
      const offered = [...config(caller.tenant).runbooks.values()].flatMap((runbook) => {
        const found = notBound(runbook, view.incident) === undefined && runnable(caller, runbook);
        if (!found) return [];
        const needs = needsOf(runbook, found, factsIn(caller, view));
        return [{ runbook, ...found, nth: orderedOf(runbook.name, view.incident), needs }];
      });
      return { view, offered };
    },

    /**
     * Runs a runbook for an incident, with what it gives of the incident and what was said besides.
     * @throws Unavailable when Temporal or the store does not answer.
     */
    async start(caller: Caller, request: RunbookRequest): Promise<BegunRunbook | Denied> {
      const { incident: id, name, nth, said = new Map<string, unknown>(), at } = request;
      const view = await seen(caller, id);
      if ('denied' in view) return view;
      const runbook = config(caller.tenant).runbooks.get(name);
      const found = runbook && runnable(caller, runbook);
      if (!found) {
        const message = `There is no runbook ${name} that you may run. \`/im runbooks ${id}\` lists those that there are.`;
        return { denied: 'not_found', message };
      }
      const amiss = notBound(runbook, view.incident);
      if (amiss !== undefined) return { denied: 'impossible', message: amiss };
      const { action, alias } = found;
      const origin = originOf(view, at);
      let given: ReadonlyMap<string, unknown>;
      try {
        given = givenBy(runbook, factsIn(caller, view));
      } catch (error) {
        if (!(error instanceof BadParameter)) throw error;
        return { denied: 'impossible', message: `The runbook ${name} cannot be run: ${error.message}.` };
      }
      const fixed = [...given.keys(), ...(alias ? [] : unasked(action))];
      const twice = [...new Set(fixed)].filter((one) => said.has(one));
      const taken = orderedParameters(action.parameters, new Map([...said, ...given]), {
        immutable: alias?.immutable ?? {},
        context: actionContext(caller.person, origin?.channel),
        redact: (one) => redact(one, caller.tenant),
      });
      if ('problems' in taken || twice.length > 0) {
        const { problems, missing } = 'problems' in taken ? taken : { problems: [], missing: [] };
        const set = twice.map((parameter) => ({
          parameter,
          message: given.has(parameter) ? 'is settled by the runbook itself' : notTaken(name, action),
        }));
        const about = { action, ...(alias && { alias }), said, missing, fixed };
        return { incomplete: { ...about, problems: [...problems, ...set] } satisfies Incomplete };
      }
      const begun = await order(caller, action, taken.values, {
        incident: id,
        ...(alias && { alias }),
        ...(origin && { origin }),
        runbook: { name, title: runbook.title },
        ...(nth !== undefined && { once: `runbook:${id}/${name}/${nth}` }),
      });
      return 'denied' in begun ? begun : { begun };
    },
  };
}

/**
 * What an alias fixes cannot be said otherwise by having a runbook run its action.
 * @returns the parameters of an action that nobody is asked for who runs it without an alias: those that it can do without.
 */
const unasked = ({ parameters }: Action): readonly string[] =>
  fieldsOf(parameters, new Map()).flatMap(({ name, required }) => (required ? [] : [name]));

const notTaken = (runbook: string, { ref }: Action): string =>
  `is nothing that ${ref} needs, and such a runbook takes no more than that: \`runbooks.${runbook}.parameters\` may give it, or the runbook may run an alias, which takes all that the alias does not fix`;

/**
 * @returns where a run is shown: below the card by which it was ordered, or in that channel if it is the incident's own;
 * else where the incident is shown. One of a private incident is shown in no other channel than its own.
 */
function originOf(
  { incident, places: all = [] }: IncidentView,
  at: RunbookRequest['at'],
): RunOrigin | undefined {
  const places = incident.private ? all.filter(({ own }) => own) : all;
  const here = places.find(({ instance, channel }) => instance === at?.instance && channel === at.channel);
  return here ? belowCard(here) : (originIn(places) ?? (incident.private ? undefined : at));
}

/** @returns the fields of a form for what has to be said; none where that cannot be known, as it cannot be run then. */
function needsOf(
  runbook: Runbook,
  { action, alias }: Pick<OfferedRunbook, 'action' | 'alias'>,
  facts: IncidentFacts,
): readonly ParameterField[] {
  try {
    const given = givenBy(runbook, facts);
    return fieldsOf(action.parameters, new Map(), alias?.immutable).filter(
      ({ name, required, secret }) => required && !secret && !given.has(name),
    );
  } catch (error) {
    if (!(error instanceof BadParameter)) throw error;
    return [];
  }
}

export type Runbooks = ReturnType<typeof createRunbooks>;
