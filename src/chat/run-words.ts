import { span } from '../incident/age.ts';
import type { Run, RunStatus } from '../action/run.ts';
import type { Message } from './message.ts';
import type { Text } from './text.ts';

/** How a run stands, at a glance. */
export const RUN_EMOJI: Readonly<Record<RunStatus, string>> = {
  awaiting_approval: '⏳',
  running: '▶️',
  succeeded: '✅',
  failed: '❌',
  timed_out: '⌛',
  cancelled: '🚫',
  declined: '🚫',
  expired: '⌛',
  abandoned: '❓',
};

/** Colour of its edge, by how a run stands. */
export const RUN_ACCENTS: Readonly<Record<RunStatus, NonNullable<Message['accent']>>> = {
  awaiting_approval: 'neutral',
  running: 'neutral',
  succeeded: 'good',
  failed: 'bad',
  timed_out: 'bad',
  cancelled: 'neutral',
  declined: 'neutral',
  expired: 'neutral',
  abandoned: 'bad',
};

const WORDS: Readonly<Record<RunStatus, string>> = {
  awaiting_approval: 'waits for approval',
  running: 'running',
  succeeded: 'succeeded',
  failed: 'failed',
  timed_out: 'took too long',
  cancelled: 'cancelled',
  declined: 'declined',
  expired: 'not approved in time',
  abandoned: 'given up: whether it was done is not known',
};

/** @returns how a run stands in a few words: `succeeded`, `being cancelled`. */
export function runWords({ status, cancelled }: Pick<Run, 'status' | 'cancelled'>): string {
  return status === 'running' && cancelled ? 'being cancelled' : WORDS[status];
}

/** @returns how a run stands, by whom where it was somebody, since when or how long it took. */
export function runStatusText(run: Run): Text {
  const { status, startedAt, endedAt, cancelled, declined, attempts = 1 } = run;
  const mark =
    status === 'declined' ? declined : (status === 'cancelled' || status === 'running') && cancelled;
  return [
    { bold: runWords(run) },
    ...(mark ? [` by ${mark.by.name}`] : []),
    ...(status === 'running' && startedAt !== undefined ? [' since ', { time: startedAt }] : []),
    ...(startedAt !== undefined && endedAt !== undefined ? [` after ${tookWords(endedAt - startedAt)}`] : []),
    ...(attempts > 1 ? [`, in ${attempts} attempts`] : []),
  ];
}

/** @param ms milliseconds. @returns `0.4 seconds`, `3 minutes`. */
export function tookWords(ms: number): string {
  return ms < 10_000 ? `${(Math.max(0, ms) / 1_000).toFixed(1)} seconds` : span(ms);
}
