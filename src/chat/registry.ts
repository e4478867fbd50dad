import { ChatError } from './error.ts';

/** Things of one kind by name: provider instances, or the inbound adapters of them. */
export class Registry<T> {
  readonly #entries = new Map<string, T>();

  /** @throws ChatError `provider_not_found` never; a second entry of one name is a programming error. */
  add(name: string, entry: T): this {
    if (this.#entries.has(name)) throw new Error(`${name} is registered already`);
    this.#entries.set(name, entry);
    return this;
  }

  has(name: string): boolean {
    return this.#entries.has(name);
  }

  names(): string[] {
    return [...this.#entries.keys()];
  }

  all(): T[] {
    return [...this.#entries.values()];
  }

  /** @throws ChatError `provider_not_found`, naming what exists. */
  get(name: string): T {
    const entry = this.#entries.get(name);
    if (entry === undefined) {
      const known = this.names().join(', ') || 'none';
      throw new ChatError(
        'provider_not_found',
        `There is no provider instance ${JSON.stringify(name)}; configured: ${known}.`,
      );
    }
    return entry;
  }
}
