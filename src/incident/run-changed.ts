import type { Text } from '../chat/text.ts';
import { MOMENT_WORDS } from '../runbook/runbook.ts';
import type { Person } from './person.ts';
import type { RunNews } from './run-news.ts';

const DONE = { approved: 'approved', cancelled: 'cancelled', declined: 'declined' } as const;
const ENDED = {
  succeeded: 'succeeded',
  failed: 'failed',
  timed_out: 'took too long',
  expired: 'was not approved in time and did not run',
  abandoned: 'was abandoned: nobody knows how it ended',
} as const;

/** @param by who did it, or Muster. @returns what became of a run, for the timeline. */
export function runChanged({ run, action, change, waits, runbook }: Omit<RunNews, 'by'>, by: Person): Text {
  switch (change) {
    case 'ordered': {
      const when = waits ? ', once somebody else approves it' : '';
      const what: Text = runbook ? [{ bold: runbook.title }, ` by ${action}`] : [{ bold: action }];
      const why = runbook?.on ? `, as the incident was ${MOMENT_WORDS[runbook.on]}` : '';
      return [{ bold: by.name }, ' runs ', ...what, `${why}${when} (${run}).`];
    }
    case 'approved':
    case 'cancelled':
    case 'declined':
      return [{ bold: by.name }, ` ${DONE[change]} ${run} (`, { bold: action }, ').'];
    default:
      return [{ bold: run }, ` (${action}) ${ENDED[change]}.`];
  }
}
