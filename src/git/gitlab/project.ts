import { z } from 'zod';
import { bounded, MOST } from '../../inbox/bounded.ts';
import { changeBase, namedRepository } from '../base.ts';
import type { Author, ChangeBase } from '../change.ts';
import type { Told } from '../event.ts';

/** A text that may be missing. */
export const text = z.string().nullish();

export const project = z.object({
  id: z.number().nullish(),
  path_with_namespace: z.string().min(1),
  web_url: z.string(),
  default_branch: text,
});

export const user = z.object({ id: z.number().nullish(), name: text, username: text, email: text });

/** @returns who did something; undefined where GitLab does not say. Addresses that are not public come as `[REDACTED]`. */
export function authorOf(given: z.infer<typeof user> | null | undefined): Author | undefined {
  const name = given?.name || given?.username;
  if (!name) return undefined;
  const { username, email } = given;
  return {
    name: bounded(name, MOST.name),
    ...(email?.includes('@') && { email: bounded(email, MOST.name) }),
    ...(username && { username: bounded(username, MOST.name) }),
  };
}

/** @returns what all changes have. @param at a time; where there is none, the change happened when it was received. */
export function baseOf(
  { id, path_with_namespace, web_url, default_branch }: z.infer<typeof project>,
  actor: Author | undefined,
  told: Told,
  at?: string | null,
): ChangeBase {
  return changeBase(told, namedRepository(path_with_namespace, web_url, default_branch, id), actor, at);
}
