import { textOf, type Args } from '../arguments.ts';
import type { Workspace } from '../workspace.ts';

/** @returns one page of a listing and where the next one begins, as every method with a cursor does. */
export function page<T>(
  workspace: Workspace,
  args: Args,
  all: readonly T[],
): { items: T[]; rest: { has_more: boolean; response_metadata: { next_cursor: string } } } {
  const start =
    args['cursor'] === undefined ? 0 : Number(Buffer.from(textOf(args, 'cursor'), 'base64').toString());
  const end = start + Math.min(Number(args['limit'] ?? 100), workspace.pageSize);
  const more = end < all.length;
  const next_cursor = more ? Buffer.from(String(end)).toString('base64') : '';
  return { items: all.slice(start, end), rest: { has_more: more, response_metadata: { next_cursor } } };
}
