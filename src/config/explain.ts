import type { z } from 'zod';

/** @returns what is at a path of a value read from YAML. */
export function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (at, part) =>
      typeof at === 'object' && at !== null && Object.hasOwn(at, part)
        ? (at as Record<PropertyKey, unknown>)[part]
        : undefined,
    value,
  );
}

/** @returns what is wrong in plain words, without the value, which might be secret. @param root what was checked. */
export function explain(issue: z.core.$ZodIssue, root: unknown): string {
  switch (issue.code) {
    case 'invalid_type': {
      const value = valueAt(root, issue.path);
      if (value === undefined) return 'is missing';
      if (!issue.message.startsWith('Invalid input')) return issue.message;
      const hint = issue.expected === 'string' && typeof value === 'number' ? ': put it in quotes' : '';
      return `must be ${kind(issue.expected)}, not ${kindOf(value)}${hint}`;
    }
    case 'invalid_value':
      if (valueAt(root, issue.path) === undefined)
        return `is missing; it is one of ${issue.values.map(String).join(', ')}`;
      return issue.values.length === 1
        ? `must be ${String(issue.values[0])}`
        : `must be one of ${issue.values.map(String).join(', ')}`;
    case 'invalid_key':
      return issue.issues.map((inner) => inner.message).join('; ');
    case 'invalid_union':
      return unionProblem(issue, root);
    case 'too_small':
    case 'too_big':
      return sized(issue);
    default:
      return issue.message;
  }
}

function sized(issue: z.core.$ZodIssueTooSmall | z.core.$ZodIssueTooBig): string {
  if (!/^Too (small|big)/.test(issue.message)) return issue.message;
  const small = issue.code === 'too_small';
  const bound = String(small ? issue.minimum : issue.maximum);
  const edge =
    issue.inclusive === false ? (small ? 'more than' : 'less than') : small ? 'at least' : 'at most';
  const unit = issue.origin === 'string' ? ' characters' : issue.origin === 'array' ? ' entries' : '';
  return `must ${unit ? 'have' : 'be'} ${edge} ${bound}${unit}`;
}

function unionProblem(issue: z.core.$ZodIssueInvalidUnion, root: unknown): string {
  const value = valueAt(root, issue.path);
  const tries = issue.errors.map((inner) =>
    inner
      .map((one) => [one.path.map(String).join('.'), explain(one, value)].filter(Boolean).join(' '))
      .join(', '),
  );
  return tries.length
    ? `fits none of the forms it may have: ${[...new Set(tries)].join('; or ')}`
    : issue.message;
}

function kindOf(value: unknown): string {
  if (value === null) return 'nothing';
  if (Array.isArray(value)) return 'a list';
  return kind(typeof value);
}

function kind(type: string): string {
  const words: Record<string, string> = {
    object: 'a map of keys',
    record: 'a map of keys',
    array: 'a list',
    int: 'a whole number',
    boolean: 'true or false',
  };
  return words[type] ?? `a ${type}`;
}
