import type { AlertStatus } from '../alert.ts';

/** Words by which systems say how an alert stands, in lower case. */
const WORDS: Readonly<Record<AlertStatus, readonly string[]>> = {
  firing: [
    'firing',
    'alerting',
    'alert',
    'triggered',
    'trigger',
    'problem',
    'active',
    'open',
    'opened',
    'new',
    'down',
    'error',
    'critical',
    'warning',
    'unknown',
    'true',
  ],
  acknowledged: ['acknowledged', 'acknowledge', 'ack'],
  resolved: [
    'resolved',
    'resolve',
    'recovered',
    'recovery',
    'ok',
    'closed',
    'close',
    'cleared',
    'clear',
    'normal',
    'inactive',
    'up',
    'false',
  ],
};

const BY_WORD: ReadonlyMap<string, AlertStatus> = new Map(
  (Object.keys(WORDS) as AlertStatus[]).flatMap((status) =>
    WORDS[status].map((word) => [word, status] as const),
  ),
);

/** @returns how an alert stands by a word of its system, in any case; undefined for a word that is not known. */
export function statusOf(word: string): AlertStatus | undefined {
  return BY_WORD.get(word.trim().toLowerCase());
}
