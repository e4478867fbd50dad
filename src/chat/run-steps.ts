import type { Run } from '../action/run.ts';
import type { RunStep, StepStatus } from '../action/step.ts';
import type { Section } from './message.ts';
import { RUN_EMOJI } from './run-words.ts';
import type { Span } from './text.ts';

/** Steps that a card shows: those that came last. */
const SHOWN = 15;

const WORDS: Readonly<Record<StepStatus, string>> = {
  running: 'running',
  succeeded: 'succeeded',
  failed: 'failed',
  timed_out: 'took too long',
  cancelled: 'cancelled',
  abandoned: 'given up: whether it was done is not known',
  skipped: 'skipped',
};

/** @returns how a step stands in a few words. */
export const stepWords = (status: StepStatus): string => WORDS[status];

const emojiOf = (status: StepStatus): string => (status === 'skipped' ? '⏭️' : RUN_EMOJI[status]);

/** @returns the steps of a run, each in a line, the last ones where they are many; nothing where it has none. */
export function stepSections({ steps = [] }: Pick<Run, 'steps'>): readonly Section[] {
  if (steps.length === 0) return [];
  const left = steps.length - SHOWN;
  const lines = steps.slice(-SHOWN).flatMap((step, n): Span[] => [n > 0 ? '\n' : '', ...line(step)]);
  return [
    {
      text: lines,
      ...(left > 0 && {
        footnote: [left === 1 ? 'One earlier step is not shown.' : `${left} earlier steps are not shown.`],
      }),
    },
  ];
}

function line({ place, task, action, status, attempts }: RunStep): readonly Span[] {
  const tries = attempts > 1 ? `, in attempt ${attempts}` : '';
  return [`${emojiOf(status)} ${place} `, { bold: task }, ` ${action}: ${stepWords(status)}${tries}`];
}
