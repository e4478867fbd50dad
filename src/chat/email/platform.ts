import type { Lent, Platform } from '../platform.ts';
import { EmailInbound } from './inbound.ts';
import { EmailProvider } from './provider.ts';
import { emailSettings, type EmailSettings } from './settings.ts';

/** E-mail: everything that the rest of the program needs to know of it. */
export const email: Platform<EmailSettings, Pick<Lent, 'address' | 'now'>> = {
  name: 'email',
  settings: emailSettings,
  createProvider: (settings, context, lent) => new EmailProvider(settings, context, lent),
  createInbound: (settings, context) => new EmailInbound(settings, context),
};
