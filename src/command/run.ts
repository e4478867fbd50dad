import { parseRunId, type RunId } from '../action/run-id.ts';
import type { ElementAction } from '../chat/element.ts';
import { withoutEnd } from '../text/without-end.ts';
import { problem, type Ask, type Problem } from './ask.ts';
import type { RunbookWish } from './runbook.ts';
import type { Place } from './subject.ts';

/** What somebody wants of actions and their runs. */
export type RunWish =
  /**
   * `text`: what an alias may match, as it was typed; `incident`: the one of the channel it was typed in; `casual`: it may
   * have been said to somebody else, so that nothing is answered where it is like no alias.
   */
  | {
      readonly do: 'start';
      readonly text: string;
      readonly incident?: Place['incident'];
      readonly casual?: true;
    }
  | { readonly do: 'show'; readonly run: RunId }
  | { readonly do: 'list' }
  /** What may be run, or what of that has these words. */
  | { readonly do: 'help'; readonly about?: string }
  | { readonly do: 'cancel' | 'approve' | 'decline'; readonly run: RunId }
  | RunbookWish
  /** Opens the form of an earlier question once more. */
  | { readonly do: 'ask'; readonly asked: string }
  /** What was entered into the form of an earlier question, by the names of parameters. */
  | { readonly do: 'fill'; readonly asked: string; readonly entered: Readonly<Record<string, string>> };

/** The id of the form in which somebody enters what an action needs. */
export const RUN_FORM = 'run';

/** @param asked the question. @returns the action of the button that opens its form; {@link parseRunPress} reads it. */
export const runFormAction = (asked: string): ElementAction => ({
  command: `open:${RUN_FORM}`,
  incident: asked,
});

/** Reads what was typed after `run`: a sentence of an alias, the id of a run, `help`. */
export function parseRun(text: string, { incident }: Place): Ask | Problem {
  const ask = (wish: RunWish): Ask => ({ kind: 'run', wish });
  if (text === '') return ask({ do: 'help' });
  const help = helpIn(text);
  if (help) return ask(help);
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

/** Reads what was typed after `!`. @param said whether somebody else may have been meant by it. */
export function parseExclaimed(
  text: string,
  { incident }: Place,
  said: 'to Muster' | 'to anybody',
): Extract<Ask, { kind: 'run' }> {
  const help = helpIn(text.trim());
  const casual = said === 'to anybody' ? { casual: true as const } : {};
  return {
    kind: 'run',
    wish: help ?? { do: 'start', text: text.trim(), ...(incident && { incident }), ...casual },
  };
}

/** @returns the wish for help that a text is, if it is one. */
function helpIn(text: string): RunWish | undefined {
  const [help, about = ''] = /^help(?:\s+(.*))?$/is.exec(text) ?? [];
  if (help === undefined) return undefined;
  return { do: 'help', ...(about.trim() !== '' && { about: about.trim() }) };
}

/** Commands of buttons on what is shown of a run. */
const PRESSES = {
  'run-approve': 'approve',
  'run-decline': 'decline',
  'run-cancel': 'cancel',
  'run-show': 'show',
} as const;

/** Reads a press of a button of a run. @param about the run's id, or the question of a form. @returns undefined for other buttons. */
export function parseRunPress(command: string, about: string | undefined): Ask | undefined {
  if (about === undefined) return undefined;
  if (command === `open:${RUN_FORM}`) return { kind: 'run', wish: { do: 'ask', asked: about } };
  const wanted = Object.hasOwn(PRESSES, command) ? PRESSES[command as keyof typeof PRESSES] : undefined;
  const run = parseRunId(about);
  return wanted && run ? { kind: 'run', wish: { do: wanted, run } } : undefined;
}

/**
 * Reads what is said in plain language of runs that are named: `approve RUN-7`, `please cancel run 7`, `show runs`, `what
 * can I run?`. A sentence that an alias may match is none of it.
 */
export function spokenOfRuns(text: string): Extract<Ask, { kind: 'run' }> | undefined {
  const asked = text.trim().replace(/^(?:please|pls|can you|could you)\s+/i, '');
  const said = withoutEnd(withoutEnd(asked, BREAKS).replace(/(?:please|pls)$/i, ''), BREAKS);
  const ask = (wish: RunWish): Extract<Ask, { kind: 'run' }> => ({ kind: 'run', wish });
  const [, verb = '', id = ''] =
    /^(?:(approve|decline|reject|deny|cancel|stop|abort|show|status(?:\s+of)?)\s+)?(run[-\s_]?#?\d+)$/i.exec(
      said,
    ) ?? [];
  const run = parseRunId(id.replace('#', ''));
  if (run) return ask({ do: VERBS[verb.toLowerCase()] ?? 'show', run });
  if (/^(?:(?:list|show)(?:\s+me)?\s+)?(?:the\s+|all\s+|last\s+)*runs$/i.test(said))
    return ask({ do: 'list' });
  return /^what (?:can|may) (?:i|you|we) (?:run|execute)$/i.test(said) ? ask({ do: 'help' }) : undefined;
}

/** What may stand at the end of what is said, and before a `please` there. */
const BREAKS = ' \t\n\r\u00a0.!?,';

const VERBS: Readonly<Record<string, 'approve' | 'decline' | 'cancel'>> = {
  approve: 'approve',
  decline: 'decline',
  reject: 'decline',
  deny: 'decline',
  cancel: 'cancel',
  stop: 'cancel',
  abort: 'cancel',
};
