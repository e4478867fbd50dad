import type { Budget } from './budget.ts';
import { TemplateError } from './error.ts';
import { at, isMapping, kindOf, textOf, type Value } from './value.ts';

const PLACE = /%(?:\((\w+)\))?([-0+ ]*)(\d{0,4})(?:\.(\d{1,2}))?([sdifrxX%])/g;
const MOST_DECIMALS = 20;

/** @returns a text with values at its `%s`, `%d`, `%.2f`, `%(name)s`, as Python's `%` has it. */
export function formatted(format: string, values: readonly Value[], budget: Budget): string {
  let next = 0;
  const made = format.replace(
    PLACE,
    (
      _,
      name: string | undefined,
      flags: string,
      width: string,
      decimals: string | undefined,
      kind: string,
    ) => {
      if (kind === '%') return '%';
      const [first] = values;
      const named =
        name !== undefined && first !== undefined && isMapping(first) ? at(first, name) : undefined;
      const value = name === undefined ? values[next++] : named;
      if (value === undefined) throw new TemplateError('wrong_kind', 'a format has more places than values');
      const text = placed(value, kind, decimals === undefined ? undefined : Number(decimals), flags, budget);
      budget.text(text.length + Number(width));
      if (flags.includes('-')) return text.padEnd(Number(width));
      return flags.includes('0') && kind !== 's'
        ? text.padStart(Number(width), '0')
        : text.padStart(Number(width));
    },
  );
  budget.text(made.length);
  return made;
}

function placed(
  value: Value,
  kind: string,
  decimals: number | undefined,
  flags: string,
  budget: Budget,
): string {
  if (kind === 's' || kind === 'r') return textOf(value, budget).slice(0, decimals);
  if (typeof value !== 'number') {
    throw new TemplateError('wrong_kind', `\`%${kind}\` is for numbers, not for ${kindOf(value)}`);
  }
  const sign = flags.includes('+') && value >= 0 ? '+' : '';
  if (kind === 'f') return sign + value.toFixed(Math.min(decimals ?? 6, MOST_DECIMALS));
  const whole = Math.trunc(value);
  if (kind === 'x' || kind === 'X') {
    const hex = whole.toString(16);
    return sign + (kind === 'X' ? hex.toUpperCase() : hex);
  }
  return sign + String(whole);
}
