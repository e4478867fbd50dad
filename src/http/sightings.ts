import type { Logger } from 'pino';
import type { Identity } from '../access/identity.ts';
import type { PeopleStore } from '../mongo/people-store.ts';

/** Notes that a chat user was there. Neither delays nor fails what they asked for. */
export type Sighted = (
  tenant: string,
  instance: string,
  user: { readonly id: string; readonly name: string },
  identity: Pick<Identity, 'person'>,
) => void;

/** How long somebody counts as noted, in milliseconds. */
const NOTED_FOR_MS = 10 * 60_000;
/** How many users are remembered as noted: beyond that some are written more often. */
const REMEMBERED = 10_000;

/** @param now epoch milliseconds. */
export function createSightings(people: PeopleStore, log: Logger, now: () => number): Sighted {
  const noted = new Map<string, { who: string; at: number }>();
  return (tenant, instance, user, { person }) => {
    const key = `${tenant}:${instance}/${user.id}`;
    const who = `${person.id} ${user.name}`;
    const before = noted.get(key);
    if (before?.who === who && now() - before.at < NOTED_FOR_MS) return;
    if (noted.size >= REMEMBERED) noted.clear();
    noted.set(key, { who, at: now() });
    const seen = { tenant, instance, user: user.id, name: user.name, person: person.id, seenAt: now() };
    people.seen(seen).catch((error: unknown) => {
      noted.delete(key);
      log.warn({ instance, err: error }, 'a chat user could not be noted; look at the document store');
    });
  };
}
