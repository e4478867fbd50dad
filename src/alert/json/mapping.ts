import { z } from 'zod';
import { expressionOf, parseExpression, type Expression } from './expression.ts';

const expression = z
  .string()
  .min(1)
  .superRefine((text, ctx) => {
    const read = parseExpression(text);
    if ('problem' in read) ctx.addIssue({ code: 'custom', message: read.problem });
  });

const named = (what: string) =>
  z.union([expression, z.record(z.string().min(1).max(128), expression)]).describe(what);

/** The setting `mapping`: where a body says what, in JMESPath. In all but `each`, `@` is one alert and `$` the whole body. */
export const mapping = z.strictObject({
  each: expression
    .optional()
    .describe('The alerts of a body, as a list. Absent: the body is one alert, or a list of them.'),
  when: expression
    .optional()
    .describe('What is an alert: where it comes to false, null or nothing, it is none and is left out.'),
  key: expression.describe(
    'What the alert is known by from its firing to its end, the same when it fires again: a text or a number.',
  ),
  status: expression
    .prefault("'firing'")
    .describe('firing, acknowledged or resolved, or a word that means so, such as OK, DOWN or PROBLEM.'),
  title: expression.describe('One line that says what is wrong.'),
  description: expression.optional().describe('More about it.'),
  labels: named('What rules look at: an expression for each label, or one that gives an object.').optional(),
  startedAt: expression
    .optional()
    .describe(
      'When it began: ISO 8601, or seconds or milliseconds since 1970. Absent: when it is received, and the same bytes are another delivery each time.',
    ),
  links: named(
    'Pages about it: an expression for each title, or one that gives an object of titles and addresses.',
  ).optional(),
  group: expression.optional().describe('By which its system groups alerts.'),
});

export type Mapping = z.infer<typeof mapping>;

type Named = Expression | readonly (readonly [string, Expression])[];

/** A mapping whose expressions are compiled. */
export interface CompiledMapping {
  readonly each?: Expression;
  readonly when?: Expression;
  readonly key: Expression;
  readonly status: Expression;
  readonly title: Expression;
  readonly description?: Expression;
  readonly labels?: Named;
  readonly startedAt?: Expression;
  readonly links?: Named;
  readonly group?: Expression;
}

/** @param written a mapping that was checked. */
export function compileMapping(written: Mapping): CompiledMapping {
  const { each, when, key, status, title, description, labels, startedAt, links, group } = written;
  return {
    key: expressionOf(key),
    status: expressionOf(status),
    title: expressionOf(title),
    ...(each !== undefined && { each: expressionOf(each) }),
    ...(when !== undefined && { when: expressionOf(when) }),
    ...(description !== undefined && { description: expressionOf(description) }),
    ...(startedAt !== undefined && { startedAt: expressionOf(startedAt) }),
    ...(group !== undefined && { group: expressionOf(group) }),
    ...(labels !== undefined && { labels: namedOf(labels) }),
    ...(links !== undefined && { links: namedOf(links) }),
  };
}

function namedOf(written: string | Readonly<Record<string, string>>): Named {
  if (typeof written === 'string') return expressionOf(written);
  return Object.entries(written).map(([name, text]) => [name, expressionOf(text)] as const);
}

/** @returns whether names have an expression each. */
export function isEachNamed(named: Named): named is readonly (readonly [string, Expression])[] {
  return Array.isArray(named);
}
