import type { Counted } from '../figures/fact.ts';
import type { FactStore } from '../mongo/fact-store.ts';

/** How long an answer to who is not known may be old, in milliseconds: nobody can make the store work by asking often. */
const FRESH_MS = 60_000;
/** How far back it goes, in days. */
export const OPEN_DAYS = 90;

/** The facts of incidents that are not private, for who need not be known. */
export type OpenFacts = (tenant: string) => Promise<readonly Counted[]>;

/** @param now epoch milliseconds. */
export function createOpenFacts(facts: Pick<FactStore, 'between'>, now: () => number): OpenFacts {
  const known = new Map<string, { readonly at: number; readonly found: Promise<readonly Counted[]> }>();
  return (tenant) => {
    const at = now();
    const before = known.get(tenant);
    if (before && at - before.at < FRESH_MS) return before.found;
    const found = facts
      .between(tenant, at - OPEN_DAYS * 86_400_000, at + 1)
      .then((all) => all.filter(({ insiders }) => insiders === undefined));
    known.set(tenant, { at, found });
    // What failed is asked again.
    found.catch(() => known.delete(tenant));
    return found;
  };
}
