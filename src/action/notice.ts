import { executionContext, type RunSurroundings } from './execution.ts';
import { filledText, filledTree } from './filling.ts';
import { fitResult } from './fit.ts';
import { jinja } from './jinja.ts';
import type { Notification } from './notify.ts';
import { actionContext } from './ordered-parameters.ts';
import type { Run } from './run.ts';
import { tried } from './tried.ts';
import { printedText } from '../text/terminal.ts';

/** What `notify` says of a run, its templates rendered. */
export interface Notice {
  /** Absent where it has no words of its own, or they cannot be rendered. */
  readonly message?: string;
  /** By name, in order. */
  readonly data: Readonly<Record<string, unknown>>;
  /** Why something of it could not be rendered, in one line that holds no values. */
  readonly problem?: string;
}

/**
 * Renders what `notify` says, by StackStorm's names: `action_parameters`, `action_results`, `action_context`, and
 * `execution` as in what aliases say (https://docs.stackstorm.com/chatops/notifications.html).
 * @param redact takes secrets out of a text.
 */
export function noticeOf(
  notification: Notification,
  run: Run,
  surroundings: RunSurroundings,
  redact: (text: string) => string,
): Notice {
  const filling = {
    templates: jinja,
    variables: {
      ...executionContext(run, surroundings),
      ...actionContext(run.asked.by, run.origin?.channel),
      action_parameters: surroundings.parameters,
      action_results: run.result ?? {},
    },
  };
  const { message } = notification;
  const words = tried(() => (message === undefined ? undefined : filledText(message, filling)));
  const data = tried(() => filledTree(notification.data, filling));
  const problem = words.problem ?? data.problem;
  const clean = (text: string): string => redact(printedText(text));
  const shown = words.value === undefined ? '' : clean(words.value).trim();
  return {
    ...(shown !== '' && { message: shown }),
    data: fitResult(data.value ?? {}, clean) as Notice['data'],
    ...(problem !== undefined && { problem }),
  };
}

/** Values of `data` that are shown. */
const VALUES = 20;

/** @returns `data` as people read it, what is empty left out; `left` tells how much more there is. */
export function shownData(data: Notice['data']): {
  readonly shown: readonly { readonly name: string; readonly written: string }[];
  readonly left: number;
} {
  const all = Object.entries(data)
    .map(([name, value]) => ({ name, written: writtenOf(value) }))
    .filter(({ written }) => written !== '');
  return { shown: all.slice(0, VALUES), left: Math.max(0, all.length - VALUES) };
}

const writtenOf = (value: unknown): string =>
  value === null ? '' : typeof value === 'string' ? value.trim() : JSON.stringify(value, null, 2);
