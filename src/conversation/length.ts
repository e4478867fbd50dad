const UNIT_MS: Readonly<Record<string, number>> = { m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 };
const UNIT = '(?:weeks?|w|days?|d|hours?|hrs?|h|minutes?|mins?|m)';
// A word stands apart from its unit: "5 am" is no minute.
const AMOUNT = '(?:\\d+(?:[.,]\\d+)?\\s?|(?:half an?|an?|one|two|three|four|five|six)\\s+)';
const LENGTH = new RegExp(
  `(?:^|\\s)(?:for\\s+)?(?:the\\s+next\\s+)?((?:${AMOUNT}${UNIT}(?:\\s+and\\s+|\\s*))+)(?=\\s|$|[.,!])`,
  'i',
);
const PART = new RegExp(`(${AMOUNT})(${UNIT})(?![a-z])`, 'gi');
const WORDS: Readonly<Record<string, number>> = { one: 1, two: 2, three: 3, four: 4, five: 5, six: 6 };

/** How long something is to be, found in a text. */
export interface SpokenLength {
  readonly ms: number;
  /** What was said besides. */
  readonly left: string;
}

/** Finds a length such as `2h`, `1h30m`, `for 2 hours`, `for half a day`, `an hour and 30 minutes`. */
export function parseLength(text: string): SpokenLength | undefined {
  const found = LENGTH.exec(text);
  if (!found) return undefined;
  let ms = 0;
  for (const [, amount = '', unit = ''] of (found[1] ?? '').matchAll(PART))
    ms += amountOf(amount.trim().toLowerCase()) * (UNIT_MS[unit[0]?.toLowerCase() ?? ''] ?? 0);
  if (!(ms > 0)) return undefined;
  return {
    ms: Math.round(ms),
    left: `${text.slice(0, found.index)} ${text.slice(found.index + found[0].length)}`.trim(),
  };
}

function amountOf(text: string): number {
  if (text.startsWith('half')) return 0.5;
  if (/^an?$/.test(text)) return 1;
  return WORDS[text] ?? Number(text.replace(',', '.'));
}
