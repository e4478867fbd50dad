import type { Run } from '../action/run.ts';
import { runWords } from './run-words.ts';

/** @returns what somebody looks for, word by word, in the case in which texts are compared. */
export const searchWords = (text: string): readonly string[] =>
  text
    .toLocaleLowerCase('en')
    .split(/\s+/)
    .filter((word) => word !== '');

/**
 * @param words as {@link searchWords} gives them.
 * @returns whether each of them stands somewhere in what lists say of a run: its id, action, alias and runbook, how it
 * stands, who ordered it or decided on it, and its incident. Parameters and results are not looked through.
 */
export function isFound(run: Run, words: readonly string[]): boolean {
  const { id, action, alias, runbook, status, incident, asked, approved, declined, cancelled } = run;
  const people = [asked, approved, declined, cancelled].flatMap((mark) =>
    mark ? [mark.by.id, mark.by.name] : [],
  );
  const said = [id, action, alias, runbook?.name, runbook?.title, status, runWords(run), incident, ...people];
  const text = said.join('\n').toLocaleLowerCase('en');
  return words.every((word) => text.includes(word));
}
