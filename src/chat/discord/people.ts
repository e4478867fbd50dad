import { Routes } from 'discord.js';
import type { ChatUser } from '../provider.ts';
import type { DiscordClient } from './client.ts';
import { discordCode } from './errors.ts';
import { memberResource, nameOf, userResource } from './resources.ts';

const UNKNOWN_MEMBER = 10007;

/**
 * @returns a user by id; one who is no member of the server is an outsider. Discord tells nobody's e-mail address.
 * @throws ChatError `user_not_found` when there is no such account.
 */
export async function findUser(client: DiscordClient, guild: string, id: string): Promise<ChatUser> {
  try {
    const route = Routes.guildMember(guild, id);
    const { user, nick } = await client.call('get member', memberResource, { method: 'get', route });
    return { id: user.id, name: nameOf(user, nick) };
  } catch (error) {
    if (discordCode(error) !== UNKNOWN_MEMBER) throw error;
    const user = await client.call('get user', userResource, { method: 'get', route: Routes.user(id) });
    return { id: user.id, name: nameOf(user), outsider: true };
  }
}
