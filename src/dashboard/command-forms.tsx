import type { ComponentChildren } from 'preact';
import { NOTE_LIMIT, TITLE_LIMIT, type CommandName } from '../incident/command.ts';
import type { Person } from '../incident/person.ts';
import { ADDRESS_LIMIT } from '../incident/web-address.ts';
import { ROLES, roleTitle } from '../incident/person.ts';
import { SEVERITIES } from '../incident/severity.ts';
import { isActive, transitionsFrom } from '../incident/status.ts';
import type { IncidentView } from '../incident/view.ts';
import { incidentAddress } from './address.ts';
import type { Frame } from './frame.ts';
import { FormToken } from './layout.tsx';

/** What somebody may do about an incident on its page. */
export interface Commands {
  readonly frame: Frame;
  readonly view: IncidentView;
  /** What they may do at all. */
  readonly permitted: ReadonlySet<CommandName>;
  /** Are they a responder? */
  readonly responds: boolean;
  /** Whom somebody can be made a responder of. */
  readonly people: readonly Person[];
  /** A new id: the same form sent twice has one effect. */
  readonly delivery: string;
  /** What was sent and refused: its form stands open, filled in as it was. */
  readonly refused?: Refused | undefined;
}

export interface Refused {
  readonly name: CommandName;
  readonly fields: Readonly<Record<string, string>>;
}

interface Form {
  readonly name: CommandName;
  readonly label: string;
  readonly submit: string;
  readonly style?: 'primary' | 'danger';
  /** Absent where there is nothing to fill in. */
  readonly inputs?: (values: Readonly<Record<string, string>>, commands: Commands) => ComponentChildren;
}

const paragraph =
  (label: string, name: 'note' | 'text', isRequired: boolean): NonNullable<Form['inputs']> =>
  (values) => (
    <label>
      {label}
      <textarea name={name} rows={3} maxLength={NOTE_LIMIT} required={isRequired}>
        {values[name] ?? ''}
      </textarea>
    </label>
  );

const FORMS: readonly Form[] = [
  { name: 'ack', label: 'Acknowledge', submit: 'Acknowledge', style: 'primary' },
  {
    name: 'mitigate',
    label: 'Mitigate',
    submit: 'Mark as mitigated',
    inputs: paragraph('What was done? (optional)', 'note', false),
  },
  {
    name: 'resolve',
    label: 'Resolve',
    submit: 'Resolve',
    inputs: paragraph('How was it resolved? (optional)', 'note', false),
  },
  {
    name: 'close',
    label: 'Close',
    submit: 'Close for good',
    inputs: paragraph('A last word (optional)', 'note', false),
  },
  {
    name: 'reopen',
    label: 'Reopen',
    submit: 'Reopen and page anew',
    inputs: paragraph('Why? (optional)', 'note', false),
  },
  {
    name: 'escalate',
    label: 'Escalate',
    submit: 'Page the next step now',
    style: 'danger',
    inputs: paragraph('Why? The next step is paged at once. (optional)', 'note', false),
  },
  { name: 'note', label: 'Note', submit: 'Add the note', inputs: paragraph('Note', 'text', true) },
  {
    name: 'update',
    label: 'Post update',
    submit: 'Post',
    inputs: paragraph('How do things stand? Everybody who hears of the incident reads it.', 'text', true),
  },
  {
    name: 'link',
    label: 'Link',
    submit: 'Add the link',
    inputs: (values) => (
      <>
        <label>
          Address
          <input name="url" type="url" value={values.url ?? ''} maxLength={ADDRESS_LIMIT} required />
        </label>
        <label>
          Title (optional)
          <input name="title" value={values.title ?? ''} maxLength={TITLE_LIMIT} />
        </label>
      </>
    ),
  },
  {
    name: 'hold',
    label: 'Hold',
    submit: 'Put on hold',
    inputs: paragraph('What does it wait for? SLA clocks stand still meanwhile. (optional)', 'note', false),
  },
  { name: 'resume', label: 'Resume', submit: 'Take off hold' },
  {
    name: 'assign',
    label: 'Assign',
    submit: 'Assign',
    inputs: (values, commands) => <Assignment {...{ values, commands }} />,
  },
  {
    name: 'severity',
    label: 'Severity',
    submit: 'Change the severity',
    inputs: (values, { view }) => (
      <label>
        Severity
        <select name="severity">
          {SEVERITIES.map((one) => (
            <option key={one} value={one} selected={one === (values.severity ?? view.incident.severity)}>
              {one}
            </option>
          ))}
        </select>
      </label>
    ),
  },
  {
    name: 'title',
    label: 'Title',
    submit: 'Change the title',
    inputs: (values, { view }) => (
      <label>
        Title
        <input name="title" value={values.title ?? view.incident.title} maxLength={TITLE_LIMIT} required />
      </label>
    ),
  },
  { name: 'join', label: 'Join', submit: 'Join as a responder' },
  { name: 'leave', label: 'Leave', submit: 'Leave the responders' },
];

