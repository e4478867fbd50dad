import type { Redact } from '../../access/redact.ts';
import type { Alert } from '../../alert/alert.ts';
import type { Brought, Outcome, Takers } from '../../inbox/taker.ts';
import type { PageStore } from '../../mongo/page-store.ts';

/** Most pages that are noted of one delivery. */
const MOST = 50;

/** @param redact finds secrets in a text: an address that has one is not kept. @returns the same taker, which notes as well to which incidents the pages belong that alerts come with. */
export function notingPages(
  take: Takers['alerts'],
  pages: Pick<PageStore, 'note'>,
  redact: Redact,
): Takers['alerts'] {
  async function noteThose({ context, some }: Brought<Alert>, outcomes: readonly Outcome[]): Promise<void> {
    const incidentOf = new Map(outcomes.map(({ of, incidents }) => [of, incidents?.[0]]));
    const found = some.flatMap(({ key, links }) => {
      const incident = incidentOf.get(key);
      return incident === undefined ? [] : links.map(({ url }) => ({ url, incident }));
    });
    const each = new Map(found.map((one) => [`${one.incident} ${one.url}`, one]));
    for (const { url, incident } of [...each.values()].slice(0, MOST))
      if (redact(url, context.tenant) === url)
        await pages.note(context.tenant, url, incident, context.receivedAt);
  }

  return async (all) => {
    const outcomes = await take(all);
    for (const [n, brought] of all.entries()) await noteThose(brought, outcomes[n] ?? []);
    return outcomes;
  };
}
