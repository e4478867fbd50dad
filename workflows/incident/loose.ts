import type { Person } from '../../src/incident/person.ts';
import type { Redact } from './redaction.ts';

/** What came with a signal, which may be anything. */
export type Loose = Readonly<Record<string, unknown>>;

/** Longest name, key and code that are taken, in characters. */
const LONGEST_WORD = 200;

/** @returns a text that is none of nothing but spaces. */
export function text(value: unknown): string | undefined {
  return typeof value === 'string' && value.trim() !== '' ? value : undefined;
}

/** @returns a text that is no longer than a name. */
export function word(value: unknown): string | undefined {
  return text(value)?.slice(0, LONGEST_WORD);
}

/** @returns a person whose name holds no secret. */
export function personIn(value: unknown, redact: Redact): Person | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const { id, name } = value as Loose;
  const known = word(id);
  return known === undefined ? undefined : { id: known, name: redact(word(name) ?? known) };
}
