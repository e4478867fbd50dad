import type { SettingFinding } from '../../action/written-templates.ts';
import { didYouMean } from '../../command/nearest.ts';
import { partsOf } from '../../action/placeholder.ts';
import type { CommandArgument, CommandSettings, CommandWord } from './settings.ts';

interface Named {
  readonly path: SettingFinding['path'];
  readonly name: string;
}

/** @param known names of the action's parameters. @returns what the arguments of a command name that is none of them. */
export function unknownParameters(
  settings: Pick<CommandSettings, 'arguments' | 'mayBeginWithDash'>,
  known: readonly string[],
): readonly SettingFinding[] {
  const named = [
    ...settings.arguments.flatMap((one, n) => inArgument(one, ['arguments', n])),
    ...settings.mayBeginWithDash.map((name, n) => ({ path: ['mayBeginWithDash', n], name })),
  ];
  return named
    .filter(({ name }) => !known.includes(name))
    .map(({ path, name }) => ({
      path,
      message: `names ${name}, which is no parameter of the action.${didYouMean(name, known)}`,
    }));
}

function inArgument(argument: CommandArgument, path: Named['path']): readonly Named[] {
  const listed = (names: readonly string[], key: string): readonly Named[] =>
    names.map((name, n) => ({ path: [...path, key, n], name }));
  if (typeof argument === 'string' || Array.isArray(argument)) return inWords(argument, path);
  if ('literal' in argument) return [];
  if ('named' in argument) return listed(argument.named, 'named');
  if ('positional' in argument) return listed(argument.positional, 'positional');
  const words = inWords(argument.arguments, [...path, 'arguments']);
  return 'each' in argument
    ? [{ path: [...path, 'each'], name: argument.each }, ...words]
    : [{ path: [...path, 'when'], name: argument.when }, ...words];
}

function inWords(words: CommandWord | readonly CommandWord[], path: Named['path']): readonly Named[] {
  if (Array.isArray(words)) return words.flatMap((word: CommandWord, n) => inWords(word, [...path, n]));
  if (typeof words !== 'string') return [];
  const parts = partsOf(words);
  if ('message' in parts) return [];
  return parts.flatMap((part) => (part.kind === 'placeholder' ? [{ path, name: part.name }] : []));
}
