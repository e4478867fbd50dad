import { bounded, instant, MOST, webAddress } from '../inbox/bounded.ts';
import type { Author, ChangeBase, Repository } from './change.ts';
import type { Told } from './event.ts';

/**
 * @param name with what it belongs to. @param url its page; empty where there is no good one.
 * @param id the server's own: it stays whatever the repository is called.
 * @returns a repository in the words of all servers.
 */
export function namedRepository(
  name: string,
  url: string | null | undefined,
  defaultBranch?: string | null,
  id?: number | string | null,
): Repository {
  return {
    name: bounded(name, MOST.name),
    url: webAddress(url) ?? '',
    ...(defaultBranch && { defaultBranch: bounded(defaultBranch, MOST.name) }),
    ...repositoryId(id),
  };
}

/** @returns a server's own id of a repository, as text; nothing for what is none. */
export function repositoryId(id: number | string | null | undefined): { readonly id?: string } {
  const text = String(id ?? '');
  return /^[\w{}-]{1,100}$/.test(text) ? { id: text } : {};
}

/**
 * @param at as the server writes it, ISO 8601; where there is none, the change happened when it was received.
 * @returns what all changes have.
 */
export function changeBase(
  { key, receivedAt }: Told,
  repository: Repository,
  actor: Author | undefined,
  at?: string | null,
): ChangeBase {
  return { key, repository, ...(actor && { actor }), at: instant(at) ?? receivedAt };
}
