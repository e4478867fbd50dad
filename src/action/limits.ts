import { kindsOf, type Kind, type Parameter } from './parameter.ts';

const WORDS: Readonly<Record<Kind, readonly [one: string, many: string]>> = {
  string: ['a text', 'texts'],
  integer: ['a whole number', 'whole numbers'],
  number: ['a number', 'numbers'],
  boolean: ['true or false', 'true or false'],
  array: ['a list', 'lists'],
  object: ['a map', 'maps'],
  null: ['none', 'none'],
};

/**
 * @returns what a parameter may be, for people: `a whole number`, `1 to 60`; `a list of whole numbers`, `at most 3 items`.
 * The values of an `enum` are not in it.
 */
export function limitsOf(parameter: Parameter): readonly string[] {
  const { minimum, maximum, minLength, maxLength, minItems, maxItems, pattern, patternMeans, items } =
    parameter;
  const kinds = kindsOf(parameter).map((kind) => {
    const [one] = WORDS[kind];
    return kind === 'array' && items?.type !== undefined ? `${one} of ${each(items)}` : one;
  });
  return [
    kinds.join(' or '),
    ...range(minimum, maximum),
    ...range(minLength, maxLength, 'character'),
    ...range(minItems, maxItems, 'item'),
    ...(pattern === undefined ? [] : [patternMeans ?? `matches ${pattern}`]),
  ];
}

const each = (items: Parameter): string =>
  kindsOf(items)
    .map((kind) => WORDS[kind][1])
    .join(' or ');

/** @param of what is counted, where it is no number itself. */
function range(least: number | undefined, most: number | undefined, of?: string): readonly string[] {
  if (least === undefined && most === undefined) return [];
  const unit = of === undefined ? '' : ` ${of}${(most ?? least) === 1 ? '' : 's'}`;
  if (least === undefined) return [`at most ${String(most)}${unit}`];
  return [most === undefined ? `at least ${least}${unit}` : `${least} to ${most}${unit}`];
}
