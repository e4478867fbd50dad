import type { Args } from '../arguments.ts';
import type { Workspace } from '../workspace.ts';

/**
 * One method of the Web API.
 * @returns the answer besides `ok: true`. @throws SlackRefusal for `ok: false`.
 */
export type Endpoint = (workspace: Workspace, args: Args) => Record<string, unknown>;
