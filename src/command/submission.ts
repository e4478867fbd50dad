import { NOTE_LIMIT, TITLE_LIMIT } from '../incident/command.ts';
import { parseIncidentId } from '../incident/id.ts';
import { parseLabels } from '../incident/label.ts';
import { parseRole, ROLES } from '../incident/person.ts';
import { parseSeverity, SEVERITIES } from '../incident/severity.ts';
import type { Ask } from './ask.ts';
import { RUN_FORM } from './run.ts';

/** What is wrong with a form that was sent, by input id; the form stays open and shows it. */
export interface Invalid {
  readonly kind: 'invalid';
  readonly errors: Readonly<Record<string, string>>;
}

/** Longest id or name of a channel that is looked for, in characters: Teams' ids are the longest. */
const CHANNEL_LIMIT = 300;

type Values = Readonly<Record<string, string>>;

const invalid = (id: string, message: string): Invalid => ({ kind: 'invalid', errors: { [id]: message } });

const textOf = (values: Values, id: string): string => values[id]?.trim() ?? '';

function tooLong(text: string, limit: number): string | undefined {
  return text.length > limit ? `At most ${limit} characters; this has ${text.length}.` : undefined;
}

function declaration(context: Values, values: Values): Ask | Invalid {
  const title = textOf(values, 'title');
  const [grade, team, service] = [
    textOf(values, 'severity'),
    textOf(values, 'team'),
    textOf(values, 'service'),
  ];
  const severity = parseSeverity(grade);
  const announce = textOf(values, 'announce');
  const hidden = ['true', 'on', 'private', 'yes'].includes(textOf(values, 'private'));
  const labels = parseLabels(values.labels ?? context.labels ?? '');
  const errors = {
    ...(typeof labels === 'string' && { labels }),
    ...(announce.length > CHANNEL_LIMIT && { announce: 'A channel has no name as long as that.' }),
    ...(announce && hidden && { announce: 'A private incident is announced nowhere: leave this empty.' }),
    ...(!title && { title: 'Say what is wrong.' }),
    ...(title.length > TITLE_LIMIT && { title: tooLong(title, TITLE_LIMIT) ?? '' }),
    ...(grade && !severity && { severity: `One of ${SEVERITIES.join(', ')}.` }),
  };
  if (typeof labels === 'string' || Object.keys(errors).length > 0) return { kind: 'invalid', errors };
  return {
    kind: 'declare',
    title,
    private: hidden,
    ...(severity && { severity }),
    ...(team && { team }),
    ...(service && { service }),
    ...(Object.keys(labels).length > 0 && { labels }),
    ...(announce && { announce }),
    ...(context.quoted && { quoted: context.quoted }),
  };
}

function quote({ quoted }: Values, values: Values): Ask | Invalid {
  const incident = parseIncidentId(textOf(values, 'incident'));
  if (!incident) return invalid('incident', 'Choose an incident.');
  if (!quoted) return invalid('incident', 'This form belongs to no message. Close it and choose one again.');
  const text = textOf(values, 'text');
  const long = tooLong(text, NOTE_LIMIT);
  return long ? invalid('text', long) : { kind: 'quote', incident, quoted, text };
}

const EMPTY = { note: 'A note', update: 'A status update' } as const;

/**
 * Reads a submitted form.
 * @param form the modal's id.
 * @param context what the modal carried: the incident.
 * @returns what is asked for, or what is wrong by input.
 */
export function readForm(form: string, context: Values, values: Values): Ask | Invalid {
  if (form === 'declare') return declaration(context, values);
  if (form === 'timeline') return quote(context, values);
  if (form === RUN_FORM) {
    const wish = { do: 'fill', asked: context.asked ?? '', entered: values } as const;
    return { kind: 'run', wish };
  }
  const incident = parseIncidentId(context.incident ?? '');
  const [first = 'note'] = Object.keys(values);
  if (!incident) return invalid(first, 'This form belongs to no incident. Close it and type `/im` instead.');
  switch (form) {
    case 'resolve':
    case 'escalate': {
      const note = textOf(values, 'note');
      const long = tooLong(note, NOTE_LIMIT);
      if (long) return invalid('note', long);
      return { kind: 'command', incident, command: { name: form, ...(note && { note }) } };
    }
    case 'note':
    case 'update': {
      const text = textOf(values, 'text');
      const wrong = text ? tooLong(text, NOTE_LIMIT) : `${EMPTY[form]} needs a text.`;
      return wrong ? invalid('text', wrong) : { kind: 'command', incident, command: { name: form, text } };
    }
    case 'assign': {
      const [person, given] = [textOf(values, 'person'), textOf(values, 'role')];
      const role = parseRole(given);
      if (!person) return invalid('person', 'Choose somebody.');
      if (given && !role) return invalid('role', `One of ${ROLES.join(', ')}.`);
      return { kind: 'assign', incident, person: `<@${person}>`, ...(role && { role }) };
    }
    default:
      return invalid(first, 'This form is of another version of Muster. Close it and type `/im` instead.');
  }
}
