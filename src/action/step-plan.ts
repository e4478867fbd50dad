import type { Action, ActionApproval } from './action.ts';
import { BadParameter } from './bad-parameter.ts';
import type { Chain, ChainTask } from './chain.ts';
import { filledTree, type Filling } from './filling.ts';
import { fitResult } from './fit.ts';
import { strictJinja } from './jinja.ts';
import { actionContext, isHidden, orderedParameters } from './ordered-parameters.ts';
import type { Parameters } from './parameter.ts';
import type { RunFailure, RunOrder, RunPlan } from './run.ts';
import type { StepPlace } from './step.ts';
import { isWanted } from './when.ts';

type Values = Readonly<Record<string, unknown>>;

/** A task of a chain that comes next. */
export interface StepWish {
  /** That the chain is run. */
  readonly order: RunOrder;
  readonly step: StepPlace;
  readonly task: ChainTask;
  /** What its templates know of the chain until now. */
  readonly known: Values;
}

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
export function plannedStep({ order, step, task, known }: StepWish, context: StepContext): PlannedStep {
  const { action: find, redact } = context;
  const action = find(task.ref);
  if (!action) return failed('unknown_action', `The configuration has no action ${task.ref} any more.`);
  if (!action.enabled) return failed('disabled_action', `The action ${task.ref} is disabled.`);
  if (!isApproved(action.approval, order.plan.approval))
    return failed(
      'needs_approval',
      `${task.ref} needs an approval by now, for which nobody was asked, or others than may give it.`,
    );
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
  { order, task, known }: Omit<StepWish, 'step'>,
  { action: find, redact }: StepContext,
): Published {
  return tried(() => {
    const filling = fillingOf(order, find(order.action)?.parameters ?? {}, known);
    return { values: fitResult(filledTree(task.publish, filling), redact) as Values };
  });
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
