import { z } from 'zod';
import { MUSTER } from '../../incident/person.ts';
import { channelSlug } from './channel.ts';

const person = z.strictObject({
  id: z
    .string()
    .regex(/^[a-z0-9][a-z0-9._-]{0,39}$/, 'must be of a–z, 0–9, ".", "_" and "-", at most 40 characters')
    .refine((id) => id !== MUSTER.id, `${MUSTER.id} is Muster itself: choose another id`)
    .describe('Platform user id, named under people.<person>.chat.<instance>.'),
  name: z.string().trim().min(1).max(60).describe('Name shown in the chat.'),
  email: z.email().optional().describe('Counts as verified, and so maps the user to the person who has it.'),
});

const channel = z
  .string()
  .refine((name) => name === channelSlug(name), 'must be of a–z, 0–9, "-" and "_", without #');

/** What the configuration says under `chat.<instance>` for `platform: sandbox`. */
export const sandboxSettings = z.strictObject({
  people: z
    .array(person)
    .min(1, 'must have at least one person to act as')
    .refine((people) => new Set(people.map((p) => p.id)).size === people.length, 'has one id twice')
    .default([
      { id: 'ana', name: 'Ana' },
      { id: 'ben', name: 'Ben' },
      { id: 'chidi', name: 'Chidi' },
      { id: 'dora', name: 'Dora' },
    ])
    .describe('Whom the page can act as.'),
  channels: z
    .array(channel)
    .min(1, 'must have at least one channel')
    .default(['general', 'incidents', 'critical-incidents', 'payments'])
    .describe('Channels that exist from the beginning.'),
});

export type SandboxSettings = z.infer<typeof sandboxSettings>;
export type SandboxPerson = SandboxSettings['people'][number];
