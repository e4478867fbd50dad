import type { Person } from '../incident/person.ts';
import type { Directory } from './identity.ts';
import type { AccessRole } from './role.ts';
import type { Vouched } from './session.ts';

/** Somebody who may read pages, with what they may do there. */
export interface Member {
  readonly person: Person;
  readonly roles: readonly AccessRole[];
}

/**
 * Tells who somebody is for whom an OpenID provider vouches: by their subject, else by an e-mail address that the provider
 * has verified. Whose subject is configured is found by that alone, so that nobody becomes them by taking over an address.
 * @param directory its `unmapped` is the role of who is none of its people.
 * @returns undefined when that is nobody who may come in.
 */
export function memberOf({ people, unmapped }: Directory, vouched: Vouched): Member | undefined {
  const { subject, name, verifiedEmail } = vouched;
  const all = [...people];
  const bySubject = all.filter((person) => person.subject === subject);
  const email = verifiedEmail?.trim().toLowerCase();
  const byEmail = email
    ? all.filter((person) => person.subject === undefined && person.email?.toLowerCase() === email)
    : [];
  const found = bySubject.length > 0 ? bySubject : byEmail;
  // Two people of one address or subject would be a guess.
  const [only] = found;
  if (only && found.length === 1) return { person: { id: only.id, name: only.name }, roles: only.roles };
  if (unmapped === 'none') return undefined;
  // No instance's name has an @ in it, so that nobody of chat has this id.
  return { person: { id: `@openid/${subject}`, name: name ?? verifiedEmail ?? subject }, roles: [unmapped] };
}
