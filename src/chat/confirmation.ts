import { bounded } from '../text/bounded.ts';
import { yesAction, type Waiting } from '../command/confirmation.ts';
import type { Incident } from '../incident/incident.ts';
import { roleTitle } from '../incident/person.ts';
import type { Button } from './element.ts';
import type { Message } from './message.ts';
import { plain, type Text } from './text.ts';

/** What is shown of a change: the incident that it is about, and whom a called team is. */
export interface Shown {
  readonly change: Waiting;
  /** Absent for a declaration. */
  readonly incident?: Pick<Incident, 'title' | 'severity' | 'status'>;
  /** Whom a call reaches, by name; empty when nobody. */
  readonly reached?: readonly string[];
}

const BUTTONS: Readonly<Record<string, string>> = {
  ack: 'Acknowledge',
  mitigate: 'Mitigate',
  resolve: 'Resolve',
  close: 'Close',
  reopen: 'Reopen',
  escalate: 'Escalate',
  join: 'Join',
  leave: 'Leave',
  note: 'Add the note to',
  update: 'Post the update of',
  title: 'Rename',
};

const VERBS: Readonly<Record<string, string>> = {
  ack: 'acknowledge ',
  mitigate: 'mark as mitigated ',
  resolve: 'resolve ',
  close: 'close for good ',
  reopen: 'reopen ',
  escalate: 'page the next escalation step of ',
  join: 'make you a responder of ',
  leave: 'take you off the responders of ',
};

/** Most characters of a note that a question repeats. */
const REPEATED = 300;

function label({ change }: Shown): string {
  if (change.kind === 'declare') return 'Declare';
  if (change.kind === 'call') {
    const { whom, incident } = change;
    return `Call ${'person' in whom ? whom.person.name : whom.team} to ${incident}`;
  }
  const { command, incident } = change;
  if (command.name === 'severity') return `Make ${incident} a ${command.severity}`;
  if (command.name === 'assign')
    return `${command.role ? `Make ${command.person.name} ${roleTitle(command.role)} of` : `Assign ${command.person.name} to`} ${incident}`;
  return `${BUTTONS[command.name] ?? command.name} ${incident}`;
}

/** @returns a change in words, as what follows "Shall I". */
function spoken({ change, incident, reached = [] }: Shown): Text {
  if (change.kind === 'declare') {
    const { severity, service, team } = change;
    const about = [severity, service && `service ${service}`, team && `team ${team}`]
      .filter(Boolean)
      .join(', ');
    const more = `${about && ` (${about})`}${change.private ? ', private' : ''}`;
    return ['declare an incident: ', { bold: change.title }, ...(more ? [more] : [])];
  }
  const about: Text = [
    { bold: change.incident },
    ...(incident ? [` (${incident.severity}, ${incident.status}: ${incident.title})`] : []),
  ];
  if (change.kind === 'call') {
    const { whom } = change;
    if ('person' in whom)
      return [
        `call ${whom.person.name} to `,
        ...about,
        ' (they get a message; the escalation goes on as it is)',
      ];
    return [
      `call the team ${whom.team} to `,
      ...about,
      ` (a message goes to ${reached.join(', ')}; the escalation goes on as it is)`,
    ];
  }
  const { command } = change;
  switch (command.name) {
    case 'severity':
      return ['make ', ...about, ` a ${command.severity}`];
    case 'assign':
      return [
        `make ${command.person.name} ${command.role ? roleTitle(command.role) : 'a responder'} of `,
        ...about,
      ];
    case 'note':
      return ['put “', { italic: bounded(command.text, REPEATED) }, '” on the timeline of ', ...about];
    case 'update':
      return ['post the status update “', { italic: bounded(command.text, REPEATED) }, '” of ', ...about];
    case 'title':
      return ['rename ', ...about, ' to “', { italic: command.title }, '”'];
    default: {
      const noted: Text =
        'note' in command && command.note
          ? [', with the note “', { italic: bounded(command.note, REPEATED) }, '”']
          : [];
      return [VERBS[command.name] ?? `${command.name} `, ...about, ...noted];
    }
  }
}

/**
 * Asks back before something is changed, with a button for each change.
 * @param lead what is said before the question.
 */
export function confirmationMessage(token: string, shown: readonly Shown[], lead?: string): Message {
  const [only, ...others] = shown;
  const question: Text =
    only && others.length === 0 ? ['Shall I ', ...spoken(only), '?'] : ['Which of these shall I do?'];
  const text: Text = [...(lead ? [`${lead} `] : []), ...question];
  const choices: Text =
    others.length > 0 ? shown.flatMap((one, n): Text => [n > 0 ? '\n• ' : '• ', ...spoken(one)]) : [];
  const buttons = shown.map((one, n): Button => ({
    kind: 'button',
    label: label(one),
    ...(n === 0 && { style: 'primary' as const }),
    action: { command: yesAction(token, n) },
  }));
  return {
    summary: plain(text),
    sections: [
      { text },
      ...(choices.length > 0 ? [{ text: choices }] : []),
      { footnote: ['Nothing is changed unless you press a button.'] },
    ],
    elements: [...buttons, { kind: 'button', label: 'No', action: { command: 'no' } }],
  };
}
