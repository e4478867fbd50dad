import { head } from './bounded.ts';

/** Which part of the room the beginning of a text gets: what went wrong stands at its end. */
const BEGINNING = 1 / 3;
/** Which part of the room one line may take. */
const ONE_LINE = 1 / 3;

/**
 * Cuts lines to what there is room for: the first and the last ones stay, and what is between them is counted.
 * @param most how much room there is.
 * @param cost what a line takes of it, with its end: at least 1.
 */
export function excerpt(
  text: string,
  most: number,
  cost: (line: string) => number = (line) => line.length + 1,
): string {
  const whole = text.replace(/\r\n?/g, '\n').replace(/^\n+/, '').trimEnd();
  const lines = whole.split('\n');
  const sum = (some: readonly string[]): number => some.reduce((all, line) => all + cost(line), 0);
  // Of more lines than can have room, those between the first and the last of them need not be looked at.
  const near = lines.length > 2 * most ? [...lines.slice(0, most), ...lines.slice(-most)] : lines;
  if (sum(near) <= most) return whole;
  const room = most - cost(leftOut(lines.length));
  const short = near.map((line) => cutLine(line, Math.floor(room * ONE_LINE), cost));
  if (sum(short) <= most) return short.join('\n');
  const first = fitting(short, room * BEGINNING, cost);
  const rest = short.slice(first.length);
  const last = fitting(rest.toReversed(), room - sum(first), cost).toReversed();
  const left = lines.length - first.length - last.length;
  return [...first, leftOut(left), ...last].join('\n');
}

const leftOut = (lines: number): string => `… ${lines} ${lines === 1 ? 'line' : 'lines'} left out …`;

/** @returns as many of the first lines as there is room for. */
function fitting(lines: readonly string[], room: number, cost: (line: string) => number): string[] {
  let left = room;
  const end = lines.findIndex((line) => (left -= cost(line)) < 0);
  return lines.slice(0, end < 0 ? lines.length : end);
}

function cutLine(line: string, room: number, cost: (line: string) => number): string {
  if (cost(line) <= room) return line;
  let shown = head(line, room);
  while (shown !== '' && cost(`${shown}…`) > room)
    shown = head(shown, Math.floor(shown.length * Math.min(0.9, room / cost(`${shown}…`))));
  return `${shown}…`;
}
