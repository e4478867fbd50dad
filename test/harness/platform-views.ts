import { MongoClient } from 'mongodb';
import type { SandboxMessage } from '../../src/chat/sandbox/store.ts';
import type { SeenMessage } from '../contract/harness.ts';
import { readPost } from '../fakes/mattermost/reading.ts';
import { read } from '../fakes/sandbox/reader.ts';
import type { Everywhere } from './everywhere.ts';

/** A message as its readers see it, and when it came: epoch milliseconds on the platform's clock. */
export type Came = SeenMessage & { readonly at: number };

/** What tests of all platforms at once look at on each. */
export interface PlatformView {
  readonly name: 'slack' | 'discord' | 'mattermost' | 'teams' | 'sandbox';
  /** How often the platform takes a message in one channel in the long run, as it says itself: milliseconds. */
  readonly everyMs: number;
  /** @returns the messages of a channel, threads included, oldest first. */
  came(channel: string): Came[] | Promise<Came[]>;
  /** @returns the direct messages to Ben, oldest first. */
  toBen(): Came[] | Promise<Came[]>;
  /** Its limits; none where it has none. */
  readonly rates?: { on: boolean; readonly refused: readonly unknown[] };
  /** Lets it take no call any more until it recovers. */
  hang(): void;
  recover(): void;
}

/** Discord's epoch, epoch milliseconds (https://docs.discord.com/developers/reference#snowflakes). */
const DISCORD_EPOCH = 1_420_070_400_000;

const each = (messages: readonly SeenMessage[], at: (id: string) => number): Came[] =>
  messages.map((message) => ({ ...message, at: at(message.id) }));
const snowflake = (id: string): number => Number(BigInt(id) >> 22n) + DISCORD_EPOCH;
const timeStamp = (ts: string): number => Number(ts) * 1_000;

/** More calls than a test makes. */
const ALL = 1_000_000;

/** @returns a view of each platform, and what ends them. */
export async function viewsOf({ slack, discord, mattermost, teams, people, system }: Everywhere): Promise<{
  views: readonly PlatformView[];
  close: () => Promise<void>;
}> {
  const client = await MongoClient.connect(system.mongodbUri);
  const sandbox = client.db('muster').collection<SandboxMessage>('sandbox_messages');
  const stored = async (channel: string): Promise<Came[]> => {
    const found = await sandbox.find({ channel }).sort({ order: 1 }).toArray();
    return found.map((message) => ({ ...read(message, []), at: message.at }));
  };
  const views: readonly PlatformView[] = [
    {
      name: 'slack',
      everyMs: 1_000,
      came: (channel) => each(slack.seen(channel), timeStamp),
      toBen: () => each(slack.directMessages(people.slack.ben.id), timeStamp),
      rates: slack.rates,
      hang: () => slack.failNext('*', 'hang', ALL),
      recover: () => slack.recover(),
    },
    {
      name: 'discord',
      everyMs: 1_000,
      came: (channel) => each(discord.seen(channel), snowflake),
      toBen: () => each(discord.directMessages(people.discord.ben.id), snowflake),
      rates: discord.rates,
      hang: () => discord.failNext('*', 'hang', ALL),
      recover: () => discord.recover(),
    },
    {
      name: 'mattermost',
      everyMs: 1_000 / mattermost.rates.perSecond,
      came: (channel) =>
        mattermost
          .posts(channel)
          .map((post) => ({ ...readPost(mattermost.state, post), at: post.create_at })),
      toBen: () =>
        mattermost.state
          .direct(people.mattermost.ben.id)
          .posts.map((post) => ({ ...readPost(mattermost.state, post), at: post.create_at })),
      rates: mattermost.rates,
      hang: () => mattermost.failNext('*', 'hang', ALL),
      recover: () => mattermost.recover(),
    },
    {
      name: 'teams',
      everyMs: 500,
      came: (channel) => each(teams.seen(channel), Number),
      toBen: () => each(teams.directMessages(people.teams.ben.id), Number),
      rates: teams.rates,
      hang: () => teams.failNext('*', 'hang', ALL),
      recover: () => teams.recover(),
    },
    {
      name: 'sandbox',
      everyMs: 0,
      came: stored,
      toBen: () => stored('@ben'),
      hang: () => undefined,
      recover: () => undefined,
    },
  ];
  return { views, close: () => client.close() };
}
