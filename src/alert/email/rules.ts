import { RE2JS, RE2JSException } from 're2js';
import { z } from 'zod';

/** A compiled expression. RE2 takes time linear in the text. */
export type Expression = ReturnType<typeof RE2JS.compile>;

/** @returns the expression in any case of letters, or what is wrong with it. */
function read(text: string): Expression | string {
  try {
    return RE2JS.compile(text, RE2JS.CASE_INSENSITIVE);
  } catch (error) {
    if (!(error instanceof RE2JSException)) throw error;
    return `${error.message}: expressions have the syntax of RE2 (no look-around, no back-references)`;
  }
}

const expression = z
  .string()
  .min(1)
  .max(500)
  .superRefine((text, ctx) => {
    const compiled = read(text);
    if (typeof compiled === 'string') ctx.addIssue({ code: 'custom', message: compiled });
  });

/** What is made of mails. */
export const rules = {
  resolvedWhen: expression
    .prefault(String.raw`\b(resolved|recovered|recovery|cleared|closed|ok)\b`)
    .describe('A mail whose subject fits says that the alert has ended. RE2, in any case of letters.'),
  acknowledgedWhen: expression.optional().describe('A mail whose subject fits says that somebody is on it.'),
  ignoreWhen: expression.optional().describe('A mail whose subject fits is no alert.'),
  keyBy: z
    .enum(['subject', 'thread'])
    .prefault('subject')
    .describe(
      'Which mails are of one alert: those with the same subject but for what keyPattern or resolvedWhen takes out, or those of one thread (References).',
    ),
  keyPattern: expression
    .optional()
    .describe('What in subject or text an alert is known by: the first group, such as `Ticket #(\\d+)`.'),
  labels: z
    .record(z.string().min(1).max(128), expression)
    .prefault({})
    .describe('Labels, each the first group of an expression that is looked for in subject and text.'),
};

/** @param text an expression that was checked. @throws Error when it was not. */
export function compiled(text: string): Expression {
  const made = read(text);
  if (typeof made === 'string') throw new Error(made);
  return made;
}

/** @returns the first group, or the whole where the expression has none; undefined where it is not found. */
export function found(made: Expression, text: string): string | undefined {
  const matcher = made.matcher(text);
  if (!matcher.find()) return undefined;
  const part = matcher.groupCount() > 0 ? matcher.group(1) : matcher.group();
  return part?.trim() || undefined;
}
