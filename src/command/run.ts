import { parseRunId, type RunId } from '../action/run-id.ts';
import { problem, type Ask, type Problem } from './ask.ts';
import type { Place } from './subject.ts';

/** What somebody wants of actions and their runs. */
export type RunWish =
  /** `text`: what an alias may match, as it was typed; `incident`: the one of the channel it was typed in. */
  | { readonly do: 'start'; readonly text: string; readonly incident?: Place['incident'] }
  | { readonly do: 'show'; readonly run: RunId }
  | { readonly do: 'list' }
  /** What may be run, or what of that has these words. */
  | { readonly do: 'help'; readonly about?: string }
  | { readonly do: 'cancel' | 'approve' | 'decline'; readonly run: RunId };

/** Reads what was typed after `run`: a sentence of an alias, the id of a run, `help`. */
export function parseRun(text: string, { incident }: Place): Ask | Problem {
  const ask = (wish: RunWish): Ask => ({ kind: 'run', wish });
  if (text === '') return ask({ do: 'help' });
  const [, about] = /^help(?:\s+(.*))?$/is.exec(text) ?? [];
  if (/^help(?=\s|$)/i.test(text)) return ask({ do: 'help', ...(about && { about: about.trim() }) });
  const run = /^run[-\s_]?\d+$/i.test(text) || /^#\d+$/.test(text) ? parseRunId(text) : undefined;
  if (run) return ask({ do: 'show', run });
  return ask({ do: 'start', text, ...(incident && { incident }) });
}

/** Reads what was typed after `runs`: nothing, or the id of one. */
export function parseRuns(text: string): Ask | Problem {
  if (text === '') return { kind: 'run', wish: { do: 'list' } };
  const run = parseRunId(text);
  return run
    ? { kind: 'run', wish: { do: 'show', run } }
    : problem(`\`/im runs\` lists what was run last, \`/im runs RUN-7\` shows one.`);
}

/** Reads what was typed after `cancel`, `approve` or `decline`: the id of a run. */
export function parseDecision(name: 'cancel' | 'approve' | 'decline', text: string): Ask | Problem {
  const run = parseRunId(text);
  return run
    ? { kind: 'run', wish: { do: name, run } }
    : problem(`Which run? \`/im ${name} RUN-7\`; \`/im runs\` lists them.`);
}
