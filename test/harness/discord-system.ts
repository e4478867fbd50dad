import { startFakeDiscord, type FakeDiscord } from '../fakes/discord/fake.ts';
import type { FakeUser } from '../fakes/discord/guild.ts';
import { System } from './system.ts';

/** How a team has set up Discord. */
interface Setup {
  readonly mode: 'http' | 'gateway';
  /** What an incident has of its own. */
  readonly rooms: 'channel' | 'thread';
}

/** A team on a fake Discord server. */
export interface DiscordTeam {
  readonly discord: FakeDiscord;
  readonly ana: FakeUser;
  readonly ben: FakeUser;
}

/** The whole of Muster with teams behind it, each a tenant with a Discord server of its own. */
export interface DiscordSystem<Name extends string> {
  readonly system: System;
  readonly teams: Readonly<Record<Name, DiscordTeam>>;
  stop(): Promise<void>;
}

/** Starts all. Everything goes to a team's #incidents, and an incident has a channel of its own in the category, or a thread. */
export async function startDiscordSystem<Name extends string>(
  setups: Readonly<Record<Name, Setup>>,
): Promise<DiscordSystem<Name>> {
  const names = Object.keys(setups) as Name[];
  const made = await Promise.all(names.map((name) => makeTeam(name, setups[name])));
  const config = `server: { host: 127.0.0.1 }\nchat: { training: { platform: sandbox } }\ntenants:\n${made.map(({ tenant }) => tenant).join('')}`;
  const system = await System.start({ config, env: Object.fromEntries(made.flatMap(({ env }) => env)) });
  for (const { name, team } of made)
    if (setups[name].mode === 'http') team.discord.installApp(`${system.baseUrl}/chat/${name}-discord`);
  return {
    system,
    teams: Object.fromEntries(made.map(({ name, team }) => [name, team])) as Record<Name, DiscordTeam>,
    async stop() {
      await system.stop();
      await Promise.all(made.map(({ team }) => team.discord.close()));
    },
  };
}

/** @returns a team with the section of its tenant. */
async function makeTeam<Name extends string>(name: Name, { mode, rooms }: Setup) {
  const discord = await startFakeDiscord();
  discord.insistent = true;
  const { guild } = discord;
  guild.botToken = `token-of-${name}.abc.def`;
  const ana = guild.addUser('ana');
  const ben = guild.addUser('ben');
  const category = guild.addChannel('Incidents', { type: 4 });
  for (const channel of ['incidents', 'fallback']) guild.addChannel(channel);
  const instance = `${name}-discord`;
  const variable = `${name.toUpperCase()}_BOT_TOKEN`;
  const tenant = `
  ${name}:
    chat:
      ${instance}:
        platform: discord
        apiUrl: ${discord.url}
        botToken: \${${variable}}
        applicationId: '${guild.applicationId}'
        guildId: '${guild.id}'
        publicKey: ${discord.key.publicKey}
        categoryId: '${category.id}'
        incidentRooms: ${rooms}
        mode: ${mode}
        timeoutMs: 3000
    people:
      ana: { name: Ana, roles: [commander], chat: { ${instance}: '${ana.id}' } }
      ben: { name: Ben, roles: [responder], chat: { ${instance}: '${ben.id}' } }
    services:
      checkout: { name: Checkout }
    escalation:
      standard:
        steps:
          - { notify: ['person:ana'], wait: 10m }
          - { notify: ['person:ben'], wait: 10m }
    notifications:
      default: ['${instance}/#incidents']
      fallback: ['${instance}/#fallback']
      incidentChannel: { instances: [${instance}], invite: ['person:ana'], archiveAtClose: true }
    # Tests ask again and again whether something holds by now.
    access: { unmapped: responder, limits: { person: { count: 5000, per: 1m } } }
    defaults: { escalation: standard }
`;
  return { name, team: { discord, ana, ben }, tenant, env: [[variable, guild.botToken]] as const };
}
