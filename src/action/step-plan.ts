import type { Action, ActionApproval } from './action.ts';
import { BadParameter } from './bad-parameter.ts';
import { jsonBytes } from '../text/json-size.ts';
import { ALL_RESULTS, type CutResults } from './chain-progress.ts';
import type { Chain, ChainTask } from './chain.ts';
import { filledTree, type Filling } from './filling.ts';
import { fitResult } from './fit.ts';
import { strictJinja } from './jinja.ts';
import { actionContext, isHidden, orderedParameters } from './ordered-parameters.ts';
import type { Parameters } from './parameter.ts';
import type { RunFailure, RunOrder, RunPlan } from './run.ts';
import { bytesText, MOST_BYTES, TOO_LARGE } from './size.ts';
import type { StepPlace } from './step.ts';
import { isWanted } from './when.ts';
import { askedIn } from './written-templates.ts';

type Values = Readonly<Record<string, unknown>>;

/** A task of a chain that comes next. */
export interface StepWish {
  /** That the chain is run. */
  readonly order: RunOrder;
  readonly step: StepPlace;
  readonly task: ChainTask;
  /** What its templates know of the chain until now. */
  readonly known: Values;
  readonly cut?: CutResults;
  /** Bytes of the history of the run. */
  readonly historyBytes?: number;
}

/** A task of a chain that has succeeded. */
export interface PublishWish extends Omit<StepWish, 'step' | 'historyBytes'> {
  /** By tasks before. */
  readonly published?: Values;
}

/** Bytes of a history at which no further task is begun: what is under way has still to end, and to be told. */
const MOST_HISTORY = 20_000_000;

/** What is to be done for a task. */
export type PlannedStep =
  | { readonly run: RunOrder }
  | { readonly skip: true }
  /** Nothing, and why. */
  | { readonly failure: RunFailure };

/** What a task gives to those after it, or why that cannot be rendered. */
export type Published = { readonly values: Values } | { readonly failure: RunFailure };

/** What is known of the actions of a tenant. */
export interface StepContext {
  readonly action: (ref: string) => Action | undefined;
  /** Takes secrets out of a text. */
  readonly redact: (text: string) => string;
}

/** @returns the order of a task: its templates rendered, its parameters checked by the schema of its action. */
export function plannedStep(wish: StepWish, context: StepContext): PlannedStep {
  const { order, step, task, known, cut, historyBytes = 0 } = wish;
  const { action: find, redact } = context;
  if (historyBytes > MOST_HISTORY)
    return failed(
      TOO_LARGE,
      `the history of the run has ${historyBytes} bytes by now, and Temporal ends a workflow at 50 MB. Run the rest by a chain of its own, or pass less from task to task.`,
    );
  const action = find(task.ref);
  if (!action) return failed('unknown_action', `The configuration has no action ${task.ref} any more.`);
  if (!action.enabled) return failed('disabled_action', `The action ${task.ref} is disabled.`);
  if (!isApproved(action.approval, order.plan.approval))
    return failed(
      'needs_approval',
      `${task.ref} needs an approval by now, for which nobody was asked, or others than may give it.`,
    );
  const lost = lostBy([task.parameters, task.when], cut);
  if (lost) return lost;
  return tried(() => {
    const filling = fillingOf(order, find(order.action)?.parameters ?? {}, known);
    if (task.when !== undefined && !isWanted(task.when, filling)) return { skip: true };
    const said = Object.entries(filledTree(task.parameters, filling) as Values).filter(
      ([, value]) => value !== null,
    );
    const { channel } = order.origin ?? {};
    const around = { context: actionContext(order.asked.by, channel), redact, from: 'a chain' };
    const taken = orderedParameters(action.parameters, new Map(said), around);
    if ('values' in taken) {
      const { alias: _, ...rest } = order;
      return {
        run: { ...rest, action: task.ref, parameters: taken.values, plan: planOf(action, order.plan), step },
      };
    }
    const wrong = [
      ...taken.problems.map(({ parameter, message }) => `\`${parameter}\` ${message}`),
      ...taken.missing.map((parameter) => `\`${parameter}\` is not given`),
    ];
    return failed('bad_parameter', `${wrong.join('; ')}.`);
  });
}

