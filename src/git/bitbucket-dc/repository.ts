import { z } from 'zod';
import { bounded, MOST, webAddress } from '../../inbox/bounded.ts';
import { changeBase, namedRepository } from '../base.ts';
import type { Author, ChangeBase } from '../change.ts';
import type { Told } from '../event.ts';

/** A text that may be missing. */
export const text = z.string().nullish();

export const links = z.object({ self: z.array(z.object({ href: text })).nullish() }).nullish();

export const user = z.object({ name: text, displayName: text, emailAddress: text }).nullish();

export const repository = z.object({
  id: z.number().nullish(),
  slug: z.string().min(1),
  project: z.object({ key: z.string().min(1) }),
  links,
});

/** What every event has. */
export const common = { actor: user, date: text };

interface Common {
  readonly actor?: z.infer<typeof user>;
  readonly date?: string | null | undefined;
}

/** @returns the page of something, where the event has it. */
export const pageOf = (given: z.infer<typeof links>): { readonly url?: string } => {
  const url = webAddress(given?.self?.[0]?.href);
  return url === undefined ? {} : { url };
};

/** @returns the page of a commit, by that of its repository. */
export function commitPage(given: z.infer<typeof repository>, id: string): { readonly url?: string } {
  const { url } = pageOf(given.links);
  return url?.endsWith('/browse') === true ? { url: `${url.slice(0, -'/browse'.length)}/commits/${id}` } : {};
}

/** @returns who somebody is; undefined where nobody is named. */
export function authorOf(given: z.infer<typeof user>): Author | undefined {
  const name = given?.displayName || given?.name;
  if (!name) return undefined;
  return {
    name: bounded(name, MOST.name),
    ...(given.emailAddress && { email: bounded(given.emailAddress, MOST.name) }),
    ...(given.name && { username: bounded(given.name, MOST.name) }),
  };
}

/** @returns what all changes have. Where the event has no time, it happened when it was received. */
export function baseOf(
  { actor, date }: Common,
  { id, project, slug, links: given }: z.infer<typeof repository>,
  told: Told,
): ChangeBase {
  const named = namedRepository(`${project.key}/${slug}`, given?.self?.[0]?.href, undefined, id);
  return changeBase(told, named, authorOf(actor), date);
}
