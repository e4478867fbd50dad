/**
 * The idempotency key of a page: by it the ledger, the platforms and the explanation know it.
 * @param incident the incident's key. @param sequence of the event that paged. @param target its stable name.
 * @param address of the way that is tried; unique among all ways.
 */
export function pageKey(incident: string, sequence: number, target: string, address: string): string {
  return `${incident}:${sequence}:page:${target}:${address}`;
}

/** What a page's key says. */
export interface PageKey {
  readonly sequence: number;
  /** Name of the target and address of the way, with a colon between them; both may hold colons themselves. */
  readonly way: string;
}

/** @returns undefined when the key is not one of a page of this incident. @param incident the incident's key. */
export function readPageKey(key: string, incident: string): PageKey | undefined {
  if (!key.startsWith(`${incident}:`)) return undefined;
  const match = /^(\d+):page:(.+)$/s.exec(key.slice(incident.length + 1));
  return match ? { sequence: Number(match[1]), way: match[2] ?? '' } : undefined;
}
