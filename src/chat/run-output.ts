import type { OutputPiece } from '../action/runner.ts';
import { isOver, type Run } from '../action/run.ts';
import { orderName, type RunStep } from '../action/step.ts';
import { excerpt } from '../text/excerpt.ts';
import { printedText } from '../text/terminal.ts';
import type { Message } from './message.ts';
import type { Text } from './text.ts';

/** What one attempt has printed until now. */
export interface Output {
  /** From 1 on. */
  readonly attempt: number;
  /** The step of the run whose attempt it is; absent: it has none. */
  readonly step?: RunStep;
  readonly pieces: readonly OutputPiece[];
  /** Characters that are not kept. */
  readonly dropped: number;
}

/** Characters that a message shows at most; platforms that have less room show less. */
const MOST = 8_000;

/**
 * @param page address of the run's page, where that can be reached.
 * @returns the first and the last of what a run has printed; undefined while that is nothing.
 */
export function outputMessage(run: Run, output: Output, page?: string): Message | undefined {
  const { attempt, step, pieces, dropped } = output;
  const all = printedText(pieces.map(({ text }) => text).join(''));
  const preformatted = excerpt(all, MOST);
  if (preformatted === '') return undefined;
  const which = attempt > 1 ? ` in attempt ${attempt}` : '';
  const isAtEnd = isOver(run) || (step !== undefined && step.status !== 'running');
  const lead = `${orderName({ id: run.id, ...(step && { step }) })} ${isAtEnd ? 'printed' : 'prints'}${which}:`;
  const footnote: Text = [
    ...(dropped > 0 ? [`${dropped} characters in between are not kept. `] : []),
    ...(page === undefined ? [] : [{ link: page, label: `All of what ${run.id} printed` }]),
  ];
  return {
    summary: lead,
    sections: [{ text: [lead], preformatted, ...(footnote.length > 0 && { footnote }) }],
  };
}
