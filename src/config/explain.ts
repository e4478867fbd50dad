import type { z } from 'zod';
import { didYouMean } from '../command/nearest.ts';

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
      // What is missing may say what to do.
      if (value === undefined) return issue.message.startsWith('is missing') ? issue.message : 'is missing';
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
      return discriminatorProblem(issue, root) ?? unionProblem(issue, root);
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

/** @returns that a word which decides what the rest means is none of those that there are; undefined of any other problem. */
function discriminatorProblem(issue: z.core.$ZodIssueInvalidUnion, root: unknown): string | undefined {
  if (!issue.message.startsWith('Invalid discriminator value')) return undefined;
  const names = [...issue.message.matchAll(/'([^']+)'/g)].map(([, name]) => name ?? '');
  const value = valueAt(root, issue.path);
  if (value === undefined) return `is missing; it is one of ${names.join(', ')}`;
  const meant = typeof value === 'string' ? didYouMean(value, names) : '';
  return `must be one of ${names.join(', ')}.${meant.includes('Did you mean') ? meant : ''}`;
}

function unionProblem(issue: z.core.$ZodIssueInvalidUnion, root: unknown): string {
  const value = valueAt(root, issue.path);
  // Only what is wrong with the form that was meant is of use.
  const meant = issue.errors.filter(
    (inner) => !inner.some(({ code, path }) => code === 'invalid_type' && path.length === 0),
  );
  // A form whose keys are all known is rather meant than one that knows none of them.
  const known = meant.filter((inner) => !inner.some(({ code }) => code === 'unrecognized_keys'));
  const tries = ([known, meant].find(({ length }) => length > 0) ?? issue.errors).map((inner) =>
    inner
      .map((one) => [one.path.map(String).join('.'), explain(one, value)].filter(Boolean).join(' '))
      .join(', '),
  );
  if (meant.length > 0 && tries.length === 1 && tries[0] !== undefined) return tries[0];
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
