import type { Args } from '../arguments.ts';
import type { Workspace } from '../workspace.ts';

/**
 * One method of the Web API. `asPerson` is whether the token is a person's, who sees more than the bot.
 * @returns the answer besides `ok: true`. @throws SlackRefusal for `ok: false`.
 */
export type Endpoint = (workspace: Workspace, args: Args, asPerson: boolean) => Record<string, unknown>;
