import { LIMITS } from './limits.ts';
import { isId } from './people.ts';

/** @returns a name as Mattermost takes it: lower-case letters, digits, hyphens and underscores, 64 at most. */
export function channelName(wished: string): string {
  const slug = wished
    .normalize('NFKD')
    .toLowerCase()
    .replace(/\p{M}/gu, '')
    .replace(/[^a-z0-9_-]+/g, '-')
    .replace(/-{2,}/g, '-')
    .slice(0, LIMITS.channelName)
    .replace(/^[-_]+|[-_]+$/g, '');
  // A name like an id could not be told from one, and one with two underscores is a direct message's.
  if (slug.length < 2 || isId(slug)) return `incident-${slug}`.replace(/-$/, '');
  return slug.replace(/__+/g, '_');
}

/** @returns the name that `#incidents`, `~incidents` or `incidents` means; undefined when it is an id. */
export function nameOf(nameOrId: string): string | undefined {
  return isId(nameOrId) ? undefined : nameOrId.replace(/^[#~]/, '').toLowerCase();
}
