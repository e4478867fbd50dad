import { BadParameter } from './bad-parameter.ts';
import type { Filling } from './filling.ts';

/** What a condition renders that does not hold, in any case. */
const NO = ['', 'false', 'no', 'off', '0', 'none', 'null'];

/**
 * @param written a template.
 * @returns whether a condition holds: what it stands for is true, or a text that is none of `false`, `no`, `off`, `0`,
 * `none`, `null` and nothing; a list or an object with something in it.
 * @throws BadParameter when it cannot be rendered.
 */
export function isWanted(written: string, { templates, variables }: Filling): boolean {
  let value: unknown;
  try {
    value = templates.value(written, variables);
  } catch (error) {
    throw new BadParameter(`\`when\`: ${error instanceof Error ? error.message : 'it cannot be rendered'}`);
  }
  if (typeof value === 'string') return !NO.includes(value.trim().toLowerCase());
  if (typeof value === 'object' && value !== null) return Object.keys(value).length > 0;
  return Boolean(value);
}
