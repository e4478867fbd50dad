import { RUN_CHANGES, type RunNews } from '../../src/incident/run-news.ts';
import { MOMENTS, type RunbookRef } from '../../src/runbook/runbook.ts';
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
  const runbook = runbookIn(loose['runbook'], redact);
  return {
    run: redact(run),
    action: redact(action),
    change,
    ...waits,
    ...(runbook && { runbook }),
    ...(by && { by }),
  };
}

function runbookIn(raw: unknown, redact: Redact): RunbookRef | undefined {
  if (typeof raw !== 'object' || raw === null) return undefined;
  const loose = raw as Loose;
  const [name, title] = [word(loose['name']), word(loose['title'])];
  if (name === undefined || title === undefined) return undefined;
  const on = MOMENTS.find((one) => one === loose['on']);
  return { name, title: redact(title), ...(on && { on }) };
}
