import { z } from 'zod';
import { ChatError } from '../error.ts';
import type { DiscordSettings } from './settings.ts';

// What cannot be read here counts as unsaid: the payload's own schema refuses it with a better reason.
const id = z.string().min(1).max(30).nullish().catch(undefined);
const payload = z.object({ application_id: id, guild_id: id }).catch({});

/**
 * Holds an interaction to the server that the instance is for. A signature vouches for the application alone, and an
 * application can be added to the servers of others.
 * @param setting names the instance in the error, such as `chat.main-discord`.
 * @throws ChatError `invalid_webhook` when it comes from elsewhere.
 */
export function assertFrom(
  read: unknown,
  { applicationId, guildId }: Pick<DiscordSettings, 'applicationId' | 'guildId'>,
  setting: string,
): void {
  const { application_id: application, guild_id: guild } = payload.parse(read);
  if (application && application !== applicationId) {
    const message = `${setting}: the request is for the application ${application}, but applicationId says ${applicationId}.`;
    throw new ChatError('invalid_webhook', message);
  }
  if (guild && guild !== guildId) {
    const message =
      `${setting}: the request comes from the Discord server ${guild}, but this instance is for ${guildId}. ` +
      'Remove the application there, or configure an instance with that guildId.';
    throw new ChatError('invalid_webhook', message);
  }
}
