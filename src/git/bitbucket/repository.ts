import { z } from 'zod';
import { bounded, MOST, webAddress } from '../../inbox/bounded.ts';
import { changeBase, namedRepository } from '../base.ts';
import type { Author, ChangeBase } from '../change.ts';
import type { Told } from '../event.ts';

/** A text that may be missing. */
export const text = z.string().nullish();

export const links = z.object({ html: z.object({ href: text }).nullish() }).nullish();

/** A person, a team or an app. */
export const account = z.object({ display_name: text, nickname: text }).nullish();

const repository = z.object({
  uuid: text,
  full_name: z.string().min(1),
  links,
  mainbranch: z.object({ name: text }).nullish(),
});

/** What every event of a repository has. */
export const common = { repository, actor: account };

interface Common {
  readonly repository: z.infer<typeof repository>;
  readonly actor?: z.infer<typeof account>;
}

/** @returns the page of something, where it has one. */
export const pageOf = (given: z.infer<typeof links>): { readonly url?: string } => {
  const url = webAddress(given?.html?.href);
  return url === undefined ? {} : { url };
};

/** @returns who somebody is; undefined for an account that is gone. */
export function accountOf(given: z.infer<typeof account>): Author | undefined {
  const name = given?.display_name || given?.nickname;
  if (!name) return undefined;
  return {
    name: bounded(name, MOST.name),
    ...(given.nickname && { username: bounded(given.nickname, MOST.name) }),
  };
}

/** @returns what all changes have. @param at ISO 8601; where there is none, the change happened when it was received. */
export function baseOf({ repository: given, actor }: Common, told: Told, at?: string | null): ChangeBase {
  const named = namedRepository(given.full_name, given.links?.html?.href, given.mainbranch?.name, given.uuid);
  return changeBase(told, named, accountOf(actor), at);
}
