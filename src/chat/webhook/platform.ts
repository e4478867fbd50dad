import type { Lent, Platform } from '../platform.ts';
import { WebhookInbound } from './inbound.ts';
import { WebhookProvider } from './provider.ts';
import { webhookSettings, type WebhookSettings } from './settings.ts';

/** Webhooks of one's own: everything that the rest of the program needs to know of them. */
export const webhook: Platform<WebhookSettings, Pick<Lent, 'now'>> = {
  name: 'webhook',
  settings: webhookSettings,
  createProvider: (settings, context, lent) => new WebhookProvider(settings, context, lent),
  createInbound: (_settings, context) => new WebhookInbound(context),
};
