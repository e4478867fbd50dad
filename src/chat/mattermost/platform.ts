import type { Lent, Platform } from '../platform.ts';
import { MattermostInbound } from './inbound.ts';
import { MattermostProvider } from './provider.ts';
import { mattermostSettings, type MattermostSettings } from './settings.ts';
import { MattermostListener } from './socket.ts';

/** Mattermost: everything that the rest of the program needs to know of it. */
export const mattermost: Platform<MattermostSettings, Pick<Lent, 'now' | 'address' | 'memory'>> = {
  name: 'mattermost',
  settings: mattermostSettings,
  createProvider: (settings, context, lent) => new MattermostProvider(settings, context, lent),
  createInbound: (settings, context, lent) => new MattermostInbound(settings, context, lent),
  createListener: (settings, context, { memory }) =>
    settings.listen ? new MattermostListener(settings, context, memory(context)) : undefined,
};
