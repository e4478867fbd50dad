import type { ChatUser } from '../chat/provider.ts';
import type { Person } from '../incident/person.ts';
import type { AccessRole } from './role.ts';

/** A person whom the configuration names. */
export interface KnownPerson extends Person {
  readonly email?: string;
  readonly roles: readonly AccessRole[];
  /** Platform user id by provider instance. */
  readonly chat: Readonly<Record<string, string>>;
}

/** What is needed to tell who a chat user is. */
export interface Directory {
  readonly people: Iterable<KnownPerson>;
  /** Role of a chat user who is none of them. */
  readonly unmapped: AccessRole | 'none';
}

export interface Identity {
  readonly person: Person;
  readonly roles: readonly AccessRole[];
  readonly by: 'platform id' | 'verified e-mail' | 'unmapped';
}

/**
 * Tells who a chat user is: by platform id, else by an e-mail address that the platform has verified.
 * A person whose platform id on that instance is configured is found by that id alone, so that nobody becomes them by
 * taking over an address.
 * @param instance name of the provider instance that vouches for the user.
 * @returns an unmapped user as a person `<instance>/<user id>` with the directory's role, or with none; an outsider has none.
 */
export function identify(directory: Directory, instance: string, user: ChatUser): Identity {
  const people = [...directory.people];
  const byId = people.find(
    (person) => Object.hasOwn(person.chat, instance) && person.chat[instance] === user.id,
  );
  if (byId) return { person: named(byId), roles: byId.roles, by: 'platform id' };

  const email = user.verifiedEmail?.trim().toLowerCase();
  const byEmail = email
    ? people.filter((p) => p.email?.toLowerCase() === email && !Object.hasOwn(p.chat, instance))
    : [];
  // Two people of one address would be a guess.
  const [only] = byEmail;
  if (only && byEmail.length === 1) return { person: named(only), roles: only.roles, by: 'verified e-mail' };

  // Who belongs to another company may do only what somebody has written down for them.
  const role = user.outsider ? 'none' : directory.unmapped;
  return {
    person: { id: `${instance}/${user.id}`, name: user.name || user.id },
    roles: role === 'none' ? [] : [role],
    by: 'unmapped',
  };
}

function named({ id, name }: Person): Person {
  return { id, name };
}
