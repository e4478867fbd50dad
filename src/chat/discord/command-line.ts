import type { Flag } from '../../command/flag.ts';
import { VOCABULARY, type Word } from '../../command/vocabulary.ts';
import { argumentsOf } from './commands.ts';

/** The options of a subcommand by name: what was typed, chosen or ticked. */
export type Options = ReadonlyMap<string, string | number | boolean>;

/** @returns a text as one piece of a command line; one that has quotes in it stays as it is. */
function quoted(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return line === '' || /["“”„]/.test(line) ? line : `"${line}"`;
}

function flagged({ name, value }: Flag, options: Options): string[] {
  const given = options.get(name);
  if (given === undefined || given === false || given === '') return [];
  return value === undefined ? [`--${name}`] : [`--${name}`, quoted(String(given))];
}

/**
 * Writes the options of a subcommand as the line that means the same: `resolve INC-42 "rolled back"`.
 * @param names what to call users who were chosen, by id.
 */
export function commandLine(word: string, options: Options, names: ReadonlyMap<string, string>): string {
  const positional = argumentsOf(word).flatMap(({ name, kind }) => {
    const given = options.get(name);
    if (given === undefined || given === '') return [];
    const said = String(given);
    if (kind === 'text') return name === 'words' ? [said] : [quoted(said)];
    if (kind !== 'person') return [said];
    const label = names
      .get(said)
      ?.replace(/[<>|\s]+/g, ' ')
      .trim();
    return [label ? `<@${said}|${label}>` : `<@${said}>`];
  });
  const known: readonly Word[] = VOCABULARY;
  const flags = known.find(({ name }) => name === word)?.flags ?? [];
  return [word, ...positional, ...flags.flatMap((flag) => flagged(flag, options))].join(' ');
}
