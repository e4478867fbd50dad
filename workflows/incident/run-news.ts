import { RUN_CHANGES, type RunNews } from '../../src/incident/run-news.ts';
import { personIn, word, type Loose } from './loose.ts';
import type { Redact } from './redaction.ts';

/** @param raw what came with the signal, which may be anything. @returns undefined for what is no news of a run. */
export function readRunNews(raw: unknown, redact: Redact): RunNews | undefined {
  if (typeof raw !== 'object' || raw === null) return undefined;
  const loose = raw as Loose;
  const [run, action] = [word(loose['run']), word(loose['action'])];
  const change = RUN_CHANGES.find((one) => one === loose['change']);
  if (run === undefined || action === undefined || !change) return undefined;
  const by = personIn(loose['by'], redact);
  const waits = loose['waits'] === true && { waits: true as const };
  return { run: redact(run), action: redact(action), change, ...waits, ...(by && { by }) };
}
