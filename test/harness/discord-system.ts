import { BOT_TOKEN, startFakeDiscord, type FakeDiscord } from '../fakes/discord/fake.ts';
import type { FakeUser } from '../fakes/discord/guild.ts';
import { System } from './system.ts';

/** A team on a fake Discord server with the whole of Muster behind it. */
export interface DiscordSystem {
  readonly discord: FakeDiscord;
  readonly system: System;
  readonly ana: FakeUser;
  readonly ben: FakeUser;
  stop(): Promise<void>;
}

/** Starts both. Everything goes to #incidents, and an incident has a channel of its own in the category, or a thread. */
export async function startDiscordSystem(
  mode: 'http' | 'gateway',
  rooms: 'channel' | 'thread' = 'channel',
): Promise<DiscordSystem> {
  const discord = await startFakeDiscord();
  const { guild } = discord;
  const ana = guild.addUser('ana');
  const ben = guild.addUser('ben');
  const category = guild.addChannel('Incidents', { type: 4 });
  for (const name of ['incidents', 'fallback']) guild.addChannel(name);
  const config = `
server: { host: 127.0.0.1 }
chat:
  main-discord:
    platform: discord
    apiUrl: ${discord.url}
    botToken: \${DISCORD_BOT_TOKEN}
    applicationId: '${guild.applicationId}'
    guildId: '${guild.id}'
    publicKey: ${discord.key.publicKey}
    categoryId: '${category.id}'
    incidentRooms: ${rooms}
    mode: ${mode}
    timeoutMs: 3000
people:
  ana: { name: Ana, roles: [commander], chat: { main-discord: '${ana.id}' } }
  ben: { name: Ben, roles: [responder], chat: { main-discord: '${ben.id}' } }
services:
  checkout: { name: Checkout }
escalation:
  standard:
    steps:
      - { notify: ['person:ana'], wait: 10m }
      - { notify: ['person:ben'], wait: 10m }
notifications:
  default: ['main-discord/#incidents']
  fallback: ['main-discord/#fallback']
  incidentChannel: { instances: [main-discord], invite: ['person:ana'], archiveAtClose: true }
# Tests ask again and again whether something holds by now.
access: { unmapped: responder, limits: { person: { count: 5000, per: 1m } } }
defaults: { escalation: standard }
`;
  const system = await System.start({ config, env: { DISCORD_BOT_TOKEN: BOT_TOKEN } });
  if (mode === 'http') discord.installApp(`${system.baseUrl}/chat/main-discord`);
  return {
    discord,
    system,
    ana,
    ben,
    async stop() {
      await system.stop();
      await discord.close();
    },
  };
}
