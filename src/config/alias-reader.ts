import { createHash } from 'node:crypto';
import { packOf, readAlias, type ReadAlias } from './alias-file.ts';

/** Within so many configurations a file is to be read again, else it is forgotten: others may be checked in between. */
const REMEMBERED_FOR = 4;

/**
 * Reads alias files, those that it has read of late as they were then: to compile the formats of some hundred files holds
 * up everything else for longer than all that a changed configuration needs besides.
 */
export class AliasReader {
  readonly #known = new Map<string, { readonly alias: ReadAlias; last: number }>();
  #configuration = 0;

  /** Begins with the files of another configuration, or of the same once more. */
  begin(): void {
    this.#configuration++;
    for (const [key, { last }] of this.#known)
      if (last < this.#configuration - REMEMBERED_FOR) this.#known.delete(key);
  }

  /** As {@link readAlias}. */
  read(text: string, file: string): ReadAlias {
    const key = createHash('sha256')
      .update(`${packOf(file)}\0${text}`)
      .digest('base64');
    const known = this.#known.get(key) ?? { alias: readAlias(text, file), last: 0 };
    known.last = this.#configuration;
    this.#known.set(key, known);
    return known.alias;
  }
}
