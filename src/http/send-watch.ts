/** How long after an incident has changed something may still be sent about it, in milliseconds. */
const SENDING_MS = 60_000;
/** How often the ledger is asked meanwhile, in milliseconds: some fifty documents are read each time. */
const APART_MS = 1_000;

/**
 * What changes when an incident does, or what was sent about it. Sends follow what happens, so that the ledger is asked
 * for a while after each change alone.
 * @param revision of the incident. @param sends a text that changes with the ledger's entries.
 * @param now epoch milliseconds.
 */
export function revisionWithSends(
  revision: () => Promise<number | undefined>,
  sends: () => Promise<string>,
  now: () => number,
): () => Promise<string> {
  let known: { readonly revision: number | undefined; readonly since: number } | undefined;
  let looked = { at: -Infinity, sends: '' };
  return async () => {
    const newest = await revision();
    const at = now();
    if (!known || known.revision !== newest) known = { revision: newest, since: at };
    if (at - known.since < SENDING_MS && at - looked.at >= APART_MS)
      // The incident's own changes are told also while the ledger cannot be read.
      looked = { at, sends: await sends().catch(() => looked.sends) };
    return `${newest} ${looked.sends}`;
  };
}
