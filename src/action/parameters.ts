import { redactionMark } from '../access/redact.ts';
import { isSecretName } from '../access/secret-rule.ts';
import { didYouMean } from '../command/nearest.ts';
import { BadParameter } from './bad-parameter.ts';
import { castValue } from './cast.ts';
import { filledTree } from './filling.ts';
import { misfit } from './fitting.ts';
import { jinja } from './jinja.ts';
import { miscast } from './miscast.ts';
import { inOrder, parameterOf, type Parameter, type Parameters } from './parameter.ts';
import { hasTemplate } from './template.ts';

/** Why an action cannot be run with what was said. */
export interface ParameterProblem {
  readonly parameter: string;
  /** What is wrong and what to do, to be put behind the name. Holds no value, as it may be secret. */
  readonly message: string;
}

/** What an action is run with, or why it is not. */
export type Taken =
  | { readonly values: Readonly<Record<string, unknown>> }
  | {
      readonly problems: readonly ParameterProblem[];
      /** Names of parameters that must be given and were not, in the order in which to ask for them. */
      readonly missing: readonly string[];
    };

/** What is known besides what was said. */
export interface Around {
  /** Values that nobody can say otherwise, as an alias has them; texts may be Jinja templates. */
  readonly immutable?: Readonly<Record<string, unknown>>;
  /** What templates of defaults and immutable values know, besides the parameters by their names. */
  readonly context?: Readonly<Record<string, unknown>>;
}

/**
 * Takes what was said for the parameters of an action: texts are cast to what a parameter is, defaults are filled in,
 * all of it is checked. What was said is never read as a template.
 * @param said by name: texts as they were typed, or values of another kind from where they were not.
 */
export function takeParameters(
  parameters: Parameters,
  said: ReadonlyMap<string, unknown> | Readonly<Record<string, unknown>>,
  { immutable = {}, context = {} }: Around = {},
): Taken {
  const given = new Map<string, unknown>(said instanceof Map ? said : Object.entries(said));
  const values = new Map<string, unknown>();
  const problems: ParameterProblem[] = [];
  const missing: string[] = [];
  const open = inOrder(parameters).filter((name) => !isFixed(name));

  for (const name of given.keys()) {
    const message = isFixed(name)
      ? 'is fixed and cannot be said'
      : parameterOf(parameters, name)
        ? undefined
        : `is no parameter of this action.${didYouMean(name, open)}`;
    if (message !== undefined) problems.push({ parameter: name, message });
  }
  for (const name of Object.keys(immutable)) {
    const parameter = parameterOf(parameters, name);
    if (parameter && !parameter.immutable) continue;
    const why = parameter ? 'but the action has fixed it itself' : 'but is no parameter of the action';
    problems.push({ parameter: name, message: `is fixed by the alias, ${why}` });
  }
  for (const [name, parameter] of Object.entries(parameters)) {
    if (given.has(name) && !isFixed(name)) take(name, parameter, given.get(name));
  }
  for (const [name, parameter] of Object.entries(parameters)) {
    if (!given.has(name) || isFixed(name)) fill(name, parameter);
  }
  for (const name of inOrder(parameters)) {
    const value = values.get(name);
    const isGiven = value !== undefined && value !== null;
    const isRefused = problems.some((problem) => problem.parameter === name);
    if (parameterOf(parameters, name)?.required && !isGiven && !isRefused) missing.push(name);
  }
  return problems.length > 0 || missing.length > 0
    ? { problems, missing }
    : { values: Object.fromEntries(values) };

  function isFixed(name: string): boolean {
    return Object.hasOwn(immutable, name) || parameterOf(parameters, name)?.immutable === true;
  }

  function take(name: string, parameter: Parameter, value: unknown): void {
    const cast = castValue(value, parameter);
    const message =
      cast === undefined
        ? // Only of a text nothing may be made.
          miscast(value as string, parameter)
        : cast === null
          ? undefined
          : misfit(cast, parameter);
    if (message === undefined) values.set(name, cast);
    else problems.push({ parameter: name, message });
  }

  function fill(name: string, parameter: Parameter): void {
    const standard = Object.hasOwn(immutable, name) ? immutable[name] : parameter.default;
    if (standard === undefined || standard === null) return;
    try {
      const variables = { ...Object.fromEntries(values), ...context };
      const value = hasTemplate(standard) ? filledTree(standard, { templates: jinja, variables }) : standard;
      if (value !== undefined) take(name, parameter, value);
    } catch (error) {
      if (!(error instanceof BadParameter)) throw error;
      problems.push({ parameter: name, message: `has a template that cannot be rendered: ${error.message}` });
    }
  }
}

/**
 * @returns the same values for people to see: those of parameters that are secret, or are called like secrets, are
 * masked, also within lists and objects.
 */
export function redacted(
  parameters: Parameters,
  values: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [name, masked(name, value, parameterOf(parameters, name))]),
  );
}

function masked(name: string, value: unknown, parameter: Parameter | undefined): unknown {
  if (value === null || value === undefined) return value;
  if (parameter?.secret || isSecretName(name)) return redactionMark('secret');
  if (Array.isArray(value)) return value.map((item) => masked('', item, parameter?.items));
  if (typeof value !== 'object') return value;
  return redacted(parameter?.properties ?? {}, value as Record<string, unknown>);
}
