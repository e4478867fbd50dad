import { didYouMean } from '../../command/nearest.ts';
import { TemplateError } from './error.ts';
import { isTrue, kindOf, Undefined, type Value } from './value.ts';

/** What a filter, function or method is called with. */
export interface Given {
  readonly positional: readonly Value[];
  readonly named: ReadonlyMap<string, Value>;
}

/** Arguments by the names of their parameters. */
export class Arguments {
  readonly #of: string;
  readonly #values: ReadonlyMap<string, Value>;

  /**
   * @param of how what is called is named in messages.
   * @throws {TemplateError} for more arguments than parameters, and for names that are none of theirs.
   */
  constructor(of: string, parameters: readonly string[], { positional, named }: Given) {
    this.#of = of;
    if (positional.length > parameters.length) {
      throw new TemplateError('wrong_kind', `\`${of}\` takes at most ${parameters.length} arguments`);
    }
    for (const name of named.keys()) {
      if (parameters.includes(name)) continue;
      throw new TemplateError(
        'unsupported',
        `\`${of}\` has no argument \`${name}\` here.${didYouMean(name, parameters)}`,
      );
    }
    this.#values = new Map([
      ...named,
      ...positional.map((value, n) => [parameters[n] ?? '', value] as const),
    ]);
  }

  /** @returns an argument as it was given; undefined: it was not. */
  value(name: string): Value | undefined {
    const value = this.#values.get(name);
    return value instanceof Undefined ? undefined : value;
  }

  text(name: string): string | undefined {
    return this.#as(name, (value) => (typeof value === 'string' ? value : undefined), 'a text');
  }

  /** @returns a text that must be given. */
  needed(name: string): string {
    const text = this.text(name);
    if (text === undefined)
      throw new TemplateError('wrong_kind', `\`${this.#of}\` needs the argument \`${name}\``);
    return text;
  }

  number(name: string): number | undefined {
    return this.#as(name, (value) => (typeof value === 'number' ? value : undefined), 'a number');
  }

  flag(name: string): boolean {
    const value = this.value(name);
    return value !== undefined && isTrue(value);
  }

  #as<T>(name: string, read: (value: Value) => T | undefined, wanted: string): T | undefined {
    const value = this.value(name);
    if (value === undefined || value === null) return undefined;
    const found = read(value);
    if (found !== undefined) return found;
    throw new TemplateError(
      'wrong_kind',
      `\`${name}\` of \`${this.#of}\` is ${wanted}, not ${kindOf(value)}`,
    );
  }
}
