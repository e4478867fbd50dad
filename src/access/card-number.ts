// A UUID comes first, so that its digits are not looked at.
const CANDIDATE =
  /[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}|(?<![A-Za-z0-9])\d(?:[ \u00a0-]?\d){11,}(?![A-Za-z0-9]|\.\d)/gi;

/** Beginnings and lengths in use, by ISO/IEC 7812 issuer: few other numbers of that length begin so. */
const ISSUERS: readonly (readonly [RegExp, readonly number[]])[] = [
  [/^4/, [13, 16, 19]],
  [/^(?:5[1-5]|2(?:22[1-9]|2[3-9]|[3-6]|7[01]|720))/, [16]],
  [/^3[47]/, [15]],
  [/^3(?:0[0-5]|[689])/, [14, 16, 19]],
  [/^35(?:2[89]|[3-8])/, [16, 17, 18, 19]],
  [/^6(?:011|4[4-9]|5)/, [16, 19]],
  [/^62/, [16, 17, 18, 19]],
  [/^(?:50|5[6-9]|6[37])/, [13, 14, 15, 16, 17, 18, 19]],
];

/** Fewest and most digits of a card number. */
const SHORTEST = 13;
const LONGEST = 19;

/** @returns the text with payment card numbers replaced: an issuer's beginning and length, and a right check digit. */
export function redactCards(text: string, mark: string): string {
  return text.replace(CANDIDATE, (run) =>
    /[a-f]|^[0-9]{8}-(?:[0-9]{4}-){3}[0-9]{12}$/i.test(run) ? run : inRun(run, mark),
  );
}

/** Looks at every row of whole digit groups: a card number may stand beside a date or an amount. */
function inRun(run: string, mark: string): string {
  const groups = [...run.matchAll(/\d+/g)].map((match) => ({
    digits: match[0],
    end: match.index + match[0].length,
  }));
  let result = '';
  let done = 0;
  for (let first = 0; first < groups.length; first++) {
    const last = lastOfCard(groups, first);
    const [start, end] = [groups[first], groups[last]];
    if (!start || !end) continue;
    result += run.slice(done, start.end - start.digits.length) + mark;
    done = end.end;
    first = last;
  }
  return result + run.slice(done);
}

/** @returns index of the group with which a card number ends that begins with group `first`; -1 when none does. */
function lastOfCard(groups: readonly { readonly digits: string }[], first: number): number {
  let digits = '';
  for (let at = first; at < groups.length; at++) {
    digits += groups[at]?.digits ?? '';
    if (digits.length > LONGEST) return -1;
    if (digits.length >= SHORTEST && isCardNumber(digits)) return at;
  }
  return -1;
}

/** @param digits digits alone. */
export function isCardNumber(digits: string): boolean {
  const issued = ISSUERS.some(
    ([beginning, lengths]) => lengths.includes(digits.length) && beginning.test(digits),
  );
  return issued && luhn(digits);
}

/** The check of ISO/IEC 7812-1, annex B: every second digit from the right doubled, digits summed, a multiple of ten. */
function luhn(digits: string): boolean {
  let sum = 0;
  for (let index = 0; index < digits.length; index++) {
    const value = Number(digits.charAt(digits.length - 1 - index)) * (index % 2 ? 2 : 1);
    sum += value > 9 ? value - 9 : value;
  }
  return sum % 10 === 0;
}
