import type { Platform } from '../platform.ts';
import { DiscordInbound } from './inbound.ts';
import { DiscordListener } from './gateway.ts';
import { DiscordProvider } from './provider.ts';
import { discordSettings, type DiscordSettings } from './settings.ts';

/** Discord: everything that the rest of the program needs to know of it. */
export const discord: Platform<DiscordSettings> = {
  name: 'discord',
  settings: discordSettings,
  createProvider: (settings, context) => new DiscordProvider(settings, context),
  createInbound: (settings, context) => new DiscordInbound(settings, context),
  createListener: (settings, context) =>
    settings.mode === 'gateway' ? new DiscordListener(settings, context) : undefined,
};
