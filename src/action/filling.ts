import { BadParameter } from './bad-parameter.ts';

/** Jinja templates. Both throw an Error with one line for people that holds no values. */
export interface Templates {
  /** What a template is rendered as. */
  text(template: string, variables: Variables): string;
  /**
   * What the only expression of a template stands for, with its type: `{{ count }}` is a number; undefined when that is not
   * there. Of any other template its text.
   */
  value(template: string, variables: Variables): unknown;
}

type Variables = Readonly<Record<string, unknown>>;

/** What the templates of one run are filled with. */
export interface Filling {
  readonly templates: Templates;
  readonly variables: Variables;
}

/** @throws BadParameter when a template cannot be rendered. */
export function filledText(template: string, { templates, variables }: Filling): string {
  return rendered(() => templates.text(template, variables));
}

/**
 * Fills a tree of values, all of whose texts are templates. A text that is one expression and nothing else becomes its
 * value with its type; where there is none it is left out, with its key. What parameters hold is never read as a template,
 * and keys stand as they are written.
 * @throws BadParameter
 */
export function filledTree(tree: unknown, filling: Filling): unknown {
  const { templates, variables } = filling;
  if (typeof tree === 'string') return rendered(() => templates.value(tree, variables));
  if (Array.isArray(tree))
    return tree.map((item) => filledTree(item, filling)).filter((item) => item !== undefined);
  if (typeof tree !== 'object' || tree === null) return tree;
  const entries = Object.entries(tree).map(([key, value]) => [key, filledTree(value, filling)] as const);
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined));
}

function rendered<T>(act: () => T): T {
  try {
    return act();
  } catch (error) {
    throw new BadParameter(error instanceof Error ? error.message : 'a template cannot be rendered');
  }
}
