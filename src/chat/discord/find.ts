import { Routes } from 'discord.js';
import { z } from 'zod';
import type { MessageRef } from '../message.ts';
import type { DiscordClient } from './client.ts';
import { nonceIn, nonceOf } from './key.ts';
import { messageResource } from './resources.ts';
import { snowflakeAt } from './snowflake.ts';

/** How far this machine's clock may run ahead of Discord's, in milliseconds. */
const SKEW = 60_000;

const PAGE = 100;

export interface Sought {
  readonly channel: string;
  readonly key: string;
  /** Epoch milliseconds before which it cannot have been sent. */
  readonly since: number;
  /** User id of the bot: nobody else's message counts. */
  readonly author: string;
}

/** Looks through a channel or thread for the message with this key. */
export async function findByKey(client: DiscordClient, sought: Sought): Promise<MessageRef | undefined> {
  const { channel, key, since, author } = sought;
  const nonce = nonceOf(key);
  const oldest = BigInt(snowflakeAt(since - SKEW));
  let before: string | undefined;
  for (;;) {
    const query = { limit: String(PAGE), ...(before !== undefined && { before }) };
    const request = { method: 'get', route: Routes.channelMessages(channel), query } as const;
    const page = await client.call('get messages', z.array(messageResource), request);
    const found = page.find((one) => one.author.id === author && nonceIn(one.embeds[0]?.url) === nonce);
    if (found) return { channel, id: found.id };
    const last = page.at(-1);
    if (!last || page.length < PAGE || BigInt(last.id) < oldest) return undefined;
    before = last.id;
  }
}
