import { withoutEnd } from './without-end.ts';

/** What moves a terminal's cursor, colours, or names its window: CSI, OSC and other sequences (ECMA-48). */
const SEQUENCE =
  // eslint-disable-next-line no-control-regex -- programs print them
  /\u001b[\]PX^_][^\u0007\u001b\n]*(?:\u0007|\u001b\\)?|(?:\u001b\[|\u009b)[0-?]*[ -/]*[@-~]|\u001b[ -/]*[0-~]/g;
/** What is no letter, blank or line break, and what turns the direction of others around. */
const UNSEEN = /[\p{Cc}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;

/** Where there is nothing of that, no line has to be looked at by itself: most output is long and plain. */
const STEERING = /(?!\n)[\p{Cc}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/u;

/**
 * @returns what a program printed as it stands at last: without colours, of a line that was written over what was written
 * last, and with nothing that is not seen.
 */
export function printedText(text: string): string {
  if (!STEERING.test(text)) return text;
  return text
    .replace(SEQUENCE, '')
    .split('\n')
    .map((line) => {
      const last = withoutEnd(line, '\r').split('\r').at(-1) ?? '';
      return last.replace(/\t/g, '    ').replace(UNSEEN, '');
    })
    .join('\n');
}
