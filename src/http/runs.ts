import { isOpenTo } from '../action/access.ts';
import type { Action } from '../action/action.ts';
import type { Alias } from '../action/alias.ts';
import type { Matched } from '../action/match.ts';
import { nearMisses, type NearMiss } from '../action/near-miss.ts';
import { actionContext, isHidden, orderedParameters } from '../action/ordered-parameters.ts';
import { redacted, type ParameterProblem } from '../action/parameters.ts';
import {
  cancel,
  isOver,
  orderedRun,
  refusalText,
  type Run,
  type RunOrder,
  type RunOrigin,
} from '../action/run.ts';
import type { RunId } from '../action/run-id.ts';
import { outputName, type RunStep } from '../action/step.ts';
import { isFound, searchWords } from '../chat/run-search.ts';
import type { TenantConfig } from '../config/config.ts';
import type { IncidentId } from '../incident/id.ts';
import type { Printed, RunOutputStore } from '../mongo/run-output-store.ts';
import type { RunStore } from '../mongo/run-store.ts';
import type { Caller } from './caller.ts';
import type { Denied } from './denied.ts';
import type { Operations } from './operations.ts';
import type { OrderRun } from './run-ordering.ts';
import type { Decision, RunWorkflows } from './run-workflows.ts';
import { createRunSight } from './run-sight.ts';
import { createTrail, type TrailDependencies } from './trail.ts';

/** A sentence by which somebody wants something to be run. */
export interface RunRequest {
  readonly text: string;
  /** The alias that is meant where several are: `<pack>.<name>`. */
  readonly alias?: string;
  /** What was entered into a form, by name; it counts before what was said. */
  readonly entered?: ReadonlyMap<string, unknown>;
  /** The incident of the channel where it was said. */
  readonly incident?: IncidentId;
  readonly origin?: RunOrigin;
}

/** An action to be run by its name. */
export interface ActionRequest {
  /** `<pack>.<name>` */
  readonly action: string;
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly incident?: IncidentId;
}

/** What is meant, and cannot be run as it was said. */
export interface Incomplete {
  readonly action: Action;
  readonly alias?: Alias;
  /** By name, as it was said. */
  readonly said: ReadonlyMap<string, unknown>;
  readonly problems: readonly ParameterProblem[];
  /** Names of parameters that are to be asked for, in that order. */
  readonly missing: readonly string[];
  /** Names of parameters that cannot be said otherwise. */
  readonly fixed?: readonly string[];
}

/** What came of a wish to run something. */
export type Begun =
  /** `run`: as who ordered it sees it. */
  | { readonly begun: RunOrder; readonly run: Run; readonly alias?: Alias }
  /** `secret`: what was said may hold a secret, and is remembered nowhere. */
  | { readonly several: readonly Matched<Alias>[]; readonly secret: boolean }
  | { readonly unknown: readonly NearMiss[] }
  | { readonly incomplete: Incomplete };

/** Something that somebody may run, and how it is said. */
export interface Runnable {
  readonly alias: Alias;
  readonly action: Action;
}

export interface RunsDependencies extends TrailDependencies {
  readonly operations: Pick<Operations, 'permitted' | 'may' | 'known'>;
  readonly config: (tenant: string) => Pick<TenantConfig, 'catalogue' | 'people'>;
  readonly workflows: Pick<RunWorkflows, 'decide' | 'find'>;
  readonly order: OrderRun;
  readonly store: Pick<RunStore, 'find' | 'newest'>;
  readonly output: Pick<RunOutputStore, 'read'>;
}

/** A run, and what the caller may do about it now. */
export interface SeenRun {
  readonly run: Run;
  /** What it is a run of, where that is still there. */
  readonly action?: Action;
  readonly decisions: readonly Decision[];
}

