import { SEVERITIES } from '../incident/severity.ts';
import { isActive, transitionsFrom, type Transition } from '../incident/status.ts';
import type { IncidentView, ShownRunbook } from '../incident/view.ts';
import { RUNBOOK, runbookCommand, runbookValue } from '../runbook/press.ts';
import type { Button, Element } from './element.ts';
import { SEVERITY_EMOJI } from './emoji.ts';

const TRANSITION_BUTTONS: Record<Transition, Pick<Button, 'label' | 'style'> & { readonly command: string }> =
  {
    ack: { label: 'Acknowledge', style: 'primary', command: 'ack' },
    mitigate: { label: 'Mitigate', command: 'mitigate' },
    resolve: { label: 'Resolve', command: 'open:resolve' },
    close: { label: 'Close', command: 'close' },
    reopen: { label: 'Reopen', command: 'reopen' },
  };

/**
 * How many runbooks have a button of their own, and how many more stand in a menu: with what else is on a card, every
 * platform has room for so many. `/im runbooks` lists the others.
 */
const RUNBOOK_BUTTONS = 3;
const RUNBOOK_OPTIONS = 25;

const label = ({ title }: ShownRunbook): string => `▶ ${title}`;

/** @returns a button that asks for `command`, or opens a modal with `open:<modal>`. */
export function incidentButton(
  incident: string,
  label: string,
  command: string,
  style?: Button['style'],
): Button {
  return { kind: 'button', label, ...(style && { style }), action: { command, incident } };
}

/**
 * @returns what is wanted of who hears of an open incident: to acknowledge it, or to have others come, by the next step
 * of its escalation policy or, where it has none, by hand.
 */
export function openButtons({ incident: { id }, steps }: IncidentView): Button[] {
  return [
    incidentButton(id, 'Acknowledge', 'ack', 'primary'),
    steps === undefined
      ? incidentButton(id, 'Assign', 'open:assign')
      : incidentButton(id, 'Escalate', 'open:escalate'),
  ];
}

/** @returns what can be done about an incident in its present status; nothing once it is closed. */
export function cardElements(view: IncidentView): Element[] {
  const { id, status, severity } = view.incident;
  if (status === 'closed') return [];
  const transitions = transitionsFrom(status).map((transition) => {
    const { label, style, command } = TRANSITION_BUTTONS[transition];
    return incidentButton(id, label, command, style);
  });
  const escalate =
    isActive(status) && view.steps !== undefined
      ? [incidentButton(id, 'Escalate', 'open:escalate', 'danger')]
      : [];
  const { runbooks = [] } = view;
  const more = runbooks.slice(RUNBOOK_BUTTONS, RUNBOOK_BUTTONS + RUNBOOK_OPTIONS);
  const others = SEVERITIES.filter((other) => other !== severity);
  return [
    ...transitions,
    ...escalate,
    incidentButton(id, 'Assign', 'open:assign'),
    incidentButton(id, 'Note', 'open:note'),
    incidentButton(id, 'Post update', 'open:update'),
    ...runbooks.slice(0, RUNBOOK_BUTTONS).map((one) => incidentButton(id, label(one), runbookCommand(one))),
    {
      kind: 'select',
      placeholder: 'Change severity',
      options: others.map((other) => ({ label: `${SEVERITY_EMOJI[other]} ${other}`, value: other })),
      action: { command: 'severity', incident: id },
    },
    ...(more.length > 0
      ? [
          {
            kind: 'select' as const,
            placeholder: 'Run a runbook',
            options: more.map((one) => ({ label: label(one), value: runbookValue(one) })),
            action: { command: RUNBOOK, incident: id },
          },
        ]
      : []),
  ];
}
