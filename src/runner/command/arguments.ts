import { partsOf, type Part } from '../../action/placeholder.ts';
import type { CommandArgument, CommandSettings, CommandWord } from './settings.ts';
import { isAbsent, textOf } from './value.ts';

type Parameters = Readonly<Record<string, unknown>>;

/** A value that no argument may be made of; the message says which and what to do. */
export class RefusedArgument extends Error {
  override readonly name = 'RefusedArgument';
  readonly code: 'option_refused' | 'value_refused';

  constructor(code: RefusedArgument['code'], message: string) {
    super(message);
    this.code = code;
  }
}

/**
 * What some program takes for the beginning of an option: any dash, also behind what cannot be seen or is taken away, as
 * PowerShell, and programs that are handed text in an older code page, see one in other dashes than `-`.
 */
const DASH = /^[\s\p{Z}\p{C}]*[\p{Pd}\u2212]/u;
/** A dash that only shows where a line may be broken; older code pages make `-` of it. */
const SOFT_HYPHEN = /^[\s\p{Z}]*\u00ad/u;

/**
 * The arguments of a run, each exactly one string for the program, however it looks to a shell: there is none.
 *
 * An argument whose first character comes from a parameter never begins with a dash, unless the action names that parameter
 * in `mayBeginWithDash`. A fixed `--` before it changes nothing: where a program hands what follows to another one
 * (`kubectl exec pod -- grep {{pattern}}`), it ends only the options of the first. What follows fixed text
 * (`--user={{user}}`) may begin as it likes.
 * @throws RefusedArgument
 */
export function argumentsOf(
  settings: Pick<CommandSettings, 'arguments' | 'mayBeginWithDash'>,
  parameters: Parameters,
): readonly string[] {
  const dashes = new Set(settings.mayBeginWithDash);
  return settings.arguments.flatMap((argument) => expanded(argument, parameters, dashes));
}

/** @returns the names of all parameters that arguments are made of. */
export function parametersIn(settings: Pick<CommandSettings, 'arguments'>): ReadonlySet<string> {
  return new Set(settings.arguments.flatMap(namesIn));
}

function namesIn(argument: CommandArgument): readonly string[] {
  if (typeof argument === 'string')
    return partsIn(argument).flatMap((part) => (part.kind === 'placeholder' ? [part.name] : []));
  if (Array.isArray(argument)) return argument.flatMap(namesIn);
  if ('literal' in argument) return [];
  if ('named' in argument) return argument.named;
  if ('positional' in argument) return argument.positional;
  return ['each' in argument ? argument.each : argument.when, ...argument.arguments.flatMap(namesIn)];
}

function expanded(
  argument: CommandArgument,
  parameters: Parameters,
  dashes: ReadonlySet<string>,
): readonly string[] {
  if (typeof argument === 'string' || 'literal' in argument) return together([argument], parameters, dashes);
  if (Array.isArray(argument)) return together(argument, parameters, dashes);
  if ('named' in argument)
    return argument.named.flatMap((name) => named(name, argument.kwargOp, valueOf(parameters, name)));
  if ('positional' in argument)
    return argument.positional.map((name) => {
      const text = checked(name, textOf(valueOf(parameters, name) ?? '', 'digit'));
      return guarded(text, name, dashes);
    });
  if ('when' in argument) {
    const value = valueOf(parameters, argument.when);
    return isAbsent(value) || value === false ? [] : together(argument.arguments, parameters, dashes);
  }
  const list = valueOf(parameters, argument.each);
  if (isAbsent(list)) return [];
  return (Array.isArray(list) ? (list as unknown[]) : [list]).flatMap((element) =>
    together(argument.arguments, { ...parameters, [argument.each]: element }, dashes),
  );
}

/** @returns one argument for each word; none at all when a parameter of one is absent. */
function together(
  words: readonly CommandWord[],
  parameters: Parameters,
  dashes: ReadonlySet<string>,
): readonly string[] {
  const made: string[] = [];
  for (const word of words) {
    const text = typeof word === 'string' ? filled(word, parameters, dashes) : word.literal;
    if (text === undefined) return [];
    made.push(text);
  }
  return made;
}

function filled(template: string, parameters: Parameters, dashes: ReadonlySet<string>): string | undefined {
  let text = '';
  let first: string | undefined;
  for (const part of partsIn(template)) {
    const value = part.kind === 'placeholder' ? valueOf(parameters, part.name) : undefined;
    if (part.kind === 'wording') text += part.source;
    else if (!isAbsent(value)) {
      const given = checked(part.name, textOf(value, 'word'));
      if (text === '' && given !== '') first = part.name;
      text += given;
    } else if (part.fallback === undefined) return undefined;
    else text += part.fallback;
  }
  return first === undefined ? text : guarded(text, first, dashes);
}

/** As StackStorm's script runners have it: `--name=value`, `--name` for true, nothing for false and for an empty text. */
function named(name: string, operator: string, value: unknown): readonly string[] {
  if (isAbsent(value) || value === '' || value === false) return [];
  if (value === true) return [`${operator}${name}`];
  return [`${operator}${name}=${checked(name, textOf(value, 'digit'))}`];
}

function guarded(text: string, parameter: string, dashes: ReadonlySet<string>): string {
  if (dashes.has(parameter) || !(DASH.test(text) || SOFT_HYPHEN.test(text))) return text;
  throw new RefusedArgument(
    'option_refused',
    `\`${parameter}\` begins with a dash, so that the program could take it for an option. Give it another value; the action may put fixed text before it (--name={{${parameter}}}) or list it in mayBeginWithDash.`,
  );
}

function checked(parameter: string, text: string): string {
  if (text.includes('\0'))
    throw new RefusedArgument(
      'value_refused',
      `\`${parameter}\` holds a NUL character, which no argument can: take it out.`,
    );
  if (/\p{Cs}/u.test(text))
    throw new RefusedArgument(
      'value_refused',
      `\`${parameter}\` holds half of a character (a lone surrogate): type it again.`,
    );
  return text;
}

/** A name that every object has, such as `constructor`, is no parameter. */
function valueOf(parameters: Parameters, name: string): unknown {
  return Object.hasOwn(parameters, name) ? parameters[name] : undefined;
}

function partsIn(template: string): readonly Part[] {
  const parts = partsOf(template);
  if ('message' in parts) throw new Error(`the settings were not checked: ${parts.message}`);
  return parts;
}
