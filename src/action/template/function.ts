import type { Given } from './arguments.ts';
import type { Budget } from './budget.ts';
import { TemplateError } from './error.ts';
import { mappingOf, Namespace, type Value } from './value.ts';

type Called = (given: Given, budget: Budget) => Value;

const range: Called = ({ positional }, budget) => {
  const numbers = positional.map((value) => {
    if (typeof value === 'number' && Number.isInteger(value)) return value;
    throw new TemplateError('wrong_kind', '`range` needs whole numbers');
  });
  const [from, to, step] =
    numbers.length === 1 ? [0, numbers[0] ?? 0, 1] : [numbers[0] ?? 0, numbers[1] ?? 0, numbers[2] ?? 1];
  if (numbers.length === 0 || numbers.length > 3 || step === 0) {
    throw new TemplateError('wrong_kind', '`range` needs one to three numbers, and a step that is not 0');
  }
  const length = Math.max(0, Math.ceil((to - from) / step));
  budget.spend(length);
  return Array.from({ length }, (_, n) => from + n * step);
};

const unsupported =
  (name: string, why: string): Called =>
  () => {
    throw new TemplateError('unsupported', `\`${name}()\` is not supported: ${why}`);
  };

/** Functions that templates can call. */
export const FUNCTIONS: Readonly<Record<string, Called>> = {
  range,
  dict: ({ named }) => mappingOf(named),
  namespace: ({ named }) => {
    const made = new Namespace();
    for (const [name, value] of named) made.values.set(name, value);
    return made;
  },
  st2kv: unsupported(
    'st2kv',
    'there is no datastore of StackStorm; name a secret in the settings of the action',
  ),
};
