import type { WebClient } from '@slack/web-api';
import { ChatError } from '../error.ts';
import type { MessageRef } from '../message.ts';
import type { Quoted } from '../quoted.ts';
import type { SlackChannels } from './channels.ts';
import type { SlackClient } from './client.ts';
import { message as messageSchema } from './payload.ts';
import { quotedOf } from './read.ts';

/**
 * Reads one message of people: conversations.replies finds those of a thread too, by their own time stamp.
 * @throws ChatError `message_not_found` also when it is gone.
 */
export async function readMessage(
  client: SlackClient,
  channels: SlackChannels,
  { channel, id: ts }: MessageRef,
): Promise<Quoted> {
  const page = { channel, ts, oldest: ts, latest: ts, inclusive: true, limit: 1 };
  const replies = (web: WebClient) => web.conversations.replies(page);
  const { messages = [] } = await channels.joining(channel, () =>
    client.call('conversations.replies', replies),
  );
  const found = messageSchema.safeParse(messages.find((one) => one.ts === ts));
  if (!found.success)
    throw new ChatError('message_not_found', 'Slack has no message there any more: it was deleted.');
  const link = await permalink(client, channel, ts);
  return { ...quotedOf(found.data, channel), ...(link !== undefined && { link }) };
}

/** @returns the address of a message; undefined when Slack gives none, without which it can still be quoted. */
async function permalink(client: SlackClient, channel: string, ts: string): Promise<string | undefined> {
  const ask = (web: WebClient) => web.chat.getPermalink({ channel, message_ts: ts });
  const answer = await client.call('chat.getPermalink', ask).catch(() => undefined);
  return answer?.permalink;
}
