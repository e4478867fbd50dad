import { Option, type Command } from 'commander';
import { parseCommandLine } from '../command/parse.ts';
import type { Ask } from '../command/ask.ts';
import { GROUPS, type Word } from '../command/vocabulary.ts';
import { CliError, EXIT } from './exit.ts';
import { incidentTable, listIncidents } from './incidents.ts';
import { atTerminal, INCIDENT_COMMAND, isOfIncident, lineOf, words } from './phrase.ts';
import type { Terminal } from './terminal.ts';

interface LineAnswered {
  readonly text: string;
  readonly message: unknown;
}

/** @returns the option by which a command prints for programs. */
export const forPrograms = (): Option => new Option('--json', 'for programs');

/**
 * Adds a command for every word of chat: those for running an incident below `muster incident`, all others below `muster`
 * itself, and `muster im` for a whole line. A word that the program has a command for already is left out.
 */
export function addWords(program: Command, terminal: Terminal): void {
  const incident = program.command(INCIDENT_COMMAND).description('run incidents, by the words of chat');
  for (const word of words()) {
    const parent = isOfIncident(word) ? incident : program;
    if (!parent.commands.some((one) => one.name() === word.name)) addWord(parent, word, terminal);
  }
  program
    .command('im')
    .description('do what is typed in chat after /im, such as: muster im ack 42')
    .argument('<words...>', 'the line')
    .addOption(forPrograms())
    .allowUnknownOption()
    .action(async (args: string[], { json }: { json?: true }) => {
      const [first = '', ...rest] = args;
      await say(terminal, lineOf(first, rest, new Map()), json);
    });
}

function addWord(parent: Command, word: Word, terminal: Terminal): void {
  const command = parent
    .command(word.name)
    .description(word.help.replace(/\.$/, ''))
    .argument('[words...]', word.usage.slice(word.name.length + 1) || 'nothing')
    .usage(`[options] ${word.usage.slice(word.name.length + 1)}`)
    .addHelpText('after', `\nExample:\n  ${atTerminal(`/im ${word.example}`)}`)
    .addOption(forPrograms())
    // What looks like an option may be part of a text, or the word's own matter.
    .allowUnknownOption();
  if (word.group !== undefined && !isOfIncident(word)) command.helpGroup(`${GROUPS[word.group]}:`);
  const flags = word.flags ?? [];
  for (const { name, value, many } of flags) {
    const option = new Option(
      value === undefined ? `--${name}` : `--${name} <${name}>`,
      value && `such as ${value}`,
    );
    // One that may be given several times is one list, as in chat.
    if (many) option.argParser((given: string, before?: string) => (before ? `${before},${given}` : given));
    command.addOption(option);
  }
  if (word.name === 'run')
    command.option('--incident <id>', 'run it for an incident, as if it were said in its channel');
  command.action(async (args: string[], options: Record<string, string | true | undefined>) => {
    const given = new Map<string, string | true>();
    for (const { name } of flags) {
      const value = options[new Option(`--${name}`).attributeName()];
      if (value !== undefined) given.set(name, value);
    }
    const json = options.json === true ? true : undefined;
    const line = lineOf(word.name, args, given);
    const ask = parseCommandLine(line, {});
    const { incident } = options;
    if (ask.kind === 'list') await list(terminal, ask, json);
    else await say(terminal, line, json, typeof incident === 'string' ? incident : undefined);
  });
}

/** @param incident what is meant where none is named, as in its channel. */
async function say(
  terminal: Terminal,
  text: string,
  json: true | undefined,
  incident?: string,
): Promise<void> {
  // What is not understood needs no server to say so.
  const ask = parseCommandLine(text, {});
  if (ask.kind === 'problem') throw new CliError(atTerminal(ask.message), EXIT.refused);
  if (/^link\s*$/i.test(text))
    throw new CliError(
      'Accounts are linked in chat. For a link on an incident give both: muster incident link 42 https://grafana.example/d/checkout The dashboard',
      EXIT.refused,
    );
  const api = await terminal.api();
  const answer = await api.post<LineAnswered>('/im', { text, ...(incident !== undefined && { incident }) });
  terminal.out(json ? JSON.stringify(answer, null, 2) : atTerminal(answer.text));
}

async function list(
  terminal: Terminal,
  ask: Extract<Ask, { kind: 'list' }>,
  json: true | undefined,
): Promise<void> {
  const { status, severity, team, service, mine, all, before } = ask;
  const query = {
    ...(status ? { status } : !all && { active: 'true' }),
    ...(severity && { severity }),
    ...(team !== undefined && { team }),
    ...(service !== undefined && { service }),
    ...(mine && { mine: 'true' }),
    ...(before !== undefined && { cursor: String(before) }),
  };
  const page = await listIncidents(await terminal.api(), query);
  if (json) terminal.out(JSON.stringify(page, null, 2));
  else for (const line of incidentTable(page, terminal.now())) terminal.out(line);
}
