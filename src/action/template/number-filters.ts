import { filter, number, type Filter } from './filter.ts';

/** Jinja's filters that make numbers: https://jinja.palletsprojects.com/en/stable/templates/#builtin-filters */
export const NUMBER_FILTERS: Readonly<Record<string, Filter>> = {
  abs: filter([], (value) => Math.abs(number(value, 'abs'))),
  round: filter(['precision', 'method'], (value, args) => {
    const factor = 10 ** Math.min(20, Math.max(-20, args.number('precision') ?? 0));
    const scaled = number(value, 'round') * factor;
    const method = args.text('method');
    if (method === 'ceil') return Math.ceil(scaled) / factor;
    return (method === 'floor' ? Math.floor(scaled) : halfToEven(scaled)) / factor;
  }),
  int: filter(['default', 'base'], (value, args) => {
    const base = args.number('base') ?? 10;
    if (typeof value === 'number') return Math.trunc(value);
    if (typeof value === 'boolean') return Number(value);
    const read = typeof value === 'string' ? wholeNumber(value, base) : undefined;
    return read ?? args.value('default') ?? 0;
  }),
  float: filter(['default'], (value, args) => {
    const read =
      typeof value === 'string'
        ? value.trim() === ''
          ? NaN
          : Number(value)
        : typeof value === 'number' || typeof value === 'boolean'
          ? Number(value)
          : NaN;
    return Number.isFinite(read) ? read : (args.value('default') ?? 0);
  }),
};

/** Python rounds halves to the even neighbour. */
function halfToEven(value: number): number {
  const floor = Math.floor(value);
  if (value - floor !== 0.5) return Math.round(value);
  return floor % 2 === 0 ? floor : floor + 1;
}

function wholeNumber(text: string, base: number): number | undefined {
  const trimmed = text.trim().replace(/^([-+]?)(?:0x|0o|0b)/i, '$1');
  const digits =
    base === 16
      ? /^[-+]?[\da-f]+$/i
      : base === 8
        ? /^[-+]?[0-7]+$/
        : base === 2
          ? /^[-+]?[01]+$/
          : /^[-+]?\d+$/;
  if (digits.test(trimmed)) return parseInt(trimmed, base);
  const number = trimmed === '' ? NaN : Number(trimmed);
  return Number.isFinite(number) && base === 10 ? Math.trunc(number) : undefined;
}
