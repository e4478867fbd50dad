import type { Message, Section } from '../chat/message.ts';
import type { Span, Text } from '../chat/text.ts';
import { barsOf, SIGNS_MEAN } from './bars.ts';
import { clockTime, length } from './clock.ts';
import type { Moment } from './moment.ts';
import type { Outcome } from './outcome.ts';
import { rowsOf, type Row } from './rows.ts';
import { ending, headline } from './table.ts';
import { counted } from '../text/counted.ts';

/** How many lines of a plan a message shows; the page has them all. */
const ROWS = 15;
/** How many characters the time has in a message's timeline, and most lines of it. */
const WIDTH = 24;
const BARS = 10;

/** @returns what a simulation came to, for chat. @param page address of the same on a page. */
export function simulationMessage(outcome: Outcome, { zone, twice }: Moment, page?: string): Message {
  const rows = rowsOf(outcome, zone);
  const left = rows.length - ROWS;
  const bars = barsOf(outcome, zone, WIDTH);
  const about = headline(outcome, zone);
  const sections: Section[] = [
    { text: [about, '. Nobody is paged: this is a simulation.'] },
    ...(twice
      ? [{ text: ['That time comes twice, because the clocks are put back; the first is meant.'] }]
      : []),
    { text: joined(rows.slice(0, ROWS).map((row) => line(row, zone))) },
    ...(left > 0 ? [{ text: [`${left === 1 ? 'One more line' : `${left} more lines`} on the page.`] }] : []),
    ...(bars.length > 1 && bars.length <= BARS + 1
      ? [{ text: joined(bars.map((bar): Text => [{ code: bar }])), footnote: [SIGNS_MEAN] }]
      : []),
    {
      text: [ending(outcome)],
      ...(page !== undefined && { footnote: [{ link: page, label: 'All of it, with the picture' }] }),
    },
  ];
  const paged = outcome.pages.filter(({ ways }) => ways.length > 0);
  return {
    summary: `${about}: ${paged.length === 0 ? 'nobody would be paged' : `${counted(paged.length, 'page')}, the first to ${paged[0]?.label ?? ''}`}.`,
    heading: 'Simulation',
    accent: 'neutral',
    sections,
  };
}

function line({ afterMs, at, who, what }: Row, zone: string): Text {
  const subject: Span[] = who ? [{ bold: who }, ' '] : [];
  return [{ code: `+${length(afterMs)}` }, ` ${clockTime(at, zone)} `, ...subject, what];
}

function joined(lines: readonly Text[]): Text {
  return lines.flatMap((text, n): Span[] => [...(n > 0 ? ['\n'] : []), ...text]);
}
