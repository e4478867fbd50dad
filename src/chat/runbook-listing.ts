import type { IncidentView } from '../incident/view.ts';
import { runbookCommand } from '../runbook/press.ts';
import { incidentButton } from './card-elements.ts';
import type { Message } from './message.ts';
import type { Span, Text } from './text.ts';

/** A runbook that can be run for an incident. */
export interface ListedRunbook {
  readonly name: string;
  readonly title: string;
  /** What it runs, `<pack>.<name>`. */
  readonly action: string;
  readonly description: string;
  readonly waits: boolean;
  readonly nth: number;
}

/** Most that are listed, and that have a button. */
const LISTED = 30;
const BUTTONS = 5;

/** @returns the runbooks that somebody may run for an incident now. */
export function runbookListing({ incident: { id } }: IncidentView, all: readonly ListedRunbook[]): Message {
  if (all.length === 0) {
    const none = `There is no runbook that you may run for ${id} as it stands.`;
    const how: Text = [{ code: '/im run help' }, ' lists what else you may run.'];
    return { summary: none, sections: [{ text: [none], footnote: how }] };
  }
  const lines = all
    .slice(0, LISTED)
    .flatMap((one, n): Span[] => [
      ...(n > 0 ? ['\n'] : []),
      { code: one.name },
      ' ',
      { bold: one.title },
      ` (${one.action}${one.waits ? ', once somebody else approves it' : ''})${one.description === '' ? '' : `: ${one.description}`}`,
    ]);
  const left = all.length - LISTED;
  const footnote: Text = [
    ...(left > 0 ? [`${left} more ${left === 1 ? 'is' : 'are'} not shown. `] : []),
    { code: `/im runbooks ${id} ${all[0]?.name ?? ''}` },
    ' runs the first.',
  ];
  const heading = `${id}: ${all.length} ${all.length === 1 ? 'runbook' : 'runbooks'}`;
  const elements = all
    .slice(0, BUTTONS)
    .map((one) => incidentButton(id, `▶ ${one.title}`, runbookCommand(one)));
  return { summary: heading, heading, sections: [{ text: lines, footnote }], elements };
}
