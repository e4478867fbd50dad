import { bounded } from '../text/bounded.ts';
import type { Section } from './message.ts';
import type { Text } from './text.ts';

/** Characters of a rendered template that are shown, and parts that it may have. */
const MOST = 12_000;
const PARTS = 20;

const FENCED = /```([^]*?)```/;

/**
 * Draws what a template was rendered to. Of markup only code means something, because it can be meant by nobody for
 * anything else: lines between fences, and words between backticks. All else is shown as it stands, as it may come from
 * outside.
 */
export function spokenSections(rendered: string): readonly Section[] {
  const parts = bounded(rendered, MOST).split(FENCED);
  const all = parts.length > PARTS ? [...parts.slice(0, PARTS), parts.slice(PARTS).join('\n')] : parts;
  return all.flatMap((part, n): Section[] => {
    if (part.trim() === '') return [];
    return n % 2 === 1 ? [{ preformatted: part }] : [{ text: spokenText(part.trim()) }];
  });
}

/** @returns words, of which those between backticks are code. */
export function spokenText(words: string): Text {
  return words
    .split(/`([^`\n]+)`/)
    .map((part, n) => (n % 2 === 1 ? { code: part } : part))
    .filter((span) => span !== '');
}
