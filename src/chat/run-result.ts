import type { Run } from '../action/run.ts';
import { excerpt } from '../text/excerpt.ts';
import { printedText } from '../text/terminal.ts';
import type { Field, Section } from './message.ts';

/** Characters of a result on a card: all of it is in the thread, and on the run's page. */
const MOST = 1_500;
/** A longer text stands below the others. */
const SHORT = 200;

type Tree = Readonly<Record<string, unknown>>;

/** @returns what came of a run, in Muster's own words: what a command printed last, what was answered, else the result as it is. */
export function resultSections({ status, result }: Pick<Run, 'status' | 'result'>): readonly Section[] {
  if (result === undefined || result === null || result === '') return [];
  if (typeof result !== 'object') return written(result);
  if (Array.isArray(result)) return result.length > 0 ? written(result) : [];
  const tree = result as Tree;
  if ('stdout' in tree || 'stderr' in tree) return printed(tree, status === 'succeeded');
  if ('status_code' in tree) return answered(tree);
  // What came of each task stands among the steps.
  if ('tasks' in tree && 'published' in tree) return ofChain(tree);
  return Object.keys(tree).length > 0 ? written(tree) : [];
}

/** Names are those of StackStorm's runners of commands. */
function printed({ stdout, stderr, return_code: code }: Tree, isWell: boolean): readonly Section[] {
  const shown = isWell ? [stdout, stderr] : [stderr, stdout];
  const lines = shown.map((one) => (typeof one === 'string' ? cut(one) : '')).find((one) => one !== '');
  const isTelling = typeof code === 'number' && code !== 0;
  return [
    ...(isTelling ? [{ fields: [{ label: 'Exit status', value: [`${code}`] }] }] : []),
    ...(lines === undefined ? [] : [{ preformatted: lines }]),
  ];
}

/** Names are those of StackStorm's runner of HTTP requests. */
function answered({ status_code: code, body }: Tree): readonly Section[] {
  const fields: readonly Field[] = [{ label: 'Answered', value: [String(code)] }];
  return [{ fields }, ...(body === undefined || body === null || body === '' ? [] : written(body))];
}

/** Names are those of StackStorm's runner of chains. */
const ofChain = ({ published }: Tree): readonly Section[] =>
  typeof published === 'object' && published !== null && Object.keys(published).length > 0
    ? written(published)
    : [];

function written(value: unknown): readonly Section[] {
  const lines = cut(typeof value === 'string' ? value : JSON.stringify(value, null, 2));
  if (lines === '') return [];
  const isShort = typeof value !== 'object' && lines.length <= SHORT && !lines.includes('\n');
  return isShort ? [{ text: [lines] }] : [{ preformatted: lines }];
}

const cut = (lines: string): string => excerpt(printedText(lines), MOST);
