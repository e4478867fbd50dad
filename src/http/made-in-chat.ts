import { accountId } from '../access/account.ts';
import type { Link } from '../access/link.ts';
import type { Loudness } from '../access/loudness.ts';
import { allTenants, findTenant, type Config, type TenantConfig } from '../config/config.ts';
import { differences } from '../config/difference.ts';
import { valueAt } from '../config/explain.ts';
import { formatPath, type Path } from '../config/problem.ts';
import type { Stores } from '../mongo/index.ts';
import type { MadeOverride } from '../mongo/override-store.ts';

/** Something that people have made in chat and that a configuration touches. */
export interface MadeInChat {
  readonly tenant: string;
  /** Where in the configuration it matters: `people.ana.loud`. */
  readonly path: string;
  /** What it is, by whom and when, in words. */
  readonly text: string;
  /** Set when both cannot hold: one of them has to be chosen. */
  readonly conflict: boolean;
}

/** The same, with what either choice means. */
export interface Touched extends MadeInChat {
  readonly at: Path;
  /** Ends it, because the configuration is taken. */
  readonly end: () => Promise<unknown>;
}

export type ChatStores = {
  readonly links: Pick<Stores['links'], 'list' | 'end'>;
  readonly loudness: Pick<Stores['loudness'], 'find' | 'choose'>;
  readonly overrides: Pick<Stores['overrides'], 'of' | 'end'>;
};

/** A configuration with what it was made of. */
export interface Side {
  readonly config: Config;
  readonly written: unknown;
}

/**
 * What was made in chat or by the API that a configuration touches: accounts that people have linked, what they want to
 * be notified of, overrides. It holds beside the configuration; where it cannot, that is a conflict.
 * @param now epoch milliseconds.
 */
export async function madeInChat(
  stores: ChatStores,
  before: Side,
  after: Side,
  now: number,
): Promise<Touched[]> {
  const changed = new Set(differences(before.written, after.written).map(({ path }) => entryOf(path)));
  const touched = (at: Path): boolean => changed.has(entryOf(at));
  const all = await Promise.all(
    allTenants(before.config).map(async (tenant): Promise<Touched[]> => {
      const root: Path = tenant === before.config ? [] : ['tenants', tenant.tenant];
      const next = findTenant(after.config, tenant.tenant);
      const [links, loud, overrides] = await Promise.all([
        linked(stores, tenant, next, root),
        loudness(stores, tenant, before, after, root),
        overriding(stores, tenant, next, root, now),
      ]);
      return [...links, ...loud, ...overrides].filter(({ at }) => touched(at));
    }),
  );
  return all.flat();
}

/** @returns an entry of a section, such as one person, as text. */
function entryOf(path: Path): string {
  return JSON.stringify(path.slice(0, path[0] === 'tenants' ? 4 : 2));
}

const day = (at: number): string => new Date(at).toISOString().slice(0, 10);

async function linked(
  stores: ChatStores,
  before: TenantConfig,
  after: TenantConfig | undefined,
  root: Path,
): Promise<Touched[]> {
  const { tenant } = before;
  return (await stores.links.list(tenant)).map((link: Link): Touched => {
    const { instance, user, person, linkedAt } = link;
    const claims = (config: TenantConfig | undefined): string | undefined =>
      [...(config?.people.values() ?? [])].find(({ chat }) => chat[instance] === user)?.id;
    const owner = claims(after);
    const taken = owner !== undefined && owner !== person.id && claims(before) !== owner;
    const gone = before.people.has(person.id) && after?.people.has(person.id) === false;
    const at = taken ? [...root, 'people', owner, 'chat', instance] : [...root, 'people', person.id];
    return {
      tenant,
      at,
      path: formatPath(at),
      text: `the account ${accountId(link)} was linked in chat by ${person.name} on ${day(linkedAt)}`,
      conflict: taken || gone,
      end: () => stores.links.end(tenant, { instance, user }),
    };
  });
}

async function loudness(
  stores: ChatStores,
  { tenant, people }: TenantConfig,
  before: Side,
  after: Side,
  root: Path,
): Promise<Touched[]> {
  const found = await Promise.all(
    [...people.values()].map(async ({ id, name }): Promise<Touched[]> => {
      const chosen: Loudness | undefined = await stores.loudness.find(tenant, id);
      if (chosen === undefined) return [];
      const at = [...root, 'people', id, 'loud'];
      const [was, wanted] = [valueAt(before.written, at), valueAt(after.written, at)];
      const conflict = wanted !== undefined && wanted !== was && wanted !== chosen;
      const text = `${name} has chosen in chat to be notified of ${chosen === 'pages' ? 'pages alone' : chosen}`;
      const end = (): Promise<void> => stores.loudness.choose(tenant, id, undefined);
      return [{ tenant, at, path: formatPath(at), text, conflict, end }];
    }),
  );
  return found.flat();
}

async function overriding(
  stores: ChatStores,
  before: TenantConfig,
  after: TenantConfig | undefined,
  root: Path,
  now: number,
): Promise<Touched[]> {
  const { tenant } = before;
  const found = await Promise.all(
    [...before.schedules.keys()].map(async (schedule) => {
      const made: readonly MadeOverride[] = await stores.overrides.of(tenant, schedule);
      return made
        .filter(({ until }) => until > now)
        .flatMap((override): Touched[] => {
          const { id, by, madeAt, from, until, people } = override;
          const names = people.map((person) => before.people.get(person)?.name ?? person).join(' and ');
          const text = `the override of ${schedule} for ${names} from ${day(from)} to ${day(until)} was made by ${by.name} on ${day(madeAt)}`;
          const one = (at: Path, conflict: boolean): Touched => ({
            tenant,
            at,
            path: formatPath(at),
            text,
            conflict,
            end: () => stores.overrides.end(tenant, schedule, id, now),
          });
          const gone = people.filter((person) => after?.people.has(person) === false);
          return [
            one([...root, 'schedules', schedule], after?.schedules.has(schedule) === false),
            ...gone.map((person) => one([...root, 'people', person], true)),
          ];
        });
    }),
  );
  return found.flat();
}
