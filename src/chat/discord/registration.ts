import { isDeepStrictEqual } from 'node:util';
import { Routes } from 'discord.js';
import { z } from 'zod';
import type { DiscordClient } from './client.ts';
import { commands } from './commands.ts';
import { nothing } from './resources.ts';
import type { DiscordSettings } from './settings.ts';

const choice = z.object({ name: z.string(), value: z.union([z.string(), z.number()]) });

/** What makes a command what it is; Discord adds ids, versions and empty translations. */
const option = z.object({
  type: z.number(),
  name: z.string(),
  description: z.string(),
  required: z.boolean().default(false),
  autocomplete: z.boolean().default(false),
  choices: z.array(choice).default([]),
});

/** Subcommands have options, groups subcommands. */
const subcommand = option.extend({ options: z.array(option).default([]) });
const subcommandOrGroup = option.extend({ options: z.array(subcommand).default([]) });

const command = z.object({
  type: z.number().default(1),
  name: z.string(),
  description: z.string().default(''),
  options: z.array(subcommandOrGroup).default([]),
});

const list = z.array(command);

/** @returns the commands in the order of their names: Discord keeps none. */
function comparable(given: unknown): z.infer<typeof list> {
  return list.parse(given).sort((a, b) => (a.name < b.name ? -1 : 1));
}

/**
 * Registers Muster's commands with the server, unless it has exactly them already: Discord counts registrations.
 * @returns whether they had to be.
 */
export async function registerCommands(
  client: DiscordClient,
  { applicationId, guildId }: Pick<DiscordSettings, 'applicationId' | 'guildId'>,
): Promise<boolean> {
  const route = Routes.applicationGuildCommands(applicationId, guildId);
  const there = await client.call('get commands', list, { method: 'get', route });
  const wanted = commands();
  if (isDeepStrictEqual(comparable(there), comparable(wanted))) return false;
  await client.call('register commands', nothing, { method: 'put', route, body: wanted });
  return true;
}
