import { BOT_TOKEN as DISCORD_TOKEN, startFakeDiscord } from '../fakes/discord/fake.ts';
import {
  BOT_TOKEN as MATTERMOST_TOKEN,
  CALLBACK_SECRET,
  COMMAND_TOKEN,
  startFakeMattermost,
} from '../fakes/mattermost/fake.ts';
import { BOT_TOKEN as SLACK_TOKEN, SIGNING_SECRET, startFakeSlack } from '../fakes/slack/fake.ts';
import { startFakeTeams } from '../fakes/teams/fake.ts';
import { APP_PASSWORD } from '../fakes/teams/interfaces.ts';
import { APP_ID, TENANT } from '../fakes/teams/organisation.ts';
import { System } from './system.ts';

/** One Muster on four platforms and the sandbox at once, with Ana and Ben on each. */
export type Everywhere = Awaited<ReturnType<typeof startEverywhere>>;

/** Who has which account: instance, person, id. */
export type Accounts = Readonly<
  Record<'slack' | 'discord' | 'mattermost' | 'teams' | 'sandbox', Readonly<Record<'ana' | 'ben', string>>>
>;

export interface EverywhereOptions {
  /** People, escalation and notifications; without it Ana is known on Slack alone, and the four have #incidents. */
  readonly response?: (accounts: Accounts) => string;
  /** What Muster is told of Mattermost's limit. */
  readonly requestsPerSecond?: number;
}

const RESPONSE = ({ slack }: Accounts): string => `
people:
  ana: { name: Ana Ruiz, roles: [commander], chat: { slack: ${slack.ana} } }
escalation:
  standard: { steps: [{ notify: ['person:ana'], wait: 10m }] }
notifications:
  default: ['slack/#incidents', 'discord/#incidents', 'mattermost/#incidents', 'teams/#incidents']
`;

/** Where Mattermost is told that Muster is. */
const PUBLIC = 'http://muster.example.com';

/** Starts all of it. Each platform has a channel #incidents. */
export async function startEverywhere({ response = RESPONSE, requestsPerSecond }: EverywhereOptions = {}) {
  const slack = await startFakeSlack();
  const discord = await startFakeDiscord();
  const mattermost = await startFakeMattermost();
  const teams = await startFakeTeams();
  for (const fake of [slack, discord, mattermost, teams]) fake.insistent = true;
  const people = {
    slack: { ana: slack.addUser('ana'), ben: slack.addUser('ben') },
    discord: { ana: discord.guild.addUser('ana'), ben: discord.guild.addUser('ben') },
    mattermost: { ana: mattermost.addUser('ana'), ben: mattermost.addUser('ben') },
    teams: { ana: teams.addUser('Ana'), ben: teams.addUser('Ben') },
  };
  slack.addChannel('incidents', {
    members: [slack.workspace.bot.id, people.slack.ana.id, people.slack.ben.id],
  });
  discord.guild.addChannel('incidents');
  mattermost.addChannel('incidents', {
    members: [mattermost.state.bot.id, people.mattermost.ana.id, people.mattermost.ben.id],
  });
  const team = teams.addTeam('Operations', [people.teams.ana, people.teams.ben]);
  teams.addChannel('incidents', team);
  const ids = ({ ana, ben }: { ana: { id: string }; ben: { id: string } }) => ({ ana: ana.id, ben: ben.id });
  const accounts: Accounts = {
    slack: ids(people.slack),
    discord: ids(people.discord),
    mattermost: ids(people.mattermost),
    teams: ids(people.teams),
    sandbox: { ana: 'ana', ben: 'ben' },
  };
  const config = `
server: { host: 127.0.0.1, baseUrl: '${PUBLIC}' }
chat:
  slack:
    platform: slack
    apiUrl: ${slack.url}
    botToken: \${SLACK_BOT_TOKEN}
    signingSecret: \${SLACK_SIGNING_SECRET}
    timeoutMs: 3000
  discord:
    platform: discord
    apiUrl: ${discord.url}
    botToken: \${DISCORD_BOT_TOKEN}
    applicationId: '${discord.guild.applicationId}'
    guildId: '${discord.guild.id}'
    publicKey: ${discord.key.publicKey}
    mode: http
    timeoutMs: 3000
  mattermost:
    platform: mattermost
    url: ${mattermost.url}
    botToken: \${MATTERMOST_BOT_TOKEN}
    teamName: ops
    commandToken: \${MATTERMOST_COMMAND_TOKEN}
    callbackSecret: \${MATTERMOST_CALLBACK_SECRET}
    timeoutMs: 3000
    ${requestsPerSecond === undefined ? '' : `requestsPerSecond: ${requestsPerSecond}`}
  teams:
    platform: teams
    appId: ${APP_ID}
    appPassword: \${TEAMS_APP_PASSWORD}
    tenantId: ${TENANT}
    graph: true
    channelOwner: ${people.teams.ana.id}
    serviceUrl: ${teams.serviceUrl}
    loginUrl: ${teams.origin}
    openIdMetadataUrl: ${teams.origin}/openid/.well-known/openidconfiguration
    graphUrl: ${teams.origin}/graph/v1.0
    timeoutMs: 3000
  sandbox: { platform: sandbox }
${response(accounts)}
# Tests ask again and again whether something holds by now.
access: { unmapped: responder, limits: { person: { count: 5000, per: 1m } } }
defaults: { escalation: standard }
`;
  const system = await System.start({
    config,
    env: {
      SLACK_BOT_TOKEN: SLACK_TOKEN,
      SLACK_SIGNING_SECRET: SIGNING_SECRET,
      DISCORD_BOT_TOKEN: DISCORD_TOKEN,
      MATTERMOST_BOT_TOKEN: MATTERMOST_TOKEN,
      MATTERMOST_COMMAND_TOKEN: COMMAND_TOKEN,
      MATTERMOST_CALLBACK_SECRET: CALLBACK_SECRET,
      TEAMS_APP_PASSWORD: APP_PASSWORD,
    },
  });
  slack.installApp({ url: `${system.baseUrl}/chat/slack`, signingSecret: SIGNING_SECRET });
  discord.installApp(`${system.baseUrl}/chat/discord`);
  mattermost.resolves(PUBLIC, system.baseUrl);
  mattermost.addCommand(`${PUBLIC}/chat/mattermost/commands`);
  teams.installApp(`${system.baseUrl}/chat/teams`);
  await teams.installs(people.teams.ana, team);
  return {
    slack,
    discord,
    mattermost,
    teams,
    people,
    system,
    async stop() {
      await system.stop();
      await Promise.all([slack.close(), discord.close(), mattermost.close(), teams.close()]);
    },
  };
}
