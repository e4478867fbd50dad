import { castText } from './cast.ts';
import { inOrder, kindsOf, type Parameter, type Parameters } from './parameter.ts';
import { hasTemplate } from './template.ts';

/** What somebody is asked for in a form to run an action. What is entered is a text, as if it were typed in chat. */
export interface ParameterField {
  readonly name: string;
  /** Its name, as people read it. */
  readonly label: string;
  /** `choice` has options; `flag` is entered as `true` or `false`. */
  readonly kind: 'text' | 'number' | 'choice' | 'flag' | 'list' | 'object';
  /** Texts that may be entered. */
  readonly options?: readonly string[];
  readonly required: boolean;
  /** What stands in it at first: what was said, or the default. Never of a secret. */
  readonly initial?: string;
  /** What it is for, and how it is written. */
  readonly hint?: string;
  /** Whether what is entered is not to be seen again. */
  readonly secret: boolean;
}

const KIND_OF_FIELD = {
  string: 'text',
  integer: 'number',
  number: 'number',
  boolean: 'flag',
  array: 'list',
  object: 'object',
  null: 'text',
} as const;

const WRITTEN = { list: 'Separated by commas, or JSON.', object: '`key=value,other=value`, or JSON.' };

/**
 * @param said what is known already, by name, as it was typed.
 * @param immutable what an alias fixes, by name: as for parameters that are immutable, nobody is asked.
 * @returns the fields of a form for the parameters of an action, those that must be given first.
 */
export function fieldsOf(
  parameters: Parameters,
  said: ReadonlyMap<string, string>,
  immutable: Readonly<Record<string, unknown>> = {},
): readonly ParameterField[] {
  return inOrder(parameters)
    .flatMap((name) => {
      const parameter = parameters[name];
      if (!parameter || parameter.immutable || Object.hasOwn(immutable, name)) return [];
      return [fieldOf(name, parameter, said.get(name))];
    })
    .sort((a, b) => Number(b.required) - Number(a.required));
}

function fieldOf(name: string, parameter: Parameter, said: string | undefined): ParameterField {
  const [first = 'string'] = kindsOf(parameter);
  const kind = parameter.enum ? 'choice' : KIND_OF_FIELD[first];
  const hasDefault = parameter.default !== undefined && parameter.default !== null;
  const secret = parameter.secret === true;
  const initial = secret ? undefined : (fits(said, kind, parameter) ?? initialOf(parameter));
  const hint = [parameter.description, kind === 'list' || kind === 'object' ? WRITTEN[kind] : undefined]
    .filter((part) => part !== undefined && part !== '')
    .join(' ');
  return {
    name,
    label: labelOf(name),
    kind,
    ...(parameter.enum && { options: parameter.enum.map(written) }),
    required: parameter.required === true && !hasDefault,
    ...(initial !== undefined && { initial }),
    ...(hint !== '' && { hint }),
    secret,
  };
}

/** @returns what was said, if what there is to choose from has it: `true` for a `yes`. */
function fits(
  said: string | undefined,
  kind: ParameterField['kind'],
  parameter: Parameter,
): string | undefined {
  if (said === undefined || (kind !== 'choice' && kind !== 'flag')) return said;
  const cast = castText(said, parameter);
  const isThere = parameter.enum ? parameter.enum.includes(cast) : typeof cast === 'boolean';
  return isThere ? written(cast) : undefined;
}

/** Templates are filled in when the action is run. */
function initialOf({ default: standard }: Parameter): string | undefined {
  if (standard === undefined || standard === null || hasTemplate(standard)) return undefined;
  return written(standard);
}

const written = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));

/** @returns `Sudo password` for `sudo_password`. */
function labelOf(name: string): string {
  const words = name.replace(/[_.-]+/g, ' ').trim();
  return words.charAt(0).toUpperCase() + words.slice(1);
}
