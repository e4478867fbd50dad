import { BadParameter } from '../../action/bad-parameter.ts';
import { filledTree, type Filling } from '../../action/filling.ts';

/**
 * Fills names with values, as queries and forms have them: a list says its name more than once, and what was not given is
 * left out.
 * @param where they stand, for messages. @throws BadParameter
 */
export function pairsOf(
  values: Readonly<Record<string, unknown>>,
  filling: Filling,
  where: string,
): readonly (readonly [name: string, value: string])[] {
  return Object.entries(values).flatMap(([name, written]) => {
    const value = filledTree(written, filling) ?? [];
    return (Array.isArray(value) ? (value as unknown[]) : [value]).map((one) => {
      if (typeof one !== 'string' && typeof one !== 'number' && typeof one !== 'boolean')
        throw new BadParameter(
          `\`${name}\` in \`${where}\` is no text, number or boolean, nor a list of such`,
        );
      const text = String(one);
      if (/\p{Cs}/u.test(text))
        throw new BadParameter(`\`${name}\` in \`${where}\` has half of a character in it`);
      return [name, text] as const;
    });
  });
}
