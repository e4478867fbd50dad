import {
  ApplicationCommandOptionType as Type,
  ApplicationCommandType,
  type APIApplicationCommandBasicOption,
  type APIApplicationCommandSubcommandGroupOption,
  type APIApplicationCommandSubcommandOption,
  type RESTPostAPIApplicationCommandsJSONBody,
} from 'discord.js';
import type { Flag } from '../../command/flag.ts';
import { GROUPS, wordsOf, type Group, type Word } from '../../command/vocabulary.ts';
import { ROLES } from '../../incident/person.ts';
import { SEVERITIES } from '../../incident/severity.ts';
import { STATUSES } from '../../incident/status.ts';
import { bounded } from '../../text/bounded.ts';
import { LIMITS } from './limits.ts';

/**
 * The slash command; the words of Muster's vocabulary are its subcommands, those of a group below it: Discord takes no
 * more than 25 at once.
 */
export const COMMAND = 'im';

/** The commands in the menu of a message ("Apps"), by name. */
export const SHORTCUTS = {
  'Declare an incident': 'declare',
  'Add to the timeline': 'timeline',
} as const;

/** What stands after a word, in the order in which it is typed. */
export interface Argument {
  readonly name: string;
  readonly kind: 'incident' | 'person' | 'text' | 'severity' | 'role' | 'command';
  readonly description: string;
  readonly required?: true;
}

const INCIDENT: Argument = {
  name: 'incident',
  kind: 'incident',
  description: "Such as INC-42; may be left out in the incident's own channel",
};
const NOTE: Argument = { name: 'note', kind: 'text', description: 'What there is to say about it' };
const WORDS: Argument = { name: 'words', kind: 'text', description: 'What follows, as it would be typed' };

const text = (name: string, description: string, required?: true): Argument => ({
  name,
  kind: 'text',
  description,
  ...(required && { required }),
});

const ARGUMENTS: Readonly<Record<string, readonly Argument[]>> = {
  declare: [text('title', 'What is wrong; without it a form opens')],
  ack: [INCIDENT],
  mitigate: [INCIDENT, NOTE],
  resolve: [INCIDENT, NOTE],
  close: [INCIDENT, NOTE],
  reopen: [INCIDENT, NOTE],
  escalate: [INCIDENT, NOTE],
  assign: [
    INCIDENT,
    { name: 'person', kind: 'person', description: 'Who; without it a form opens' },
    { name: 'role', kind: 'role', description: 'What they are to be' },
  ],
  note: [INCIDENT, text('text', 'The note; without it a form opens')],
  update: [INCIDENT, text('text', 'How things stand; without it a form opens')],
  hold: [INCIDENT, NOTE],
  resume: [INCIDENT, NOTE],
  join: [INCIDENT],
  leave: [INCIDENT],
  severity: [
    INCIDENT,
    { name: 'severity', kind: 'severity', description: 'The new severity', required: true },
  ],
  title: [INCIDENT, text('text', 'The new title', true)],
  status: [INCIDENT],
  list: [],
  help: [{ name: 'command', kind: 'command', description: 'The command to explain' }],
};

/** @returns what the options of a word stand for; a word that is not known here takes what follows as one text. */
export function argumentsOf(word: string): readonly Argument[] {
  return ARGUMENTS[word] ?? [WORDS];
}

const choices = (values: readonly string[]) =>
  values.slice(0, LIMITS.choices).map((value) => ({ name: value, value }));

const described = (name: string, description: string) => ({
  name,
  description: bounded(description, LIMITS.commandDescription),
});

function argument({ name, kind, description, required }: Argument): APIApplicationCommandBasicOption {
  const base = { ...described(name, description), ...(required && { required }) };
  const string = { ...base, type: Type.String } as const;
  switch (kind) {
    case 'person':
      return { ...base, type: Type.User };
    case 'incident':
      return { ...string, autocomplete: true };
    case 'severity':
      return { ...string, choices: choices(SEVERITIES) };
    case 'role':
      return { ...string, choices: choices(ROLES) };
    case 'command':
    case 'text':
      return string;
  }
}

const FLAGS: Readonly<Record<string, string>> = {
  sev: 'Severity',
  severity: 'Severity',
  team: 'Team',
  service: 'Service',
  private: 'Seen by responders and admins only',
  status: 'Status',
  mine: 'Only those that you respond to',
  all: 'Also those of the past',
  before: 'Only those declared before this one',
  by: 'What they are told apart by',
  from: 'When it begins, such as tomorrow 9:00',
  until: 'When it ends, such as friday 17:00',
  for: 'Whose place is taken: mention them',
};

function flag({ name, value }: Flag): APIApplicationCommandBasicOption {
  const base = described(name, FLAGS[name] ?? name);
  if (value === undefined) return { ...base, type: Type.Boolean };
  const string = { ...base, type: Type.String } as const;
  if (name === 'sev' || name === 'severity') return { ...string, choices: choices(SEVERITIES) };
  if (name === 'status') return { ...string, choices: choices(STATUSES) };
  const suggested = ['team', 'service', 'before'].includes(name);
  return suggested ? { ...string, autocomplete: true } : string;
}

function subcommand(word: Word): APIApplicationCommandSubcommandOption {
  const given = argumentsOf(word.name);
  // Discord wants what is required to stand first.
  const ordered = [...given.filter((one) => one.required), ...given.filter((one) => !one.required)];
  return {
    type: Type.Subcommand,
    ...described(word.name, word.help),
    options: [...ordered.map(argument), ...(word.flags ?? []).map(flag)].slice(0, LIMITS.choices),
  };
}

function subcommandGroup(group: Group): APIApplicationCommandSubcommandGroupOption[] {
  const words = wordsOf(group);
  if (words.length === 0) return [];
  return [
    {
      type: Type.SubcommandGroup,
      ...described(group, GROUPS[group]),
      options: words.map(subcommand),
    },
  ];
}

/** @returns everything that Muster registers with Discord for a server. */
export function commands(): RESTPostAPIApplicationCommandsJSONBody[] {
  return [
    {
      type: ApplicationCommandType.ChatInput,
      ...described(COMMAND, 'Declare and run incidents'),
      options: [...wordsOf().map(subcommand), ...(Object.keys(GROUPS) as Group[]).flatMap(subcommandGroup)],
    },
    ...Object.keys(SHORTCUTS).map((name) => ({ type: ApplicationCommandType.Message as const, name })),
  ];
}
