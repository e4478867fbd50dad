import { jsonBytes } from '../text/json-size.ts';
import { inOrder, parameterOf, type Parameters } from './parameter.ts';
import { redacted, takeParameters, type Around, type ParameterProblem, type Taken } from './parameters.ts';
import { bytesText, MOST_BYTES } from './size.ts';

type Values = Readonly<Record<string, unknown>>;

/** What is known besides what was said, and what looks like a secret. */
export interface Ordering extends Around {
  /** Takes secrets out of a text. */
  readonly redact: (text: string) => string;
  /** Where it was said; in chat where that is not given. */
  readonly from?: string;
}

/** What templates know of who ordered a run and where, by StackStorm's names. */
export function actionContext(by: { readonly id: string; readonly name: string }, channel?: string): Values {
  return {
    action_context: {
      api_user: by.id,
      user: by.name,
      ...(channel !== undefined && { source_channel: channel }),
    },
  };
}

/**
 * Takes what was said for an order, which is kept and seen: secrets are not taken, and those that the configuration has
 * are left out of it. {@link completed} puts them back where it is run.
 */
export function orderedParameters(
  parameters: Parameters,
  said: ReadonlyMap<string, unknown>,
  { redact, from = 'chat', ...around }: Ordering,
): Taken {
  const isSecret = (name: string, value: unknown): boolean => {
    const written = JSON.stringify({ [name]: value });
    return JSON.stringify(redacted(parameters, { [name]: value })) !== written || redact(written) !== written;
  };
  const refused = [...said.keys()].filter(
    (name) => parameterOf(parameters, name) && isSecret(name, said.get(name)),
  );
  const open = new Map([...said].filter(([name]) => !refused.includes(name)));
  const taken = takeParameters(parameters, open, around);
  if ('values' in taken) {
    // Within an object a secret is seen once it is read.
    const within = [...open.keys()].filter((name) => isSecret(name, taken.values[name]));
    const problems = problemsOf([...refused, ...within], notTaken(from));
    if (problems.length > 0) return { problems, missing: [] };
    const kept = Object.entries(taken.values).filter(
      ([name, value]) => open.has(name) || !isSecret(name, value),
    );
    const large = largest(kept);
    return large ? { problems: [large], missing: [] } : { values: Object.fromEntries(kept) };
  }
  const missing = taken.missing.filter((name) => !refused.includes(name));
  const hidden = missing.filter((name) => isHidden(parameters, name));
  return {
    problems: [...problemsOf(refused, notTaken(from)), ...taken.problems, ...problemsOf(hidden, NOT_GIVEN)],
    missing: missing.filter((name) => !hidden.includes(name)),
  };
}

/** @returns the largest of parameters that are too large together; undefined: they are not. */
function largest(kept: readonly (readonly [string, unknown])[]): ParameterProblem | undefined {
  if (jsonBytes(Object.fromEntries(kept)) <= MOST_BYTES.parameters) return undefined;
  const [[parameter, bytes] = ['', 0]] = kept
    .map(([name, value]) => [name, jsonBytes(value)] as const)
    .toSorted(([, one], [, other]) => other - one);
  return {
    parameter,
    message: `takes ${bytesText(bytes)}, and all parameters of a run may take ${MOST_BYTES.parameters} together: pass where it is to be found instead`,
  };
}

const notTaken = (from: string): string =>
  `is a secret, or looks like one, and none is taken from ${from}: the configuration gives it, by a default of the action or an immutable parameter of the alias`;
const NOT_GIVEN =
  'is a secret that the configuration does not give: set a default of the action, or an immutable parameter of the alias';

const problemsOf = (names: readonly string[], message: string): readonly ParameterProblem[] =>
  names.map((parameter) => ({ parameter, message }));

/** @returns whether people are never asked for a parameter, because nobody may see what it is. */
export function isHidden(parameters: Parameters, name: string): boolean {
  const value = { [name]: 'x' };
  return redacted(parameters, value)[name] !== 'x';
}

/**
 * @param ordered what {@link orderedParameters} gave.
 * @returns all that an action is run with: what was ordered, and the secrets that only the configuration has.
 */
export function completed(parameters: Parameters, ordered: Values, around: Around = {}): Taken {
  const isFixed = (name: string): boolean =>
    Object.hasOwn(around.immutable ?? {}, name) || parameterOf(parameters, name)?.immutable === true;
  const open = inOrder(parameters).filter((name) => Object.hasOwn(ordered, name) && !isFixed(name));
  const taken = takeParameters(parameters, new Map(open.map((name) => [name, ordered[name]])), around);
  return 'values' in taken ? { values: { ...taken.values, ...ordered } } : taken;
}
