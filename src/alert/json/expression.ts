import { compile, getRegisteredFunctions, type JSONValue } from '@jmespath-community/jmespath';

/** A compiled expression. */
export type Expression = ReturnType<typeof compile>;

/** Longest expression, in characters. */
const LIMIT = 2_000;

/** Functions that can make texts of any size out of a number, and those whose time grows with the square of a text. */
const REFUSED: ReadonlySet<string> = new Set(['pad_left', 'pad_right', 'trim', 'trim_left', 'trim_right']);

/**
 * Reads a JMESPath expression (https://jmespath.site/main/).
 * @returns it, or in one line what is wrong with it.
 */
export function parseExpression(
  text: string,
): { readonly expression: Expression } | { readonly problem: string } {
  if (text.length > LIMIT) return { problem: `an expression has at most ${LIMIT} characters` };
  let expression: Expression;
  try {
    expression = compile(text);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return { problem: `this is no JMESPath expression: ${reason.replace(/\s+/g, ' ').slice(0, 200)}` };
  }
  const known = getRegisteredFunctions();
  for (const name of functionsOf(expression)) {
    if (REFUSED.has(name)) return { problem: `the function ${name} is not available here` };
    if (!known.includes(name))
      return {
        problem: `there is no function ${name}: ${known.filter((one) => !REFUSED.has(one)).join(', ')}`,
      };
  }
  return { expression };
}

/** @returns an expression that was checked before. @throws Error when it was not. */
export function expressionOf(text: string): Expression {
  const read = parseExpression(text);
  if ('problem' in read) throw new Error(read.problem);
  return read.expression;
}

/** @returns the expression on something within a body: `@` is that, `$` stays the body. */
export function applied(right: Expression, value: JSONValue): Expression {
  return { type: 'Pipe', left: { type: 'Literal', value }, right };
}

/** The names of all functions that are called, at any depth; what is written as literal JSON calls none. */
function functionsOf(node: unknown): string[] {
  if (Array.isArray(node)) return node.flatMap(functionsOf);
  if (typeof node !== 'object' || node === null) return [];
  const { type, name } = node as { type?: unknown; name?: unknown };
  if (type === 'Literal') return [];
  const own = type === 'Function' && typeof name === 'string' ? [name] : [];
  return [...own, ...Object.values(node).flatMap(functionsOf)];
}
