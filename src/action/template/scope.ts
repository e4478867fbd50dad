import { Undefined, type Value } from './value.ts';

/** The names that are known at a place of a template. A loop has its own; `if` has none of its own. */
export class Scope {
  readonly #values = new Map<string, Value>();
  readonly #around: Scope | undefined;

  constructor(around?: Scope) {
    this.#around = around;
  }

  set(name: string, value: Value): void {
    this.#values.set(name, value);
  }

  get(name: string): Value {
    const value = this.#values.get(name);
    if (value !== undefined) return value;
    return this.#around ? this.#around.get(name) : new Undefined(name);
  }
}