function Assignment({ values, commands }: { values: Readonly<Record<string, string>>; commands: Commands }) {
  return (
    <>
      <label>
        Who
        <select name="person" required>
          {commands.people.map(({ id, name }) => (
            <option key={id} value={id} selected={id === values.person}>
              {name}
            </option>
          ))}
        </select>
      </label>
      <label>
        As
        <select name="role">
          <option value="">responder</option>
          {ROLES.map((role) => (
            <option key={role} value={role} selected={role === values.role}>
              {roleTitle(role)}
            </option>
          ))}
        </select>
      </label>
    </>
  );
}

/** @returns what can be done in the incident's present state by who is permitted to. */
function possible({ view, permitted, responds, people }: Commands): Form[] {
  const { status } = view.incident;
  if (status === 'closed') return [];
  const transitions: readonly string[] = transitionsFrom(status);
  const sensible = (name: CommandName): boolean => {
    switch (name) {
      case 'ack':
      case 'mitigate':
      case 'resolve':
      case 'close':
      case 'reopen':
        return transitions.includes(name);
      case 'escalate':
        return isActive(status) && view.steps !== undefined;
      case 'hold':
        return isActive(status) && !view.incident.hold;
      case 'resume':
        return view.incident.hold !== undefined;
      case 'assign':
        return people.length > 0;
      case 'join':
        return !responds;
      case 'leave':
        return responds;
      case 'note':
      case 'update':
      case 'link':
      case 'severity':
      case 'title':
        return true;
    }
  };
  return FORMS.filter(({ name }) => permitted.has(name) && sensible(name));
}

function CommandForm({ form, commands }: { form: Form; commands: Commands }) {
  const { frame, view, delivery, refused } = commands;
  const [path = '', query = ''] = incidentAddress(view.incident).split('?');
  const values = refused?.name === form.name ? refused.fields : {};
  const body = (
    <form method="post" action={`${path}/${form.name}${query && `?${query}`}`} data-command={form.name}>
      <FormToken frame={frame} />
      <input type="hidden" name="delivery" value={`${delivery}-${form.name}`} />
      {form.inputs?.(values, commands)}
      <button type="submit" class={form.style}>
        {form.submit}
      </button>
    </form>
  );
  if (!form.inputs) return body;
  return (
    <details id={`do-${form.name}`} name="command" open={refused?.name === form.name}>
      <summary class={form.style}>{form.label}</summary>
      {body}
    </details>
  );
}

/** Everything that the reader may do about the incident now. Works without a script. */
export function CommandForms(commands: Commands) {
  const forms = possible(commands);
  const { status } = commands.view.incident;
  if (!commands.frame.signedIn)
    return (
      <p class="hint">
        <a href={`/sign-in?next=${encodeURIComponent(commands.frame.here)}`}>Sign in</a> to acknowledge, note
        or resolve here.
      </p>
    );
  if (forms.length === 0)
    return (
      <p class="hint">
        {status === 'closed'
          ? 'A closed incident changes no more.'
          : 'Your role allows nothing to be changed here.'}
      </p>
    );
  return (
    <section class="commands" aria-label="Commands">
      {forms.map((form) => (
        <CommandForm key={form.name} form={form} commands={commands} />
      ))}
    </section>
  );
}
