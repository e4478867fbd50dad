/** The end of the address in what Muster writes into a ticket. */
const MARK = /[?&]ticket=(?:muster-[0-9a-f]{32})(?:#event-\d+)?/;

/** Whether a text from a bug tracker has been written by Muster, or has such a text in it as one that quotes has. */
export type Marked = 'whole' | 'within';

/**
 * @param page address of an incident's page. @param marker of what is written. @param sequence of the event that is told.
 * @returns the address of the event, by which Muster knows its own words again.
 */
export function markedAddress(page: string, marker: string, sequence?: number): string {
  const anchor = sequence === undefined ? '' : `#event-${sequence}`;
  return `${page}${page.includes('?') ? '&' : '?'}ticket=${marker}${anchor}`;
}

/** @param text as the tracker has it, markup included. @returns undefined where nothing of it is Muster's. */
export function markOf(text: string): Marked | undefined {
  const found = [...text.matchAll(new RegExp(MARK, 'g'))].at(-1);
  if (!found) return undefined;
  // What is Muster's own ends with the link; a quotation stands after what somebody says to it, or before.
  const line = text.slice(text.lastIndexOf('\n', found.index) + 1, found.index);
  const isQuoted = /^\s*>/.test(line) || /[\p{L}\p{N}]/u.test(text.slice(found.index + found[0].length));
  return isQuoted ? 'within' : 'whole';
}
