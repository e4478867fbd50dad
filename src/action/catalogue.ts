import type { Action } from './action.ts';
import type { Alias } from './alias.ts';
import type { Matched } from './match.ts';

/** What one tenant can run, and what people say for it. Never changes. */
export interface Catalogue {
  /** Actions by `<pack>.<name>`, disabled ones among them. */
  readonly actions: ReadonlyMap<string, Action>;
  /** Aliases by `<pack>.<name>`, disabled ones and those without their action among them. */
  readonly aliases: ReadonlyMap<string, Alias>;
  /**
   * @returns what a line asks for, of enabled aliases whose actions are there and enabled: the most specific, several
   * where nothing says which is meant.
   */
  readonly match: (line: string) => readonly Matched<Alias>[];
}
