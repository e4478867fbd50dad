import type { InstanceContext } from '../../../../src/chat/platform.ts';
import { DiscordProvider } from '../../../../src/chat/discord/provider.ts';
import { discordSettings, type DiscordSettings } from '../../../../src/chat/discord/settings.ts';
import { BOT_TOKEN, type FakeDiscord } from '../../../fakes/discord/fake.ts';

export const context: InstanceContext = { tenant: 'default', instance: 'main-discord' };

export function settingsFor(fake: FakeDiscord, more: Partial<DiscordSettings> = {}): DiscordSettings {
  return discordSettings.parse({
    botToken: BOT_TOKEN,
    applicationId: fake.guild.applicationId,
    guildId: fake.guild.id,
    publicKey: fake.key.publicKey,
    apiUrl: fake.url,
    timeoutMs: 1000,
    ...more,
  });
}

export function providerFor(fake: FakeDiscord, more: Partial<DiscordSettings> = {}): DiscordProvider {
  return new DiscordProvider(settingsFor(fake, more), context);
}
