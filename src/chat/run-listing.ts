import { ago } from '../incident/age.ts';
import type { RunId } from '../action/run-id.ts';
import { isOver, type Run } from '../action/run.ts';
import { said, type Message } from './message.ts';
import { RUN_EMOJI, runWords, tookWords } from './run-words.ts';
import type { Span, Text } from './text.ts';

/** Most runs that one message shows. */
const SHOWN = 20;

const NOT_YOURS =
  'None of the last runs is one that you may see here. The page of runs goes on with earlier ones.';

/** @param now epoch milliseconds. @param page address of the run's page, where there is one. @returns a run in one line. */
export function runLine(run: Run, now: number, page?: string): Text {
  const { id, action, asked, incident, startedAt, endedAt } = run;
  const took =
    isOver(run) && startedAt !== undefined && endedAt !== undefined
      ? ` after ${tookWords(endedAt - startedAt)}`
      : '';
  return [
    `${RUN_EMOJI[run.status]} `,
    page === undefined ? { code: id } : { link: page, label: id },
    ' ',
    { bold: action },
    ` ${runWords(run)}${took} · ${asked.by.name}, ${ago(asked.at, now)}${incident === undefined ? '' : ` · ${incident}`}`,
  ];
}

/**
 * @param listed the newest first; `next` where there are older ones.
 * @param now epoch milliseconds.
 * @param pageOf address of a run's page, where pages can be reached.
 */
export function runListing(
  { runs, next }: { readonly runs: readonly Run[]; readonly next?: number },
  now: number,
  pageOf?: (id: RunId) => string,
): Message {
  if (runs.length === 0 && next !== undefined) return said(NOT_YOURS);
  if (runs.length === 0) {
    const none = 'Nothing was run yet.';
    const how: Text = [{ code: '/im run help' }, ' lists what you may run.'];
    return { summary: none, sections: [{ text: [none], footnote: how }] };
  }
  const lines = runs
    .slice(0, SHOWN)
    .flatMap((run, n): Span[] => [...(n > 0 ? ['\n'] : []), ...runLine(run, now, pageOf?.(run.id))]);
  const more = runs.length - SHOWN;
  const footnote: Text = [
    ...(more > 0 ? [`${more} older ${more === 1 ? 'one is' : 'ones are'} not shown. `] : []),
    { code: '/im runs RUN-7' },
    ' shows one, ',
    { code: '/im cancel RUN-7' },
    ' ends it.',
  ];
  const heading = `Runs: the last ${Math.min(runs.length, SHOWN)}`;
  return { summary: heading, heading, sections: [{ text: lines, footnote }] };
}
