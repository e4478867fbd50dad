import type { Action } from '../action/action.ts';
import type { Alias } from '../action/alias.ts';
import { announced, type Announced } from '../action/announce.ts';
import { executionContext } from '../action/execution.ts';
import { fitResult } from '../action/fit.ts';
import { redacted } from '../action/parameters.ts';
import { isOver, type Run } from '../action/run.ts';
import type { Person } from '../incident/person.ts';
import { runbookText } from '../runbook/runbook.ts';
import { bounded } from '../text/bounded.ts';
import { extraOf } from './announcement-extra.ts';
import type { Button } from './element.ts';
import type { Field, Message, Section } from './message.ts';
import { resultSections } from './run-result.ts';
import { stepSections } from './run-steps.ts';
import { RUN_ACCENTS, runStatusText, runWords } from './run-words.ts';
import { spokenSections } from './spoken.ts';
import type { Span, Text } from './text.ts';

/** What a card is drawn with besides the run itself. */
export interface RunCardContext {
  /** Absent where the configuration has it no more. */
  readonly action?: Action | undefined;
  /** By which it was said, where it was, and as long as the configuration has it. */
  readonly alias?: Alias | undefined;
  /** Set where who reads it may not know what the run deals with: it is shown as `discreet` gives it. */
  readonly isDiscreet?: true;
  /** Name of the platform that shows it. */
  readonly platform: string;
  /** Who may approve; none: whoever has the permission. */
  readonly approvers: readonly Person[];
  /** Address of the run's page, where that can be reached. */
  readonly page?: string | undefined;
  /** Takes secrets out of a text. */
  readonly redact: (text: string) => string;
}

/** Parameters, people and characters of a value that are shown. */
const PARAMETERS = 15;
const PEOPLE = 10;
const VALUE = 200;

/**
 * @param isPosted whether it stands there already.
 * @returns whether chat is to have a card: an alias may say nothing when a run begins, or when it ends, but nobody could
 * approve what is not seen.
 */
export function hasCard(run: Run, alias: Alias | undefined, isPosted: boolean): boolean {
  if (isPosted || !alias || run.status === 'awaiting_approval') return true;
  return alias.ack.enabled || (isOver(run) && alias.result.enabled);
}

/** @returns a run as chat shows it, with buttons for what can be done about it. Posted once, and edited in place. */
export function runCard(run: Run, context: RunCardContext): Message {
  const { action, alias, page, approvers } = context;
  // Of an action that is gone nobody knows which parameters are secret.
  const parameters = action ? fitResult(redacted(action.parameters, run.parameters), context.redact) : {};
  const surroundings = { action, alias, page, parameters: parameters as Readonly<Record<string, unknown>> };
  const announcement = alias && (isOver(run) ? alias.result : alias.ack);
  const words: Announced =
    announcement?.enabled === true
      ? announced(announcement, context.platform, executionContext(run, surroundings))
      : {};
  const extra = extraOf(words.extra);
  const isQuiet = announcement?.enabled === false;
  const said = words.shown;
  const outcome: readonly Section[] = said
    ? spokenSections(said.attachment ?? '')
    : isOver(run) && !isQuiet
      ? resultSections(run)
      : [];
  const heading = `${run.id} ${run.action}`;
  const asked = isOver(run) ? '' : `, asked for by ${run.asked.by.name}`;
  return {
    summary: `${heading}: ${runWords(run)}${asked}`,
    heading,
    accent: extra.accent ?? RUN_ACCENTS[run.status],
    sections: [
      ...asking(run, approvers),
      ...(run.failure ? [{ text: [run.failure.message] }] : []),
      ...spokenSections(said?.before ?? ''),
      { fields: facts(run, surroundings.parameters) },
      ...stepSections(run),
      ...outcome,
      ...extra.sections,
      ...footnotes(run, context, words.problem),
    ],
    elements: buttons(run),
  };
}

function asking({ status, approveBy }: Run, approvers: readonly Person[]): readonly Section[] {
  if (status !== 'awaiting_approval') return [];
  const named = approvers.slice(0, PEOPLE).flatMap(({ id, name }, n): Span[] => {
    const person = { person: id, name };
    return n === 0 ? [person] : [', ', person];
  });
  const others = approvers.length - PEOPLE;
  const whom: Text =
    named.length === 0
      ? ['somebody else who may approve']
      : [...named, ...(others > 0 ? [` and ${others} others`] : [])];
  const until: Text = approveBy === undefined ? [] : [' until ', { time: approveBy }];
  return [{ text: [{ bold: 'It begins once it is approved' }, ' by ', ...whom, ...until, '.'] }];
}

function facts(run: Run, parameters: Readonly<Record<string, unknown>>): readonly Field[] {
  const { asked, incident, approved, runbook } = run;
  return [
    { label: 'Status', value: runStatusText(run) },
    { label: 'Asked for', value: [`by ${asked.by.name} at `, { time: asked.at }] },
    ...(approved ? [{ label: 'Approved', value: [`by ${approved.by.name}`] }] : []),
    ...(incident === undefined ? [] : [{ label: 'Incident', value: [incident] }]),
    ...(runbook ? [{ label: 'Runbook', value: [runbookText(runbook)] }] : []),
    ...parameterField(parameters),
  ];
}

function parameterField(parameters: Readonly<Record<string, unknown>>): readonly Field[] {
  const all = Object.entries(parameters).filter(([, value]) => value !== null && value !== undefined);
  if (all.length === 0) return [];
  const shown = all.slice(0, PARAMETERS).flatMap(([name, value], n): Span[] => {
    const written = typeof value === 'string' ? value : JSON.stringify(value);
    return [n > 0 ? '\n' : '', { code: bounded(`${name}=${written}`, VALUE) }];
  });
  const left = all.length - PARAMETERS;
  return [{ label: 'Parameters', value: [...shown, ...(left > 0 ? [`\nand ${left} more`] : [])] }];
}

/** What stands in place of all that is private about a run. */
export const DISCREET: Section = {
  footnote: [
    '🔒 It deals with what is private: its page and ',
    { code: '/im runs' },
    ' tell those who may know.',
  ],
};

function footnotes(
  run: Run,
  { alias, page, isDiscreet }: RunCardContext,
  problem: string | undefined,
): readonly Section[] {
  const isLinked = page !== undefined && (isOver(run) || alias?.ack.appendUrl !== false);
  return [
    ...(isDiscreet ? [DISCREET] : []),
    ...(problem === undefined || !alias
      ? []
      : [
          {
            footnote: [
              `⚠️ What the alias ${alias.ref} says ${isOver(run) ? 'at the end' : 'at the beginning'} could not be shown: ${problem}`,
            ],
          },
        ]),
    ...(isLinked ? [{ footnote: [{ link: page, label: `Page of ${run.id}` }] }] : []),
  ];
}

/** Names of commands that buttons of a run ask for; what they are about is the run. */
function buttons(run: Run): readonly Button[] {
  const button = (label: string, command: string, style?: Button['style']): Button => ({
    kind: 'button',
    label,
    ...(style && { style }),
    action: { command, incident: run.id },
  });
  if (run.status === 'awaiting_approval')
    return [
      button('Approve', 'run-approve', 'primary'),
      button('Decline', 'run-decline', 'danger'),
      button('Cancel', 'run-cancel'),
    ];
  return run.status === 'running' && !run.cancelled ? [button('Cancel', 'run-cancel', 'danger')] : [];
}
