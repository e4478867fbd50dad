import { redactionMark } from '../../access/redact.ts';
import { formsOf, secretValues } from '../../config/secret-values.ts';
import type { HttpSettings } from './settings.ts';

/** Takes the secrets of an action out of what its server says: some repeat what they were sent. */
export interface Mask {
  text(text: string): string;
  /** All the way down, keys too. @param value as JSON has it. */
  value(value: unknown): unknown;
  /** @returns a text that was cut without the beginning of a secret at its end. */
  cut(text: string): string;
}

/** What is shorter may be any word, and tells next to nothing. */
const SHORTEST = 4;

export function maskOf({ auth, secrets }: Pick<HttpSettings, 'auth' | 'secrets'>): Mask {
  const { username = '', password } = auth?.basic ?? {};
  const known = [
    auth?.bearer,
    auth?.header?.value,
    password,
    // A key that stands where a name does.
    ...(auth?.basic && password === undefined ? [username] : []),
    ...(auth?.basic ? [`${username}:${password ?? ''}`] : []),
    ...Object.values(secrets),
  ].filter((one) => one !== undefined);
  const pattern = secretValues(known, SHORTEST);
  const forms = known.filter(({ length }) => length >= SHORTEST).flatMap(formsOf);
  const mark = redactionMark(pattern.name);
  const text = (one: string): string => pattern.replaceIn(one, mark);
  const value = (one: unknown): unknown => {
    if (typeof one === 'string') return text(one);
    if (typeof one === 'number') return text(String(one)) === String(one) ? one : mark;
    if (Array.isArray(one)) return one.map(value);
    if (typeof one !== 'object' || one === null) return one;
    return Object.fromEntries(Object.entries(one).map(([key, inner]) => [text(key), value(inner)]));
  };
  return {
    text,
    value,
    cut: (whole) => {
      const kept = forms.map((form) => whole.length - overlap(whole, form));
      return whole.slice(0, Math.min(whole.length, ...kept));
    },
  };
}

/** @returns how many characters at the end of a text are the beginning of a form. */
function overlap(text: string, form: string): number {
  for (let length = Math.min(form.length - 1, text.length); length > 0; length--)
    if (text.endsWith(form.slice(0, length))) return length;
  return 0;
}
