/** @returns whether a parameter was not given. */
export function isAbsent(value: unknown): value is undefined | null {
  return value === undefined || value === null;
}

/**
 * A parameter as text, by the rules of StackStorm's script runners: lists with commas between, objects as JSON.
 * @param booleans `digit`: 1 and 0, as those runners have it; `word`: true and false, as most programs' options have it.
 * @see https://docs.stackstorm.com/actions.html, "Converting existing scripts into actions"
 */
export function textOf(value: unknown, booleans: 'digit' | 'word'): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'boolean' && booleans === 'digit') return value ? '1' : '0';
  if (Array.isArray(value))
    return value.map((one: unknown) => (isAbsent(one) ? '' : textOf(one, booleans))).join(',');
  return JSON.stringify(value);
}
