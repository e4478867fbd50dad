import type { BoundRunner } from '../../../activities/run.ts';
import type { Redact } from '../../access/redact.ts';
import type { Action } from '../../action/action.ts';
import type { Alias } from '../../action/alias.ts';
import { chainOf } from '../../action/chain.ts';
import type { IncidentSettings } from '../../action/incident-wish.ts';
import { jinja } from '../../action/jinja.ts';
import { actionContext, completed } from '../../action/ordered-parameters.ts';
import type { RunOrder } from '../../action/run.ts';
import type { Runner } from '../../action/runner.ts';
import { begunChain } from '../../action/step-plan.ts';
import {
  activityCall,
  workflowCall,
  type ActivitySettings,
  type WorkflowSettings,
} from '../../action/temporal-call.ts';
import type { ChainSettings } from '../../runner/chain/settings.ts';
import { commandRunner } from '../../runner/command/runner.ts';
import type { CommandAllowList, CommandSettings } from '../../runner/command/settings.ts';
import { isRepeatable } from '../../runner/http/failure.ts';
import { httpRunner, type HttpRunnerOptions } from '../../runner/http/runner.ts';
import type { HttpSettings } from '../../runner/http/settings.ts';
import { incidentRunner, type SendWish } from '../../runner/incident/runner.ts';
import { pluginRunner } from '../../runner/plugin/runner.ts';
import type { PluginSettings } from '../../runner/plugin/settings.ts';

/** What runners are given besides the settings of an action. */
export interface RunnerHost {
  readonly allowed: CommandAllowList;
  /** Folder where it is noted which commands and plug-ins are under way. */
  readonly records: string;
  /** Epoch milliseconds. */
  readonly now: () => number;
  /** Looks up names for HTTP requests; the system's where nothing is said. */
  readonly lookup?: HttpRunnerOptions['lookup'];
  readonly redact: Redact;
  /** @returns how incidents are asked for something, as who ordered a run. */
  readonly incidents: (order: RunOrder) => SendWish;
}

/** What is to be run, and of which alias and action. */
export interface Ordered {
  readonly order: RunOrder;
  readonly action: Action;
  readonly alias?: Alias | undefined;
}

/** Settings of an action are what the schema of its kind made of them when the configuration was read. */
type Bind = (settings: unknown, ordered: Ordered, host: RunnerHost) => BoundRunner;

const KINDS: Readonly<Record<string, Bind>> = {
  command(written, ordered, { allowed, records, redact }) {
    const settings = written as CommandSettings;
    const run = commandRunner({ allowed, records, redact: (text) => redact(text, ordered.order.tenant) });
    return { ...here(run, settings, settings.repeatable, ordered), keeps: settings.mostBytes };
  },
  http(written, ordered, { now, lookup }) {
    const settings = written as HttpSettings;
    const run = httpRunner({ templates: jinja, now, ...(lookup && { lookup }) });
    return here(run, settings, isRepeatable(settings), ordered);
  },
  plugin(written, ordered, { records, redact }) {
    const settings = written as PluginSettings;
    const run = pluginRunner({ records, redact: (text) => redact(text, ordered.order.tenant) });
    return here(run, settings, settings.repeatable, ordered);
  },
  // With what was ordered alone: all of it stands in Temporal's history, where no secret may.
  workflow: (settings, { order }) => ({
    kind: 'elsewhere',
    call: () =>
      workflowCall(settings as WorkflowSettings, { templates: jinja, variables: order.parameters }, order),
  }),
  activity: (settings, { order }) => ({
    kind: 'elsewhere',
    call: () =>
      activityCall(settings as ActivitySettings, { templates: jinja, variables: order.parameters }, order),
  }),
  incident(written, ordered, { incidents }) {
    const run = incidentRunner({
      templates: jinja,
      send: incidents(ordered.order),
      isSaid: ordered.order.origin !== undefined,
    });
    // What is sent again under the same key counts once.
    return here(run, written as IncidentSettings, true, ordered);
  },
  chain: (settings, { order, action }, { redact }) => ({
    kind: 'elsewhere',
    call: () => ({
      kind: 'chain',
      chain: begunChain(chainOf(settings as ChainSettings), order, action.parameters, (text) =>
        redact(text, order.tenant),
      ),
    }),
  }),
};

/** @returns what runs an action on this worker, with the secrets that only the configuration has. */
function here<S>(
  run: Runner<S>,
  settings: S,
  repeatable: boolean,
  { order, action, alias }: Ordered,
): BoundRunner {
  const { asked, origin, parameters } = order;
  const taken = completed(action.parameters, parameters, {
    immutable: alias?.immutable ?? {},
    context: actionContext(asked.by, origin?.channel),
  });
  if ('values' in taken)
    return { kind: 'here', repeatable, run: (call) => run({ ...call, settings, parameters: taken.values }) };
  const wrong = [
    ...taken.problems.map(({ parameter, message }) => `\`${parameter}\` ${message}`),
    ...taken.missing.map((parameter) => `\`${parameter}\` is not given`),
  ];
  const message = `The configuration has changed since it was ordered: ${wrong.join('; ')}.`;
  return { kind: 'nothing', failure: { code: 'bad_parameter', message } };
}

/** @returns what runs an action, by its kind. */
export function bindRunner(ordered: Ordered, host: RunnerHost): BoundRunner {
  const { ref, runner } = ordered.action;
  const bind = Object.hasOwn(KINDS, runner.kind) ? KINDS[runner.kind] : undefined;
  if (bind) return bind(runner.settings, ordered, host);
  const message = `${ref} is of the kind ${runner.kind}, which this worker does not know: bring all workers to the same version.`;
  return { kind: 'nothing', failure: { code: 'unknown_kind', message } };
}
