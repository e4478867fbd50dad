import type { ChatUser } from '../chat/provider.ts';
import type { Person } from '../incident/person.ts';
import { accountId } from './account.ts';
import type { Loudness } from './loudness.ts';
import type { AccessRole } from './role.ts';

/** A person whom the configuration names. */
export interface KnownPerson extends Person {
  readonly email?: string;
  /** By which the OpenID provider of the pages knows them. */
  readonly subject?: string;
  readonly roles: readonly AccessRole[];
  /** Platform user id by provider instance. */
  readonly chat: Readonly<Record<string, string>>;
  /** What reaches them besides pages, unless they choose themselves. */
  readonly loud?: Loudness;
  /** IANA zone in which they live. */
  readonly timeZone?: string;
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
  readonly by: 'platform id' | 'verified e-mail' | 'link' | 'unmapped';
  /** Belongs to another company, and is here because a channel is shared with it. */
  readonly outsider?: true;
}

/**
 * Tells who a chat user is: by platform id, else by an e-mail address that the platform has verified, else by the link
 * that they have made themselves. A person whose platform id on that instance is configured is found by that id alone,
 * so that nobody becomes them by taking over an address, and no link overrides what the configuration says.
 * @param instance name of the provider instance that vouches for the user.
 * @param linked the person whom the account is linked with.
 * @returns an unmapped user as a person `<instance>/<user id>` with the directory's role, or with none; an outsider has none.
 */
export function identify(directory: Directory, instance: string, user: ChatUser, linked?: Person): Identity {
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
  const roles = role === 'none' ? [] : [role];
  const byLink = linked && !user.outsider ? linkedTo(people, instance, linked) : undefined;
  if (byLink) return { person: named(byLink), roles: rolesOf(byLink) ?? roles, by: 'link' };
  return {
    person: { id: accountId({ instance, user: user.id }), name: user.name || user.id },
    roles,
    by: 'unmapped',
    ...(user.outsider && { outsider: true }),
  };
}

/**
 * Who the person is now with whom an account was linked: the configuration may name by now whose account that was, and
 * may name nobody any more whom it named then.
 * @returns undefined when that is nobody, or somebody whose account on this instance the configuration names.
 */
function linkedTo(
  people: readonly KnownPerson[],
  instance: string,
  linked: Person,
): KnownPerson | Person | undefined {
  const known = configuredAs(people, linked.id);
  if (known) return Object.hasOwn(known.chat, instance) ? undefined : known;
  return linked.id.includes('/') ? linked : undefined;
}

function rolesOf(person: KnownPerson | Person): readonly AccessRole[] | undefined {
  return 'chat' in person ? person.roles : undefined;
}

/** @returns the person of the configuration whom an id means: their key, or an account that it names as theirs. */
export function configuredAs(people: Iterable<KnownPerson>, id: string): KnownPerson | undefined {
  return [...people].find(
    (person) =>
      person.id === id ||
      Object.entries(person.chat).some(([instance, user]) => accountId({ instance, user }) === id),
  );
}

function named({ id, name }: Person): Person {
  return { id, name };
}
