import type { Json } from '../guild.ts';
import { checkCommand } from '../limits.ts';
import type { Endpoint } from './endpoint.ts';

/** https://docs.discord.com/developers/interactions/application-commands#get-guild-application-commands */
export const getCommands: Endpoint = (guild) => guild.commands;

/** https://docs.discord.com/developers/interactions/application-commands#bulk-overwrite-guild-application-commands */
export const putCommands: Endpoint = (guild, { body }) => {
  const given = body as unknown as Json[];
  given.forEach(checkCommand);
  // Discord gives them in an order of its own, with fields that nobody sent.
  guild.commands = [...given].reverse().map((command) => ({
    description: '',
    ...command,
    id: guild.snowflake(),
    application_id: guild.applicationId,
    guild_id: guild.id,
    version: guild.snowflake(),
    default_member_permissions: null,
    name_localizations: null,
    nsfw: false,
  }));
  return guild.commands;
};
