import { z } from 'zod';
import { bounded, MOST } from '../../inbox/bounded.ts';
import { changeBase, namedRepository } from '../base.ts';
import type { Author, ChangeBase } from '../change.ts';
import type { Told } from '../event.ts';

/** A text that may be missing. */
export const text = z.string().nullish();

export const user = z.object({ login: z.string() }).nullish();

const repository = z.object({
  id: z.number().nullish(),
  full_name: z.string().min(1),
  html_url: z.string(),
  default_branch: text,
  // Epoch seconds in a push, ISO 8601 elsewhere.
  pushed_at: z.union([z.number(), z.string()]).nullish(),
});

/** What every event of a repository has. */
export const common = { repository, sender: user };

interface Common {
  readonly repository: z.infer<typeof repository>;
  readonly sender?: z.infer<typeof user>;
}

/** @returns a user by the login, the only name that events have; GitHub calls who is gone ghost. */
export function userOf(given: z.infer<typeof user>): Author {
  const login = bounded(given?.login ?? 'ghost', MOST.name);
  return { name: login, username: login };
}

/** @returns what all changes have. @param at ISO 8601; where there is none, the change happened when it was received. */
export function baseOf({ repository: given, sender }: Common, told: Told, at?: string | null): ChangeBase {
  const { id, full_name, html_url, default_branch } = given;
  const named = namedRepository(full_name, html_url, default_branch, id);
  return changeBase(told, named, sender ? userOf(sender) : undefined, at);
}
