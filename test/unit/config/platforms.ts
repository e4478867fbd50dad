import { z } from 'zod';
import type { PlatformSchema } from '../../../src/config/chat-schema.ts';

/** Two platforms as real ones are: one without settings, one with secrets, a choice and a rule of its own. */
export const platforms: readonly PlatformSchema[] = [
  { name: 'sandbox', settings: z.strictObject({}) },
  {
    name: 'phone',
    settings: z
      .strictObject({
        botToken: z
          .string()
          .startsWith('phone-', 'a bot token starts with phone-')
          .meta({ secret: true })
          .describe('Token.'),
        oldSecrets: z.array(z.string()).meta({ secret: true }).optional().describe('Earlier secrets.'),
        mode: z.enum(['push', 'pull']).default('push').describe('Mode.'),
        pullFrom: z.string().optional().describe('Address in mode pull.'),
      })
      .superRefine((settings, ctx) => {
        if (settings.mode === 'pull' && !settings.pullFrom) {
          ctx.addIssue({ code: 'custom', path: ['pullFrom'], message: 'is required in mode pull' });
        }
      }),
  },
];
