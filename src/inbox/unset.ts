const BEGIN = 'https://unset.invalid/';

/** @returns what stands for an environment variable that is not set, where a configuration is only reasoned about. */
export function unset(name: string): string {
  return BEGIN + name;
}

/** @returns whether a value stands for a variable that is not set: of such a one nothing can be checked. */
export function isUnset(value: string): boolean {
  return value.startsWith(BEGIN);
}
