import type { Input, Modal, Option, SuggestedField } from '../chat/element.ts';
import { SEVERITY_EMOJI } from '../chat/emoji.ts';
import { NOTE_LIMIT, TITLE_LIMIT } from '../incident/command.ts';
import type { IncidentId } from '../incident/id.ts';
import { ROLES } from '../incident/person.ts';
import { SEVERITIES, type Severity } from '../incident/severity.ts';
import { problem, type Ask, type FormName, type Problem } from './ask.ts';
import { VOCABULARY } from './vocabulary.ts';

/** What a form can offer to choose from. */
export interface Choices {
  /** The severity of who names none. */
  readonly severity: Severity;
  readonly teams: readonly Option[];
  readonly services: readonly Option[];
  /** The incidents to choose from first; only the form that asks for one has them. */
  readonly incidents?: readonly Option[];
}

/** Longest text of labels in a form, in characters. */
const LABELS_TEXT_LIMIT = 1_000;

/** Values by input id. */
type Values = Readonly<Record<string, string>>;

const reason = (label: string): Input => ({
  id: 'note',
  label,
  type: 'paragraph',
  optional: true,
  limit: NOTE_LIMIT,
});

/** More than this nobody looks through: there typing is quicker. */
const LOOKED_THROUGH = 25;

const choice = (id: string, label: string, options: readonly Option[], suggest?: SuggestedField): Input[] =>
  options.length > 0
    ? [
        {
          id,
          label,
          type: 'select',
          options,
          optional: true,
          ...(suggest && options.length > LOOKED_THROUGH && { suggest }),
        },
      ]
    : [];

function inputs(form: FormName, choices: Choices): Input[] {
  switch (form) {
    case 'declare':
      return [
        {
          id: 'title',
          label: 'What is wrong?',
          type: 'text',
          limit: TITLE_LIMIT,
          placeholder: 'Checkout returns 500s',
        },
        {
          id: 'severity',
          label: 'Severity',
          type: 'select',
          options: SEVERITIES.map((value) => ({ label: `${SEVERITY_EMOJI[value]} ${value}`, value })),
          initial: choices.severity,
        },
        ...choice('service', 'Service', choices.services, 'service'),
        ...choice('team', 'Team', choices.teams, 'team'),
        {
          id: 'private',
          label: 'Private: seen by responders and admins only',
          type: 'checkbox',
          optional: true,
        },
        {
          id: 'labels',
          label: 'Labels',
          type: 'text',
          optional: true,
          limit: LABELS_TEXT_LIMIT,
          placeholder: 'region=eu, tier=gold',
          expendable: true,
        },
        { id: 'announce', label: 'Announce also in', type: 'channel', optional: true, expendable: true },
      ];
    case 'resolve':
      return [reason('How was it resolved?')];
    case 'escalate':
      return [reason('Why? The next step is paged at once.')];
    case 'note':
      return [{ id: 'text', label: 'Note', type: 'paragraph', limit: NOTE_LIMIT }];
    case 'update':
      return [{ id: 'text', label: 'How do things stand?', type: 'paragraph', limit: NOTE_LIMIT }];
    case 'timeline':
      return [
        {
          id: 'incident',
          label: 'Incident',
          type: 'select',
          options: choices.incidents ?? [],
          suggest: 'incident',
          placeholder: 'INC-42, or a part of its title',
        },
        {
          id: 'text',
          label: 'What do you want to add?',
          type: 'paragraph',
          optional: true,
          limit: NOTE_LIMIT,
        },
      ];
    case 'assign':
      return [
        { id: 'person', label: 'Who', type: 'user' },
        ...choice(
          'role',
          'Role',
          ROLES.map((role) => ({ label: role, value: role })),
        ),
      ];
  }
}

/** A platform's input takes only one of its options as what is chosen already. */
function filledIn(input: Input, initial: Values): Input {
  const wanted = initial[input.id];
  if (wanted === undefined) return input;
  if (!input.options) return { ...input, initial: wanted };
  const same = (text: string): boolean => text.toLowerCase() === wanted.toLowerCase();
  const option = input.options.find(({ value, label }) => same(value) || same(label));
  return option ? { ...input, initial: option.value } : input;
}

const TITLES: Record<FormName, Pick<Modal, 'title' | 'submit'>> = {
  declare: { title: 'Declare an incident', submit: 'Declare' },
  resolve: { title: 'Resolve', submit: 'Resolve' },
  escalate: { title: 'Escalate', submit: 'Page now' },
  note: { title: 'Note on', submit: 'Add' },
  assign: { title: 'Assign', submit: 'Assign' },
  update: { title: 'Post update', submit: 'Post' },
  timeline: { title: 'Add to the timeline', submit: 'Add' },
};

/**
 * @param context comes back with the submission: the channel in which the form was opened.
 * @param initial what is filled in already, by input id.
 * @returns the form as a modal.
 */
export function formModal(
  form: FormName,
  incident: IncidentId | undefined,
  choices: Choices,
  context: Values,
  initial: Values = {},
): Modal {
  const { title, submit } = TITLES[form];
  return {
    id: form,
    title: incident ? `${title} ${incident}` : title,
    submit,
    inputs: inputs(form, choices).map((input) => filledIn(input, initial)),
    context: {
      ...context,
      ...(incident && { incident }),
      // Where a form has no room for the input, what was typed comes back all the same.
      ...(initial.labels !== undefined && { labels: initial.labels }),
    },
  };
}

/** @returns what a form asks for where no form can be opened: the same without a note, or what to type. */
export function withoutForm(ask: Extract<Ask, { kind: 'form' }>): Ask | Problem {
  const { form, incident } = ask;
  if (incident && (form === 'resolve' || form === 'escalate')) {
    return { kind: 'command', incident, command: { name: form } };
  }
  const example = VOCABULARY.find(({ name }) => name === form)?.example ?? form;
  return problem(
    `No form can be opened here. Type for instance \`/im ${incident ? example.replace('42', incident) : example}\`.`,
  );
}
