import type { Alias } from '../action/alias.ts';
import type { Matched } from '../action/match.ts';
import { displaysOf, type NearMiss } from '../action/near-miss.ts';
import { bounded } from '../text/bounded.ts';
import type { Message } from './message.ts';
import type { Span, Text } from './text.ts';

/** Most ways that are offered. */
const SHOWN = 10;
/** Characters of what somebody typed that are repeated. */
const SAID = 200;

/** @returns the question which of several aliases was meant, where nothing says so. Nothing is run. */
export function whichAlias(line: string, matches: readonly Matched<Alias>[]): Message {
  const summary = `Which of these do you mean by “${bounded(line, SAID)}”? Nothing was run.`;
  const lines = matches.slice(0, SHOWN).map(({ alias }) => offer(alias, displaysOf(alias)[0]));
  const more = matches.length - SHOWN;
  const footnote: Text = [
    ...(more > 0 ? [`${more} more match too. `] : []),
    'Say it in the words of one of them; ',
    { code: '/im run help' },
    ' explains each.',
  ];
  return { summary, sections: [{ text: [summary] }, { text: below(lines), footnote }] };
}

/** @param near what may have been meant. @returns that nothing can be run by a line. */
export function noSuchAlias(line: string, near: readonly NearMiss[]): Message {
  const summary = `Nothing that you may run is said as “${bounded(line, SAID)}”.`;
  const footnote: Text = [{ code: '/im run help' }, ' lists what you may run.'];
  if (near.length === 0) return { summary, sections: [{ text: [summary], footnote }] };
  const lines = near.map(({ alias, display }) => offer(alias, display));
  return { summary, sections: [{ text: [`${summary} Did you mean:`] }, { text: below(lines), footnote }] };
}

function offer({ ref, description }: Alias, display: string | undefined): Text {
  const about = description === '' ? '' : ` ${bounded(description, SAID)}`;
  return [display === undefined ? { bold: ref } : { code: `/im run ${display}` }, about];
}

const below = (lines: readonly Text[]): Text =>
  lines.flatMap((line, n): Span[] => [n > 0 ? '\n• ' : '• ', ...line]);
