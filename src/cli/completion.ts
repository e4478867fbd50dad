import { Argument, type Command } from 'commander';
import { listIncidents } from './incidents.ts';
import { INCIDENT_COMMAND, words } from './phrase.ts';
import type { Terminal } from './terminal.ts';

const SHELLS = ['bash', 'zsh', 'fish'] as const;
type Shell = (typeof SHELLS)[number];

/** What may be typed next, and what it is. */
export interface Candidate {
  readonly value: string;
  readonly about: string;
}

/** How long the server has to say which incidents there are, in milliseconds: somebody has pressed a key and waits. */
const LOOK_MS = 1_500;

/** The shells ask `muster completion-words -- <words so far>`: one line for each candidate, what it is after a tab. */
const SCRIPTS: Record<Shell, string> = {
  bash: `_muster_completion() {
  local value
  COMPREPLY=()
  while IFS=$'\\t' read -r value _; do
    COMPREPLY+=("$value")
  done < <("\${COMP_WORDS[0]}" completion-words -- "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)
}
complete -o default -F _muster_completion muster`,
  zsh: `#compdef muster
_muster() {
  local -a candidates
  local value about
  while IFS=$'\\t' read -r value about; do
    candidates+=("\${value//:/\\\\:}:$about")
  done < <("\${words[1]}" completion-words -- "\${(@)words[2,CURRENT]}" 2>/dev/null)
  if (( \${#candidates} )); then _describe muster candidates; else _files; fi
}
compdef _muster muster`,
  fish: `complete -c muster -f -a '(muster completion-words -- (commandline -opc)[2..-1] (commandline -ct) 2>/dev/null)'
complete -c muster -l config -r -F`,
};

/** Adds `muster completion`, and what the scripts that it prints ask. Add it last: it knows the commands that are there. */
export function addCompletion(program: Command, terminal: Terminal): void {
  program
    .command('completion')
    .description('print what makes a shell complete commands and incident ids')
    .addArgument(new Argument('<shell>').choices(SHELLS))
    .addHelpText(
      'after',
      '\nbash:  source <(muster completion bash)     in ~/.bashrc\nzsh:   source <(muster completion zsh)      in ~/.zshrc, after compinit\nfish:  muster completion fish | source      in ~/.config/fish/config.fish',
    )
    .action((shell: Shell) => terminal.out(SCRIPTS[shell]));
  program
    .command('completion-words', { hidden: true })
    .argument('[words...]')
    .action(async (typed: string[]) => {
      const ids = (): Promise<Candidate[]> => openIncidents(terminal);
      for (const { value, about } of await candidates(program, typed, ids))
        terminal.out(`${value}\t${about}`);
    });
}

/**
 * @param typed the words so far; the last is the one that is being typed, perhaps empty.
 * @param incidents asked only where an incident's id may stand.
 * @returns what may stand in place of the last word.
 */
export async function candidates(
  program: Command,
  typed: readonly string[],
  incidents: () => Promise<readonly Candidate[]>,
): Promise<Candidate[]> {
  const last = typed.at(-1) ?? '';
  let command = program;
  const args: string[] = [];
  let valueOf: string | undefined;
  for (const word of typed.slice(0, -1)) {
    if (valueOf !== undefined) valueOf = undefined;
    else if (word.startsWith('-')) {
      const option = command.options.find((one) => one.long === word || one.short === word);
      if (option?.required && !word.includes('=')) valueOf = word;
    } else {
      const next = args.length === 0 ? command.commands.find((one) => one.name() === word) : undefined;
      if (next) command = next;
      else args.push(word);
    }
  }
  const starting = (all: readonly Candidate[]): Candidate[] =>
    all.filter(({ value }) => value.toLowerCase().startsWith(last.toLowerCase()));
  if (valueOf !== undefined) {
    const option = command.options.find((one) => one.long === valueOf || one.short === valueOf);
    return starting((option?.argChoices ?? []).map((value) => ({ value, about: option?.description ?? '' })));
  }
  if (last.startsWith('-')) {
    const { options } = command;
    return starting(
      options.flatMap(({ long, description, hidden }) =>
        long && !hidden ? [{ value: long, about: description }] : [],
      ),
    );
  }
  const help = command.createHelp();
  const commands = args.length > 0 ? [] : help.visibleCommands(command);
  const named = commands.map((one) => ({ value: one.name(), about: one.description() }));
  const choices = command.registeredArguments[args.length]?.argChoices ?? [];
  const chosen = choices.map((value) => ({ value, about: '' }));
  return starting([...named, ...chosen, ...(takesIncident(command, args) ? await incidents() : [])]);
}

function takesIncident(command: Command, args: readonly string[]): boolean {
  if (args.length > 0) return false;
  if (command.registeredArguments[0]?.name() === 'id') return true;
  const word = words().find(({ name }) => name === command.name());
  const parent = word?.group === undefined ? INCIDENT_COMMAND : 'muster';
  return word !== undefined && command.parent?.name() === parent && word.usage.includes('[id]');
}

async function openIncidents(terminal: Terminal): Promise<Candidate[]> {
  const soon = new Promise<undefined>((resolve) => {
    setTimeout(resolve, LOOK_MS, undefined).unref();
  });
  const asked = terminal.api().then((api) => listIncidents(api, { active: 'true', limit: '50' }));
  // A shell shows nothing of what went wrong.
  const page = await Promise.race([asked, soon]).catch(() => undefined);
  return (page?.incidents ?? []).map(({ id, severity, title }) => ({
    value: id,
    about: `${severity} ${title}`,
  }));
}
