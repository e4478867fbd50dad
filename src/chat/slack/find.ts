import type { ConversationsHistoryResponse, WebClient } from '@slack/web-api';
import type { MessageRef } from '../message.ts';
import type { SlackClient } from './client.ts';

const EVENT_TYPE = 'muster_notification';

/** How far this machine's clock may run ahead of Slack's, in milliseconds. */
const SKEW = 60_000;

/** @returns message metadata that carries a send's key (https://docs.slack.dev/messaging/message-metadata). */
export function keyMetadata(key: string): { event_type: string; event_payload: { key: string } } {
  return { event_type: EVENT_TYPE, event_payload: { key } };
}

type Sent = NonNullable<ConversationsHistoryResponse['messages']>[number];

function carries(message: Sent, key: string): boolean {
  const { metadata } = message as { metadata?: { event_type?: string; event_payload?: { key?: unknown } } };
  return metadata?.event_type === EVENT_TYPE && metadata.event_payload?.key === key;
}

/**
 * Looks through a channel, or one thread of it, for the message with this key.
 * @param since epoch milliseconds before which it cannot have been sent.
 */
export async function findByKey(
  client: SlackClient,
  channel: string,
  key: string,
  since: number,
  thread?: MessageRef,
): Promise<MessageRef | undefined> {
  const oldest = (Math.max(0, since - SKEW) / 1000).toFixed(6);
  let cursor = '';
  do {
    const page = {
      channel,
      oldest,
      inclusive: true,
      include_all_metadata: true,
      limit: 200,
      ...(cursor && { cursor }),
    };
    const { messages, response_metadata } = thread
      ? await client.call('conversations.replies', (web: WebClient) =>
          web.conversations.replies({ ...page, ts: thread.id }),
        )
      : await client.call('conversations.history', (web: WebClient) => web.conversations.history(page));
    const found = messages?.find((message) => carries(message, key));
    if (found?.ts) return { channel, id: found.ts };
    cursor = response_metadata?.next_cursor ?? '';
  } while (cursor !== '');
  return undefined;
}
