import { bounded } from '../text/bounded.ts';
import { onOneLine } from '../incident/title.ts';
import type { Author } from './change.ts';

/** Longest title and name that are kept of what a git server tells, in characters. */
export const TITLE_KEPT = 200;
export const NAME_KEPT = 120;
/** A branch may be named with up to 255 bytes. */
export const BRANCH_KEPT = 255;

/** What turns the direction of the letters behind it: by it a text may look like another one. */
const TURNS = /[\u202a-\u202e\u2066-\u2069]/g;

/** @returns a text on one line that reads as it is written, cut where it is too long. @param most how many characters are kept. */
export function brief(text: string, most: number): string {
  return bounded(onOneLine(text.slice(0, most * 4).replace(TURNS, '')).replace(/\s+/g, ' '), most);
}

/** @returns what stands on the first line of a text, not cut. */
export const firstLine = (text: string): string => text.trimStart().split('\n', 1)[0] ?? '';

/** @returns what stands on the first line of a commit's message, cut where it is too long: only without secrets. */
export function subjectOf(message: string): string {
  return brief(firstLine(message), TITLE_KEPT);
}

/** @returns what somebody is called, by the first of their names that is there. */
export function nameOf({ name, username = '', email = '' }: Author): string {
  return name.trim() || username.trim() || email.trim() || 'somebody';
}

/** @returns a commit's id as people say it. */
export const shortId = (id: string): string => id.slice(0, 7);
