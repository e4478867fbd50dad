/**
 * A text in quotes as phones and Macs make them of those that are typed: “a b”, „a b“, ”a b”, ‘a b’, ‚a b‘, «a b», »a b«.
 * An apostrophe within a word ends none. The source of a regular expression, for JavaScript with `u` as for RE2.
 */
export const TYPOGRAPHIC = String.raw`[“”„][^“”„]*[“”]|[‘‚](?:[^‘’‚]|’\p{L})*[’‘]|«[^«»]*»|»[^«»]*«`;

const WHOLE = new RegExp(`^(?:${TYPOGRAPHIC})$`, 'u');

/** @returns a text without the typographic quotes around all of it; undefined where there are none. */
export function withoutTypographic(text: string): string | undefined {
  if (!WHOLE.test(text)) return undefined;
  const inner = text.slice(1, -1);
  // French keyboards put these blanks behind and before guillemets.
  return /^[«»]/.test(text) ? inner.replace(/^[\u00a0\u202f]|[\u00a0\u202f]$/g, '') : inner;
}

/** @returns a text with straight double quotes in place of typographic ones. */
export const straightened = (text: string): string => text.replace(/[“”„]/g, '"');
