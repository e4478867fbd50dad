/**
 * A one-time code by which two accounts find each other: `mlink-7kqm-2r9x-dn4t`, 60 random bits in Crockford's Base32,
 * whose digits cannot be taken for each other. Its beginning lets it be found and redacted wherever it is written.
 */
export type LinkCode = `mlink-${string}`;

const DIGITS = '0123456789abcdefghjkmnpqrstvwxyz';
const LENGTH = 12;

/** @param random at least 12 random bytes. */
export function linkCode(random: Uint8Array): LinkCode {
  if (random.length < LENGTH) throw new RangeError(`a link code takes ${LENGTH} random bytes`);
  const digits = [...random.subarray(0, LENGTH)].map((byte) => DIGITS[byte % DIGITS.length]).join('');
  return `mlink-${digits.slice(0, 4)}-${digits.slice(4, 8)}-${digits.slice(8)}`;
}

/** @returns the code that somebody typed, with what phones make of hyphens put right; undefined when it is none. */
export function parseLinkCode(text: string): LinkCode | undefined {
  const typed = text
    .trim()
    .replace(/^[`"'“”‘’]+|[`"'“”‘’.]+$/g, '')
    .toLowerCase();
  const [, rest] = /^mlink[-‐–—]?([\s0-9a-z‐–—-]+)$/.exec(typed) ?? [];
  const digits =
    rest
      ?.replace(/[\s‐–—-]/g, '')
      .replaceAll('o', '0')
      .replace(/[il]/g, '1') ?? '';
  if (digits.length !== LENGTH || !/^[0-9a-hj-km-np-tv-z]+$/.test(digits)) return undefined;
  return `mlink-${digits.slice(0, 4)}-${digits.slice(4, 8)}-${digits.slice(8)}`;
}
