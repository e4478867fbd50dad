import type { InstanceContext, Lent, Platform } from '../platform.ts';
import { BotInbound, WebhookInbound } from './inbound.ts';
import { TeamsProvider } from './provider.ts';
import { References } from './references.ts';
import { isBot, teamsSettings, type TeamsSettings } from './settings.ts';
import { WebhookProvider } from './webhook-provider.ts';

type Resources = Pick<Lent, 'memory' | 'now'>;

const references = (context: InstanceContext, { memory }: Pick<Resources, 'memory'>) =>
  new References(memory(context));

/** Microsoft Teams: everything that the rest of the program needs to know of it. */
export const teams: Platform<TeamsSettings, Resources> = {
  name: 'teams',
  settings: teamsSettings,
  createProvider: (settings, context, lent) =>
    isBot(settings)
      ? new TeamsProvider(settings, context, references(context, lent))
      : new WebhookProvider(settings, context, lent),
  createInbound: (settings, context, lent) =>
    isBot(settings)
      ? new BotInbound(settings, context, references(context, lent))
      : new WebhookInbound(settings, context),
};
