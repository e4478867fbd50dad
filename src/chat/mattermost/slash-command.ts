import type { Command } from '@mattermost/types/integrations';
import type { InstanceContext } from '../platform.ts';
import { MattermostClient } from './client.ts';
import { Home } from './home.ts';
import type { MattermostSettings } from './settings.ts';

/** What a slash command is registered for. */
export interface CommandRequest {
  /** Address of Muster's surface `commands`. */
  readonly url: string;
  /** Without the slash: `im` unless another integration of the team has it. */
  readonly trigger: string;
}

/** A registered command; the token belongs into the setting commandToken. */
export interface RegisteredCommand {
  readonly token: string;
  readonly done: 'created' | 'updated';
}

/**
 * Registers the slash command with its autocompletion, or brings the one there is up to date. The bot must have the
 * permission manage_slash_commands in the team.
 * @throws ChatError when Mattermost refuses.
 */
export async function registerCommand(
  settings: MattermostSettings,
  context: InstanceContext,
  { url, trigger }: CommandRequest,
): Promise<RegisteredCommand> {
  const client = new MattermostClient(settings, context);
  const { team } = await new Home(client, settings, context).ask();
  const wanted = {
    team_id: team.id,
    trigger,
    method: 'P' as const,
    url,
    username: 'muster',
    display_name: 'Muster',
    description: 'Declares and runs incidents',
    auto_complete: true,
    auto_complete_desc: 'Declare and run incidents',
    auto_complete_hint: 'declare checkout is down --sev 1 | ack | resolve | status | help',
  };
  const there = await client.call('commands', (api) => api.getCustomTeamCommands(team.id));
  const known = there.find((one) => one.trigger === trigger);
  const made = await client.call('commands', (api) =>
    known ? api.editCommand({ ...known, ...wanted }) : api.addCommand(wanted as Command),
  );
  return { token: made.token, done: known ? 'updated' : 'created' };
}
