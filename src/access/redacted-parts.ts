/**
 * Characters that a secret has at most where a text is cut: a private key of 16,384 bits has fewer. Of what is longer, a
 * part could be seen there.
 */
export const LONGEST_SECRET = 16_384;

/** Characters in which each place is tried where a text has no lines. */
const NEAR = 64;
/** Characters that mean nothing to anybody (Unicode, private use): as many lines can be told from each other by them. */
const [FIRST_SIGN, SIGNS] = [0xe000, 6_400];

type Redaction = (text: string) => string;

/**
 * @param text beginning of a longer one of which the rest is not known.
 * @returns it without secrets, and without its last characters, which may be the beginning of one.
 */
export function redactedBeginning(text: string, redact: Redaction): string {
  const clean = redact(text);
  return clean.slice(0, Math.max(0, clean.length - LONGEST_SECRET));
}

/** As {@link redactedBeginning}, of the end of a longer text: without its first characters. */
export function redactedEnd(text: string, redact: Redaction): string {
  return redact(text).slice(LONGEST_SECRET);
}

/**
 * Finds where a text can be cut so that no secret is cut: each part alone becomes what it is in the whole.
 * @param text longer than `most` by {@link LONGEST_SECRET} characters, so that a secret which begins before it is seen.
 * @param most characters of the first part.
 * @returns where it is cut, if possible behind a line.
 */
export function cutBetweenSecrets(text: string, most: number, redact: Redaction): number {
  const least = Math.max(1, most - LONGEST_SECRET);
  const isBetween = (at: number): boolean => {
    const before = text.slice(Math.max(0, at - LONGEST_SECRET), at);
    const after = text.slice(at, at + LONGEST_SECRET);
    return redact(before) + redact(after) === redact(before + after);
  };
  const line = text.lastIndexOf('\n', most - 1) + 1;
  if (line >= least) {
    if (isBetween(line)) return line;
    for (const at of linesOutside(text, least, line, redact)) if (isBetween(at)) return at;
  }
  // One line of all of it: secrets are a few characters long, as a rule.
  for (let at = most; at >= least && at > most - NEAR; at--) if (isBetween(at)) return at;
  return most;
}

/** How many lines are tried at most. */
const TRIED = 8;

/**
 * @returns where lines begin that no secret of several lines reaches over, the last first: each gets a sign, and those
 * whose sign is left behind by redaction are none.
 */
function linesOutside(text: string, from: number, end: number, redact: Redaction): readonly number[] {
  const starts: number[] = [];
  for (let at = end; at > from && starts.length < SIGNS; at = text.lastIndexOf('\n', at - 2) + 1)
    starts.push(at);
  let signed = '';
  let last = from;
  for (const [index, at] of [...starts.entries()].reverse()) {
    signed += text.slice(last, at) + String.fromCharCode(FIRST_SIGN + index);
    last = at;
  }
  const before = text.slice(Math.max(0, from - LONGEST_SECRET), from);
  const left = redact(before + signed + text.slice(last, last + LONGEST_SECRET));
  return starts.filter((_, index) => left.includes(String.fromCharCode(FIRST_SIGN + index))).slice(0, TRIED);
}
