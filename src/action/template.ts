import { blocksOf, type Block } from './template/block.ts';
import { Budget } from './template/budget.ts';
import { unknownIn } from './template/check.ts';
import { TemplateError } from './template/error.ts';
import { Evaluator } from './template/evaluate.ts';
import { isNotThere, rendered, type Missing } from './template/render.ts';
import { Scope } from './template/scope.ts';
import { piecesOf, type Unusable } from './template/tag.ts';
import { Undefined, valueOf } from './template/value.ts';

export { TemplateError } from './template/error.ts';
export type { Unusable } from './template/tag.ts';

/** A Jinja template, ready to be rendered. */
export interface Template {
  readonly written: string;
  readonly blocks: readonly Block[];
}

/** UTF-16 units. The longest of StackStorm's public packs has some 3,000. */
const LONGEST = 20_000;
const TOO_DEEP = 'statements or expressions stand in each other too deep';

/**
 * Reads a template in Jinja's language, with StackStorm's filters and its treatment of blanks
 * (https://docs.stackstorm.com/reference/jinja.html). Not supported: macros, other files, tests with an argument
 * (`is divisibleby 3`), `do`, `break`.
 * @returns the template, or what is wrong with it and on which line.
 */
export function compileTemplate(written: string): Template | Unusable {
  if (written.length > LONGEST) return { message: `a template has at most ${LONGEST} characters` };
  const pieces = piecesOf(written);
  if ('message' in pieces) return pieces;
  try {
    const blocks = blocksOf(pieces);
    if ('message' in blocks) return blocks;
    return unknownIn(blocks) ?? { written, blocks };
  } catch (error) {
    if (error instanceof RangeError) return { message: TOO_DEEP };
    throw error;
  }
}

/**
 * Renders a template. What is not there is shown as nothing. Numbers, lists and maps are shown as Python shows them;
 * there is one kind of number, so that `4 / 2` is `2`. Takes a bounded time, whatever the template and the values.
 * @param context data by name: JSON's values. Nothing else of them can be reached, no prototypes and no functions.
 * @param missing what is done with something to be shown that is not there.
 * @throws {TemplateError} with one line for people that holds no values.
 */
export function render(
  template: Template,
  context: Readonly<Record<string, unknown>>,
  missing: Missing = 'nothing',
): string {
  return bounded(() => rendered(template.blocks, scopeOf(context), new Budget(), missing));
}

/**
 * @returns what the only expression of a template stands for, with its kind: `{{ execution.result.hosts }}` is a list;
 * undefined when that is not there; what is rendered of any other template.
 * @throws {TemplateError} as {@link render} does.
 */
export function renderValue(
  template: Template,
  context: Readonly<Record<string, unknown>>,
  missing: Missing = 'nothing',
): unknown {
  const [only, ...more] = template.blocks;
  if (only?.type !== 'show' || more.length > 0) return render(template, context, missing);
  const { expression, line } = only;
  return bounded(() => {
    try {
      const value = new Evaluator(new Budget()).value(expression, scopeOf(context));
      if (!(value instanceof Undefined)) return value;
      if (missing === 'refused') throw isNotThere(value);
      return undefined;
    } catch (error) {
      throw error instanceof TemplateError ? error.on(line) : error;
    }
  });
}

/** @returns whether a value is, or has anywhere in it, a text that is a template. */
export function hasTemplate(value: unknown): boolean {
  if (typeof value === 'string') return /\{[{%]/.test(value);
  return typeof value === 'object' && value !== null && Object.values(value).some(hasTemplate);
}

function scopeOf(context: Readonly<Record<string, unknown>>): Scope {
  const scope = new Scope();
  for (const [name, value] of Object.entries(context)) scope.set(name, valueOf(value, name));
  return scope;
}

/** Expressions in each other as deep as that use the stack up. */
function bounded<T>(act: () => T): T {
  try {
    return act();
  } catch (error) {
    if (error instanceof RangeError) throw new TemplateError('too_many_steps', TOO_DEEP);
    throw error;
  }
}
