import type { PersonOf } from '../oncall/calendar-people.ts';

interface Named {
  readonly name: string;
  readonly email?: string | undefined;
}

/**
 * @param people by their keys.
 * @returns who an e-mail address, a key or a name means, whatever its case; nobody where several have the same name.
 */
export function personNamed(people: Readonly<Record<string, Named>>): PersonOf {
  const ids = new Map<string, string | undefined>();
  const known = Object.entries(people);
  for (const [id, { name }] of known) {
    const spelt = spelling(name);
    ids.set(spelt, ids.has(spelt) ? undefined : id);
  }
  // What is given to one person alone counts more than a name.
  for (const [id, { email }] of known) if (email !== undefined) ids.set(spelling(email), id);
  for (const [id] of known) ids.set(spelling(id), id);
  return (name) => ids.get(spelling(name));
}

function spelling(text: string): string {
  return text.trim().replace(/\s+/g, ' ').normalize('NFC').toLowerCase();
}
