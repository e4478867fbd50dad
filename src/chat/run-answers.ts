import type { Action } from '../action/action.ts';
import type { Alias } from '../action/alias.ts';
import { isHidden } from '../action/ordered-parameters.ts';
import type { ParameterProblem } from '../action/parameters.ts';
import { kindsOf } from '../action/parameter.ts';
import type { Run, RunOrder } from '../action/run.ts';
import { yesAction } from '../command/confirmation.ts';
import { runFormAction } from '../command/run.ts';
import { bounded } from '../text/bounded.ts';
import type { Button } from './element.ts';
import { note, said, type Message } from './message.ts';
import { plain, type Span, type Text } from './text.ts';

/** Characters of what a parameter is for. */
const ABOUT = 140;
/** Most characters of a line that is repeated. */
const TYPED = 300;

/**
 * @param names of those who may approve it. @param page address of the run's page.
 * @returns to who ordered a run that it has begun, or whom it waits for.
 */
export function runBegun(
  { id, action, plan, asked, confidential }: RunOrder,
  names: readonly string[],
  page: string,
): Message {
  const named: Span = { link: page, label: id };
  const { approval } = plan;
  const text: Text = approval
    ? [
        named,
        ': ',
        { code: action },
        ` waits until ${names.length > 0 ? names.join(' or ') : 'somebody else who may'} approves it, until `,
        { time: asked.at + approval.withinMs },
        '. ',
        { code: `/im cancel ${id}` },
        ' takes it back.',
      ]
    : [named, ': ', { code: action }, ' runs. ', { code: `/im cancel ${id}` }, ' ends it.'];
  const all = confidential ? [...text, SECRECY] : text;
  return note(all, plain(all));
}

/** The channel where it was ordered would otherwise be taken for broken. */
const SECRECY = ' It deals with what is private: what comes of it is told only where all may know of that.';

const DONE = {
  approve: 'is approved and begins',
  decline: 'is declined: it does not run',
  cancel: 'is cancelled',
} as const;

/** @returns what became of a decision on a run. */
export function runDecided({ id, action, status }: Run, decision: keyof typeof DONE): Message {
  const ending = decision === 'cancel' && status === 'running';
  const text: Text = [
    { bold: id },
    ': ',
    { code: action },
    ` ${ending ? 'is being ended' : DONE[decision]}.`,
  ];
  return note(text, plain(text));
}

/** What cannot be run as it was said. */
export interface RunNeeds {
  readonly action: Pick<Action, 'ref' | 'parameters'>;
  readonly alias?: Pick<Alias, 'ref'>;
  readonly problems: readonly ParameterProblem[];
  readonly missing: readonly string[];
  /** By which runbook of which incident it was asked for. */
  readonly runbook?: { readonly name: string; readonly incident: string };
  /** What was typed after `/im run`, where that holds no secret. */
  readonly typed?: string;
}

/** @returns what is wrong with each parameter, and what to add to what was said. Of values it holds none but those of `typed`, and these only where nothing is wrong with one. */
export function runNeeds({ action, alias, problems, missing, runbook, typed }: RunNeeds): Message {
  const wrong = problems.flatMap(({ parameter, message }): Span[] => [
    '\n• ',
    { code: bounded(parameter, ABOUT) },
    ...spansOf(` ${message}${/[.?]$/.test(message) ? '' : '.'}`),
  ]);
  const needed = missing.flatMap((name): Span[] => {
    const parameter = action.parameters[name];
    const description = parameter?.description;
    return [
      '\n• ',
      { code: `${name}=…` },
      ` is needed${parameter ? `: ${kindsOf(parameter).join(' or ')}` : ''}`,
      ...(description === undefined || description === '' ? ['.'] : [`, ${bounded(description, ABOUT)}`]),
    ];
  });
  const what = runbook?.name ?? alias?.ref ?? action.ref;
  const text: Text = [{ bold: what }, ' was not run.', ...wrong, ...needed];
  const open = missing.filter((name) => !isHidden(action.parameters, name));
  const values = open.map((name) => `${name}=…`).join(' ');
  const footnote: Text = runbook
    ? open.length === 0
      ? ['Its parameters stand in the configuration.']
      : [{ code: `/im runbooks ${runbook.incident} ${what} ${values}` }, ' runs it.']
    : open.length === 0
      ? [{ code: `/im run help ${what}` }, ' says what it takes.']
      : typed === undefined || problems.length > 0 || !fitsLine(typed)
        ? ['Say it again with ', { code: values }, ' at its end.']
        : [{ code: `/im run ${typed} ${values}` }, ' runs it.'];
  return { summary: `${what} was not run.`, sections: [{ text, footnote }] };
}

/** @returns whether a text can be shown as what is to be typed. */
const fitsLine = (text: string): boolean => text.length <= TYPED && !/[`\r\n]/.test(text);

/** @returns a message with a button that opens the form of a question, in which stands what was said already. */
export function withFormButton(message: Message, asked: string): Message {
  const button: Button = {
    kind: 'button',
    label: 'Open the form',
    style: 'primary',
    action: runFormAction(asked),
  };
  return { ...message, elements: [button] };
}

/** @returns a message with buttons for the aliases that may be meant. @param token of the question. */
export function withAliasButtons(
  message: Message,
  aliases: readonly Pick<Alias, 'ref'>[],
  token: string,
): Message {
  const elements = aliases.map(({ ref }, n): Button => ({
    kind: 'button',
    label: ref,
    action: { command: yesAction(token, n) },
  }));
  return { ...message, elements };
}

/** @returns a text in which what stands between backticks is code. */
const spansOf = (text: string): Text => said(text).sections[0]?.text ?? [];