/** Which attempt of a run, or of one of its steps, is meant. */
export interface OutputRequest {
  /** From 1; the last where it is not said. */
  readonly attempt?: number | undefined;
  /** Its place among the steps, such as `3.1`; the run itself where it is not said. */
  readonly step?: string | undefined;
}

/** What one attempt of a run, or of one of its steps, has printed. */
export interface RunPrinted extends Printed {
  readonly run: Run;
  readonly step?: RunStep;
  /** From 1; 0 where it has not begun. */
  readonly attempt: number;
  /** How many there are. */
  readonly attempts: number;
}

/** Which runs are listed. */
export interface RunsWanted {
  /** Only those with a number below this one. */
  readonly before?: number | undefined;
  /** Words that all have to stand in what lists say of a run. */
  readonly text?: string | undefined;
}

/** Some runs, the newest first. */
export interface ListedRuns {
  readonly runs: readonly Run[];
  /** Set where there may be more: those with a number below this one. */
  readonly next?: number;
}

/** How many suggestions help. */
const SUGGESTED = 3;
/** How many runs are looked through at once for those that somebody may see, and how often. */
const PAGE = 50;
const PAGES = 10;

const notThere = (id: RunId): Denied => ({ denied: 'not_found', message: `There is no run ${id}.` });

/** Runs of actions, for those who may know of them: what somebody may not run is to them as if it were not there. */
export function createRuns(deps: RunsDependencies) {
  const { operations, workflows, store } = deps;
  const trail = createTrail(deps);
  const catalogueOf = (tenant: string) => deps.config(tenant).catalogue;
  const sight = createRunSight(deps);
  const { isTellable } = sight;

  /**
   * What an alias fixes cannot be said otherwise by leaving the alias out, and what has none is not for people at all, such
   * as a step of a chain.
   */
  function isSayable(tenant: string, { ref }: Action): boolean {
    return [...catalogueOf(tenant).aliases.values()].some(
      ({ enabled, action, immutable }) => enabled && action === ref && Object.keys(immutable).length === 0,
    );
  }

  function runnables(caller: Caller): readonly Runnable[] {
    const { aliases, actions } = catalogueOf(caller.tenant);
    return [...aliases.values()].flatMap((alias) => {
      const action = actions.get(alias.action);
      return alias.enabled && action?.enabled && isTellable(caller, action) ? [{ alias, action }] : [];
    });
  }

  function matched(caller: Caller, text: string): readonly Matched<Alias>[] {
    const { match, actions } = catalogueOf(caller.tenant);
    return match(text).filter(({ alias }) => {
      const action = actions.get(alias.action);
      return action !== undefined && isTellable(caller, action);
    });
  }

  const nearest = (caller: Caller, text: string): readonly NearMiss[] =>
    nearMisses(
      text,
      runnables(caller).map(({ alias }) => alias),
      SUGGESTED,
    );

  function mayHoldSecret(tenant: string, text: string, found: readonly Matched<Alias>[]): boolean {
    const { actions } = catalogueOf(tenant);
    const isSecret = ({ alias, parameters }: Matched<Alias>): boolean =>
      [...parameters.keys()].some((name) => isHidden(actions.get(alias.action)?.parameters ?? {}, name));
    return deps.redact(text, tenant) !== text || found.some(isSecret);
  }

  async function order(
    caller: Caller,
    action: Action,
    values: Readonly<Record<string, unknown>>,
    { alias, incident, origin }: { readonly alias?: Alias } & Pick<RunRequest, 'incident' | 'origin'>,
  ): Promise<Begun | Denied> {
    const isKnown = incident && (await operations.known(caller, [incident])).has(incident);
    // In a channel nobody has named it.
    if (incident && !isKnown && !origin)
      return { denied: 'not_found', message: `There is no incident ${incident}.` };
    const begun = await deps.order(caller, action, values, {
      ...(alias && { alias }),
      ...(origin && { origin }),
      ...(isKnown && { incident }),
    });
    if ('denied' in begun) return begun;
    const run = { ...orderedRun(begun), parameters: redacted(action.parameters, begun.parameters) };
    return { begun, run, ...(alias && { alias }) };
  }

  /** @returns a run that the caller may know of; undefined: there is none, for them. */
  async function find(caller: Caller, id: RunId): Promise<Run | undefined> {
    const { tenant, patience } = caller;
    const run = (await store.find(tenant, id)) ?? (await workflows.find(tenant, id, patience));
    return run && (await sight.seen(caller, [run]))[0];
  }

  /** @returns a run, what it is a run of, and what the caller may do about it. */
  async function show(caller: Caller, id: RunId): Promise<SeenRun | Denied> {
    const run = await find(caller, id);
    const action = run && catalogueOf(caller.tenant).actions.get(run.action);
    const denied = await sight.barred(caller, run, action);
    if (denied) return denied;
    if (!run) return notThere(id);
    return { run, ...(action && { action }), decisions: sight.decisions(caller, run, action) };
  }

  return {
    /**
     * Runs what a sentence asks for.
     * @throws Unavailable when Temporal or the store does not answer.
     */
    async start(caller: Caller, request: RunRequest): Promise<Begun | Denied> {
      const denied = await operations.permitted(caller, 'run');
      if (denied) return denied;
      const { text, entered = new Map<string, string>(), origin } = request;
      const found = matched(caller, text).filter(
        ({ alias }) => request.alias === undefined || alias.ref === request.alias,
      );
      const [only, ...others] = found;
      if (!only) return { unknown: nearest(caller, text) };
      if (others.length > 0) return { several: found, secret: mayHoldSecret(caller.tenant, text, found) };
      const { alias, parameters } = only;
      const action = catalogueOf(caller.tenant).actions.get(alias.action) as Action;
      const said = new Map([...parameters, ...entered]);
      const taken = orderedParameters(action.parameters, said, {
        immutable: alias.immutable,
        context: actionContext(caller.person, origin?.channel),
        redact: (one) => deps.redact(one, caller.tenant),
      });
      if ('problems' in taken) return { incomplete: { action, alias, said, ...taken } };
      return order(caller, action, taken.values, { ...request, alias });
    },

    /** Runs an action by its name, as far as an alias would. @throws Unavailable when Temporal or the store does not answer. */
    async run(caller: Caller, request: ActionRequest): Promise<Begun | Denied> {
      const denied = await operations.permitted(caller, 'run');
      if (denied) return denied;
      const action = catalogueOf(caller.tenant).actions.get(request.action);
      if (!action?.enabled || !isOpenTo(action.access, caller) || !isSayable(caller.tenant, action))
        return { denied: 'not_found', message: `There is no action ${request.action.slice(0, 200)}.` };
      const said = new Map(Object.entries(request.parameters));
      const taken = orderedParameters(action.parameters, said, {
        context: actionContext(caller.person),
        redact: (one) => deps.redact(one, caller.tenant),
      });
      if ('problems' in taken) return { incomplete: { action, said, ...taken } };
      const { incident } = request;
      return order(caller, action, taken.values, { ...(incident && { incident }) });
    },

    /** @returns whether a sentence is one that this caller may run something by; the question leaves no trace. */
    isMeant: (caller: Caller, text: string): boolean =>
      operations.may(caller, 'run') && matched(caller, text).length > 0,

    /** @returns what a sentence may have meant, of what this caller may run; the question leaves no trace. */
    suggested: (caller: Caller, text: string): readonly NearMiss[] =>
      operations.may(caller, 'run') ? nearest(caller, text) : [],

    /** @returns what the caller may run, by name. */
    async help(caller: Caller): Promise<{ readonly runnables: readonly Runnable[] } | Denied> {
      const denied = await operations.permitted(caller, 'run');
      if (denied) return denied;
      const all = runnables(caller).toSorted((a, b) => a.alias.ref.localeCompare(b.alias.ref));
      return { runnables: all };
    },

    show,
    isTellable,

    /** @returns what a run, or one of its steps, has printed until now, of what is kept. */
    async output(
      caller: Caller,
      id: RunId,
      { attempt: asked, step: place }: OutputRequest = {},
    ): Promise<RunPrinted | Denied> {
      const seen = await show(caller, id);
      if ('denied' in seen) return seen;
      const { run } = seen;
      const step = place === undefined ? undefined : run.steps?.find((one) => one.place === place);
      if (place !== undefined && !step)
        return { denied: 'not_found', message: `${id} has no step ${place.slice(0, 40)}.` };
      const attempts = (step ?? run).attempts ?? 0;
      const attempt = asked ?? attempts;
      if (attempt > attempts) return { denied: 'not_found', message: `${id} has no attempt ${attempt} yet.` };
      const about = { run, ...(step && { step }), attempt, attempts };
      if (attempt === 0) return { ...about, pieces: [], dropped: 0 };
      return { ...about, ...(await deps.output.read(caller.tenant, outputName(id, step), attempt)) };
    },

    /** @returns the newest first; `next` where there may be more, also where none was found among those looked through. */
    async list(
      caller: Caller,
      most: number,
      { before, text = '' }: RunsWanted = {},
    ): Promise<ListedRuns | Denied> {
      const denied = await operations.permitted(caller, 'run');
      if (denied) return denied;
      const words = searchWords(text);
      const found: Run[] = [];
      let from = before;
      for (let page = 0; page < PAGES && found.length <= most; page++) {
        const { runs, next } = await store.newest(caller.tenant, PAGE, from);
        found.push(
          ...(await sight.seen(
            caller,
            runs.filter((run) => isFound(run, words)),
          )),
        );
        from = next;
        if (from === undefined) break;
      }
      const shown = found.slice(0, most);
      const last = shown.at(-1);
      const next = found.length > most && last ? numberOf(last.id) : from;
      return { runs: shown, ...(next !== undefined && { next }) };
    },

    /**
     * Approves, declines or cancels a run.
     * @returns the run as it is then.
     * @throws Unavailable when Temporal or a worker does not answer.
     */
    async decide(caller: Caller, id: RunId, decision: Decision): Promise<Run | Denied> {
      const { tenant, person, via, deliveryId, patience } = caller;
      const run = await find(caller, id);
      const action = run && catalogueOf(tenant).actions.get(run.action);
      const isTheirs =
        sight.isNamed(caller, run, action) || (decision === 'cancel' && run?.asked.by.id === person.id);
      const denied = isTheirs ? undefined : await operations.permitted(caller, run ? 'approve' : 'run');
      if (denied) return denied;
      if (!run) return notThere(id);
      const what = {
        action: `run:${decision}`,
        ...(run.incident && { incident: run.incident }),
        about: `${id} ${run.action}`,
      };
      return trail.attempt(caller, what, async () => {
        const mark = { by: person, at: deps.now() };
        const once = `${via}:${deliveryId}`;
        const outcome = await workflows.decide({ tenant, id }, decision, mark, once, patience);
        if (!outcome) return ended((await store.find(tenant, id)) ?? run);
        if (!('refused' in outcome)) return outcome;
        const { people } = deps.config(tenant);
        const message = refusalText(id, outcome, (key) => people.get(key)?.name ?? key);
        return { denied: 'impossible', message };
      });
    },
  };

  /** @returns that nothing can be done with a run any more that Temporal does not have under way. */
  function ended(run: Run): Denied {
    const refused = isOver(run) ? cancel(run, run.asked) : undefined;
    return {
      denied: 'impossible',
      message: refused && 'refused' in refused ? refused.message : `${run.id} is not under way any more.`,
    };
  }
}

export type Runs = ReturnType<typeof createRuns>;

const numberOf = (id: RunId): number => Number(id.slice('RUN-'.length));
