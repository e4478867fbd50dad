import type { Platform } from '../platform.ts';
import { SlackInbound } from './inbound.ts';
import { SlackProvider } from './provider.ts';
import { slackSettings, type SlackSettings } from './settings.ts';
import { SlackListener } from './socket.ts';

/** Slack: everything that the rest of the program needs to know of it. */
export const slack: Platform<SlackSettings> = {
  name: 'slack',
  settings: slackSettings,
  createProvider: (settings, context) => new SlackProvider(settings, context),
  createInbound: (settings, context) => new SlackInbound(settings, context),
  createListener: (settings, context) =>
    settings.mode === 'socket' ? new SlackListener(settings, context) : undefined,
};
