import type { Message } from './message.ts';

/** How many findings are listed; `muster auditor` and the API have them all. */
const LISTED = 8;

/** @param lines a line for each thing that is wrong, not empty. @returns what the auditor found, for those who run Muster. */
export function findingsMessage(lines: readonly string[]): Message {
  const [first = ''] = lines;
  const more = lines.length - LISTED;
  return {
    summary: `The auditor has found: ${first}${lines.length > 1 ? ` (and ${lines.length - 1} more)` : ''}`,
    heading: '🔎 The auditor has found something',
    accent: 'SEV-2',
    sections: [
      ...lines.slice(0, LISTED).map((line) => ({ text: [`• ${line}`] })),
      ...(more > 0 ? [{ text: [`And ${more} more, which `, { code: 'muster auditor' }, ' lists.'] }] : []),
      { footnote: ['It repairs nothing by itself, and sends no heartbeat outside meanwhile.'] },
    ],
  };
}
