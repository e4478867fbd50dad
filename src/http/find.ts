import type { Code } from '../git/code.ts';
import { cursorText, readCursor } from '../git/cursor.ts';
import { searchOf, type Findable } from '../git/term.ts';
import type { CodeStore } from '../mongo/code-store.ts';
import type { Caller } from './caller.ts';
import type { Denied } from './denied.ts';
import type { Operations } from './operations.ts';

/** What a search came to, the newest first. */
export interface FoundCode {
  readonly found: readonly Code[];
  readonly more: boolean;
  /** Where it goes on; absent at the end. */
  readonly next?: string;
  /** Older ones were not looked through: it goes on with them. */
  readonly truncated?: true;
}

/** Searches commits, branches and pull requests of the caller's tenant. */
export type FindCode = (
  caller: Caller,
  by: Findable,
  text: string,
  limit: number,
  /** Where an earlier search for the same ended. */
  before?: string,
) => Promise<FoundCode | Denied>;

export function createFindCode(deps: {
  readonly operations: Pick<Operations, 'permitted'>;
  readonly store: Pick<CodeStore, 'find'>;
}): FindCode {
  return async (caller, by, text, limit, before) => {
    const denied = await deps.operations.permitted(caller, 'find');
    if (denied) return denied;
    const search = searchOf(by, text);
    if (!search)
      return { denied: 'invalid', message: 'What is to be found? Give a word, a path or a number.' };
    const cursor = before === undefined ? [] : readCursor(before);
    if (!cursor) {
      const message = `${JSON.stringify(before?.slice(0, 40))} is not where a search ended: take what stands below its answer.`;
      return { denied: 'invalid', message };
    }
    const { found, next, truncated } = await deps.store.find(caller.tenant, search, limit, cursor);
    return {
      found,
      more: next !== undefined,
      ...(next && { next: cursorText(next) }),
      ...(truncated && { truncated }),
    };
  };
}
