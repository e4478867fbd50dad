import { REST, Routes } from 'discord.js';
import mattermostClient from '@mattermost/client';
import { HttpClient } from '@microsoft/agents-hosting';
import { LogLevel, WebClient } from '@slack/web-api';
import { incidentCard } from '../../../src/chat/card.ts';
import { discord } from '../../../src/chat/discord/platform.ts';
import { mattermost } from '../../../src/chat/mattermost/platform.ts';
import type { Provider } from '../../../src/chat/provider.ts';
import { slack } from '../../../src/chat/slack/platform.ts';
import { Connector } from '../../../src/chat/teams/client.ts';
import { BOT_TOKEN as DISCORD_TOKEN, startFakeDiscord } from '../../fakes/discord/fake.ts';
import { lentTo } from '../../fakes/lent.ts';
import {
  BOT_TOKEN as MATTERMOST_TOKEN,
  CALLBACK_SECRET,
  startFakeMattermost,
} from '../../fakes/mattermost/fake.ts';
import { BOT_TOKEN as SLACK_TOKEN, SIGNING_SECRET, startFakeSlack } from '../../fakes/slack/fake.ts';
import { startBot } from '../../fakes/teams/harness.ts';
import { LINKS, viewOf } from '../../unit/chat/fixture.ts';
import { Story } from '../../unit/incident/fixture.ts';

/** One platform's fake in this process, without limits, and the same card by two ways. */
export interface CardWays {
  readonly platform: string;
  /** How many its client sends in a second, whatever the platform says; every one is sent unless it is given. */
  readonly most?: number;
  /** Draws the card and sends it, as Muster does. @param key tells it from the others. */
  drawn(key: string): Promise<unknown>;
  /** Sends it ready-made, by the platform's own client alone. */
  readyMade(key: string): Promise<unknown>;
  close(): Promise<void>;
}

const TIMEOUT_MS = 30_000;

/** The card of an incident with people on it, drawn from the view each time as workflows do. */
const view = viewOf(new Story(undefined, { team: 'payments', service: 'checkout' }));

function drawing(provider: Provider, channel: string): CardWays['drawn'] {
  return (key) => provider.send({ channel }, incidentCard(view, LINKS), { key });
}

async function slackWays(): Promise<CardWays> {
  const fake = await startFakeSlack();
  const { id } = fake.addChannel('incidents');
  const settings = slack.settings.parse({
    botToken: SLACK_TOKEN,
    signingSecret: SIGNING_SECRET,
    apiUrl: fake.url,
    timeoutMs: TIMEOUT_MS,
  });
  const context = { tenant: 'default', instance: 'slack' };
  const drawn = drawing(slack.createProvider(settings, context, lentTo()), id);
  await drawn('ready-made');
  const { args } = fake.calls.at(-1)!;
  const client = new WebClient(SLACK_TOKEN, {
    slackApiUrl: fake.url,
    retryConfig: { retries: 0 },
    logLevel: LogLevel.ERROR,
  });
  return {
    platform: 'Slack',
    drawn,
    readyMade: () => client.chat.postMessage(args as never),
    close: () => fake.close(),
  };
}

async function discordWays(): Promise<CardWays> {
  const fake = await startFakeDiscord();
  const { guild, key } = fake;
  const { id } = guild.addChannel('incidents');
  const settings = discord.settings.parse({
    botToken: DISCORD_TOKEN,
    applicationId: guild.applicationId,
    guildId: guild.id,
    publicKey: key.publicKey,
    apiUrl: fake.url,
    timeoutMs: TIMEOUT_MS,
  });
  const drawn = drawing(
    discord.createProvider(settings, { tenant: 'default', instance: 'discord' }, undefined),
    id,
  );
  await drawn('ready-made');
  const { body } = fake.calls.at(-1)!;
  const client = new REST({ api: fake.url, version: '10', retries: 0 }).setToken(DISCORD_TOKEN);
  return {
    platform: 'Discord',
    most: client.options.globalRequestsPerSecond - 10,
    drawn,
    readyMade: (nonce) => client.post(Routes.channelMessages(id), { body: { ...body, nonce } }),
    close: () => fake.close(),
  };
}

async function mattermostWays(): Promise<CardWays> {
  const fake = await startFakeMattermost();
  const { id } = fake.addChannel('incidents');
  const settings = mattermost.settings.parse({
    url: fake.url,
    botToken: MATTERMOST_TOKEN,
    teamName: 'ops',
    callbackSecret: CALLBACK_SECRET,
    timeoutMs: TIMEOUT_MS,
  });
  const context = { tenant: 'default', instance: 'mattermost' };
  const drawn = drawing(mattermost.createProvider(settings, context, lentTo()), id);
  await drawn('ready-made');
  const { body } = fake.calls.at(-1)!;
  const client = new mattermostClient.Client4();
  client.setUrl(fake.url);
  client.setToken(MATTERMOST_TOKEN);
  client.setIncludeCookies(false);
  return {
    platform: 'Mattermost',
    drawn,
    readyMade: (key) => client.createPost({ ...body, pending_post_id: key } as never),
    close: () => fake.close(),
  };
}

async function teamsWays(): Promise<CardWays> {
  const { fake, provider, team } = await startBot();
  const { id } = fake.addChannel('incidents', team);
  const drawn = drawing(provider, id);
  await drawn('ready-made');
  const { body } = fake.requests.at(-1)!;
  const headers = { accept: 'application/json', authorization: 'Bearer fake-connector-token' };
  const client = Connector.on(new HttpClient({ baseURL: fake.serviceUrl, headers }));
  return {
    platform: 'Teams',
    drawn,
    readyMade: () => client.createConversation(body as never),
    close: () => fake.close(),
  };
}

/** Starts all of them. */
export function cardWays(): Promise<CardWays[]> {
  return Promise.all([slackWays(), discordWays(), mattermostWays(), teamsWays()]);
}
