import type { Block } from './block.ts';
import { MOST_RENDERED, type Budget } from './budget.ts';
import { TemplateError } from './error.ts';
import { Evaluator } from './evaluate.ts';
import { Scope } from './scope.ts';
import { isList, isTrue, itemsOf, mappingOf, Namespace, textOf, Undefined, type Value } from './value.ts';

/** What is done with something to be shown that is not there: nothing is shown for it, or it is refused. */
export type Missing = 'nothing' | 'refused';

/** @returns why a template is not rendered that would show something that is not there. */
export const isNotThere = ({ what }: Undefined): TemplateError =>
  new TemplateError('undefined', `\`${what}\` is not there`);

/** Renders what a template does. @throws {TemplateError} with the line at which it cannot go on. */
export function rendered(blocks: readonly Block[], scope: Scope, budget: Budget, missing: Missing): string {
  const evaluator = new Evaluator(budget);
  return all(blocks, scope);

  function all(several: readonly Block[], within: Scope): string {
    let text = '';
    for (const block of several) {
      text += onLine(block.line, () => one(block, within));
      if (text.length > MOST_RENDERED) {
        throw new TemplateError('too_long', `it renders more than ${MOST_RENDERED} characters`, block.line);
      }
    }
    return text;
  }

  function one(block: Block, within: Scope): string {
    switch (block.type) {
      case 'text':
        budget.text(block.text.length);
        return block.text;
      case 'show': {
        const value = evaluator.value(block.expression, within);
        if (missing === 'refused' && value instanceof Undefined) throw isNotThere(value);
        return textOf(value, budget);
      }
      case 'if': {
        const branch = block.branches.find(({ line, test }) =>
          onLine(line, () => isTrue(evaluator.value(test, within))),
        );
        return all(branch?.body ?? block.otherwise, within);
      }
      case 'for':
        return loop(block, within);
      case 'set': {
        const { target, value } = block;
        set(target, 'type' in value ? evaluator.value(value, within) : all(value, new Scope(within)), within);
        return '';
      }
      case 'filter':
        return textOf(evaluator.filtered(all(block.body, new Scope(within)), block.filter, within), budget);
    }
  }

  function set(target: Extract<Block, { type: 'set' }>['target'], value: Value, within: Scope): void {
    if (!('namespace' in target)) {
      unpack(target, value, within);
      return;
    }
    const namespace = within.get(target.namespace);
    if (!(namespace instanceof Namespace)) {
      throw new TemplateError(
        'wrong_kind',
        `\`${target.namespace}\` is no namespace, so nothing in it can be set`,
      );
    }
    namespace.values.set(target.attribute, value);
  }

  function loop(
    { names, over, condition, body, otherwise }: Extract<Block, { type: 'for' }>,
    within: Scope,
  ): string {
    const scopeOf = (item: Value): Scope => {
      budget.spend(1);
      const own = new Scope(within);
      unpack(names, item, own);
      return own;
    };
    const items = itemsOf(evaluator.value(over, within), budget).filter(
      (item) => condition === undefined || isTrue(evaluator.value(condition, scopeOf(item))),
    );
    if (items.length === 0) return all(otherwise, within);
    let text = '';
    for (const [n, item] of items.entries()) {
      const own = scopeOf(item);
      own.set('loop', loopAt(items, n));
      text += all(body, own);
      if (text.length > MOST_RENDERED) {
        throw new TemplateError('too_long', `it renders more than ${MOST_RENDERED} characters`);
      }
    }
    return text;
  }
}

/** What Jinja tells of a loop: https://jinja.palletsprojects.com/en/stable/templates/#for */
const loopAt = (items: readonly Value[], n: number): Value =>
  mappingOf([
    ['index', n + 1],
    ['index0', n],
    ['revindex', items.length - n],
    ['revindex0', items.length - n - 1],
    ['first', n === 0],
    ['last', n === items.length - 1],
    ['length', items.length],
    ['previtem', items[n - 1] ?? new Undefined('loop.previtem')],
    ['nextitem', items[n + 1] ?? new Undefined('loop.nextitem')],
  ]);

function unpack(names: readonly string[], value: Value, scope: Scope): void {
  const [only, ...more] = names;
  if (only !== undefined && more.length === 0) {
    scope.set(only, value);
    return;
  }
  if (!isList(value) || value.length !== names.length) {
    throw new TemplateError(
      'wrong_kind',
      `there are not ${names.length} values for ${names.map((name) => `\`${name}\``).join(', ')}`,
    );
  }
  names.forEach((name, n) => {
    scope.set(name, value[n] ?? null);
  });
}

function onLine<T>(line: number, act: () => T): T {
  try {
    return act();
  } catch (error) {
    if (error instanceof TemplateError) throw error.on(line);
    throw error;
  }
}