/** @returns what a task that has ended gives to those after it, rendered and without secrets. */
export function publishedBy(
  { order, task, known, cut, published = {} }: PublishWish,
  { action: find, redact }: StepContext,
): Published {
  return (
    lostBy(task.publish, cut) ??
    tried(() => {
      const filling = fillingOf(order, find(order.action)?.parameters ?? {}, known);
      const filled = filledTree(task.publish, filling);
      const values = fitResult(filled, redact, Number.MAX_SAFE_INTEGER) as Values;
      return unfit(values, published) ?? { values };
    })
  );
}

/** @returns which of some values does not fit into what a chain publishes; undefined: all do. */
function unfit(values: Values, published: Values): { readonly failure: RunFailure } | undefined {
  let all = published;
  for (const [name, value] of Object.entries(values)) {
    const { [name]: _, ...others } = all;
    const left = Math.max(0, MOST_BYTES.published - jsonBytes(others));
    all = { ...others, [name]: value };
    if (jsonBytes(all) > MOST_BYTES.published)
      return failed(
        TOO_LARGE,
        `\`${name}\` takes ${bytesText(jsonBytes(value))}, and ${left} are left of the ${MOST_BYTES.published} that all a chain publishes may take. Publish what later tasks need of it.`,
      );
  }
  return undefined;
}

/** @returns that templates refer to a result that is not whole; undefined: they do not. */
function lostBy(written: unknown, cut: CutResults = {}): { readonly failure: RunFailure } | undefined {
  for (const { name, member } of askedIn(written)) {
    const isAll = name === ALL_RESULTS;
    const tasks = isAll && member === undefined ? Object.keys(cut) : [isAll ? (member ?? '') : name];
    const inside = isAll ? undefined : member;
    for (const task of tasks) {
      const missing = Object.hasOwn(cut, task) ? (cut[task] ?? []) : [];
      const lost = missing.find((one) => one === '' || inside === undefined || one === inside);
      if (lost === undefined) continue;
      return failed(
        TOO_LARGE,
        `it refers to \`${lost === '' ? task : `${task}.${lost}`}\`, of which not all was kept: what came of the tasks of a chain may take ${bytesText(MOST_BYTES.results)} together. Have each task publish what others need of it, instead of referring to its result.`,
      );
    }
  }
  return undefined;
}

/** @returns a chain whose variables are rendered. @throws BadParameter when they cannot be, or hold a secret. */
export function begunChain(
  chain: Chain,
  order: RunOrder,
  parameters: Parameters,
  redact: (text: string) => string,
): Chain {
  const vars = filledTree(chain.vars, fillingOf(order, parameters, {})) as Values;
  const begun = { ...chain, vars };
  const bytes = jsonBytes(begun);
  if (bytes > MOST_BYTES.call)
    throw new BadParameter(
      `the chain with its variables takes ${bytesText(bytes)}, and may take ${MOST_BYTES.call}`,
    );
  // All of it stands in Temporal's history.
  if (textsOf(begun).some((text) => redact(text) !== text))
    throw new BadParameter('a secret stands in the chain: give it as a default of the action that needs it');
  return begun;
}

function textsOf(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsOf) : [];
}

/** A parameter that was not given is none, as in StackStorm; a secret is not there at all. */
function fillingOf({ parameters, asked, origin }: RunOrder, declared: Parameters, known: Values): Filling {
  const open = Object.keys(declared).filter((name) => !isHidden(declared, name));
  return {
    templates: strictJinja,
    variables: {
      ...Object.fromEntries(open.map((name) => [name, null])),
      ...parameters,
      ...known,
      ...actionContext(asked.by, origin?.channel),
    },
  };
}

/** The approval of the chain holds for what it runs. */
const planOf = ({ timeoutMs, attempts, retryMs }: Action, { approval }: RunPlan): RunPlan => ({
  timeoutMs,
  attempts,
  retryMs,
  ...(approval && { approval }),
});

/** @returns whether whoever agreed to a chain may agree to what it runs. */
function isApproved(needed: ActionApproval | undefined, given: ActionApproval | undefined): boolean {
  if (!needed) return true;
  if (!given) return false;
  const { people } = needed;
  return (
    people.length === 0 || (given.people.length > 0 && given.people.every((one) => people.includes(one)))
  );
}

const failed = (code: string, message: string): { readonly failure: RunFailure } => ({
  failure: { code, message },
});

function tried<T>(act: () => T): T | { readonly failure: RunFailure } {
  try {
    return act();
  } catch (error) {
    if (!(error instanceof BadParameter)) throw error;
    return failed('bad_parameter', `a template cannot be rendered: ${error.message}.`);
  }
}
