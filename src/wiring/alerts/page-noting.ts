import type { Redact } from '../../access/redact.ts';
import type { Alert } from '../../alert/alert.ts';
import type { Brought, Outcome, Takers } from '../../inbox/taker.ts';
import type { IncidentPage, PageStore } from '../../mongo/page-store.ts';

/** Most pages that are noted of one delivery. */
const MOST = 50;

/** @param redact finds secrets in a text: an address that has one is not kept. @returns the same taker, which notes as well to which incidents the pages belong that alerts come with. */
export function notingPages(
  take: Takers['alerts'],
  pages: Pick<PageStore, 'note'>,
  redact: Redact,
): Takers['alerts'] {
  function pagesOf({ context, some }: Brought<Alert>, outcomes: readonly Outcome[]): readonly IncidentPage[] {
    const incidentOf = new Map(outcomes.map(({ of, incidents }) => [of, incidents?.[0]]));
    const found = some.flatMap(({ key, links }) => {
      const incident = incidentOf.get(key);
      return incident === undefined
        ? []
        : links.map(({ url }) => ({ url, incident, at: context.receivedAt }));
    });
    const each = new Map(found.map((one) => [`${one.incident} ${one.url}`, one]));
    return [...each.values()].slice(0, MOST).filter(({ url }) => redact(url, context.tenant) === url);
  }

  return async (all) => {
    const outcomes = await take(all);
    const [first] = all;
    if (first)
      await pages.note(
        first.context.tenant,
        all.flatMap((brought, n) => pagesOf(brought, outcomes[n] ?? [])),
      );
    return outcomes;
  };
}
