import type { RedactionPattern } from '../access/redact.ts';
import { isUnset } from '../inbox/unset.ts';

/** What is shorter may be a word of any text. */
const SHORTEST = 8;

/** @returns a secret as it may stand in a text: as it is, in JSON, in an address, in base64. */
export function formsOf(secret: string): string[] {
  const bytes = Array.from(new TextEncoder().encode(secret), (byte) => String.fromCharCode(byte)).join('');
  return [
    secret,
    JSON.stringify(secret).slice(1, -1),
    encodeURIComponent(secret),
    btoa(bytes).replace(/=+$/, ''),
  ];
}

/**
 * @param secrets values of the configuration. @param shortest of which length a secret is taken out at least.
 * @returns what takes them out of texts, in whose words they may stand.
 */
export function secretValues(secrets: readonly string[], shortest = SHORTEST): RedactionPattern {
  const known = secrets.filter((one) => one.length >= shortest && !isUnset(one));
  // One may be the beginning of another.
  const forms = [...new Set(known.flatMap(formsOf))].sort((a, b) => b.length - a.length);
  return {
    name: 'secret',
    replaceIn: (text, mark) =>
      forms.reduce((rest, form) => (rest.includes(form) ? rest.replaceAll(form, () => mark) : rest), text),
  };
}
