import type { z } from 'zod';
import { accountId } from '../../access/account.ts';
import type { Link } from '../../access/link.ts';
import type { TenantConfig } from '../../config/config.ts';
import type { SeenUser } from '../../mongo/people-store.ts';
import { iso } from './resource.ts';
import type { peopleResource } from './schema.ts';

type PersonResource = z.output<typeof peopleResource>['people'][number];

/**
 * Everybody who is known: the people of the configuration, then chat users who were seen and are none of them.
 * @param seen chat users as they were seen last. @param links the accounts that people have linked.
 */
export function peopleOf(
  config: TenantConfig,
  seen: readonly SeenUser[],
  links: readonly Link[],
): PersonResource[] {
  const { unmapped } = config.access.policy;
  const linkedTo = (...ids: readonly string[]) =>
    links
      .filter(({ person }) => ids.includes(person.id))
      .map(({ instance, user, name, linkedAt }) => ({ instance, user, name, linkedAt: iso(linkedAt) }));
  const known = [...config.people.values()].map(({ id, name, roles, chat }): PersonResource => {
    const here = seen.filter(({ person }) => person === id);
    const last = Math.max(...here.map(({ seenAt }) => seenAt));
    const instances = new Set([...Object.keys(chat), ...here.map(({ instance }) => instance)]);
    return {
      id,
      name,
      roles: [...roles],
      instances: [...instances],
      links: linkedTo(id, ...Object.entries(chat).map(([instance, user]) => accountId({ instance, user }))),
      mapped: true,
      ...(here.length > 0 && { seenAt: iso(last) }),
    };
  });
  const others = seen
    // Who was somebody of the configuration when seen, and is no longer in it, is nobody's user now.
    .filter(({ person }) => !config.people.has(person))
    .filter((one) => !links.some((link) => accountId(link) === accountId(one)))
    .map(({ instance, user, name, seenAt }): PersonResource => ({
      id: `${instance}/${user}`,
      name: name || user,
      roles: unmapped === 'none' ? [] : [unmapped],
      instances: [instance],
      links: linkedTo(accountId({ instance, user })),
      mapped: false,
      seenAt: iso(seenAt),
    }));
  return [...known, ...others];
}
