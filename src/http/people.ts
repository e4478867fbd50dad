import type { TenantConfig } from '../config/config.ts';
import type { Person } from '../incident/person.ts';

/**
 * Finds whom a person means.
 * @param said `<@U123>` or `<@U123|name>` as platforms write mentions, `@ana`, `Ana`, or `me`.
 * @returns undefined when nobody is meant unmistakably.
 */
export function findPerson(
  config: TenantConfig,
  instance: string,
  said: string,
  me: Person,
): Person | undefined {
  const text = said.trim();
  if (/^@?(me|myself|i)$/i.test(text)) return me;
  const people = [...config.people.values()];
  const [, user, label] = /^<@([^|>]+)(?:\|([^>]*))?>$/.exec(text) ?? [];
  if (user !== undefined) {
    const known = people.find(({ chat }) => chat[instance] === user);
    return known ? { id: known.id, name: known.name } : { id: `${instance}/${user}`, name: label ?? user };
  }
  const wanted = text.replace(/^@/, '').toLowerCase();
  const named = people.filter(
    ({ id, name, chat }) =>
      id.toLowerCase() === wanted ||
      name.toLowerCase() === wanted ||
      chat[instance]?.toLowerCase() === wanted,
  );
  const [only] = named;
  return only && named.length === 1 ? { id: only.id, name: only.name } : undefined;
}
