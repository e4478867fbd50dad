import type { Message } from '../message.ts';
import { slackCode } from './errors.ts';
import { render, renderPlainly, type SlackMessage } from './render.ts';

/** Slack's refusals of how a message is drawn. Nothing was sent: an address of the Web API may know fewer blocks. */
const OF_BLOCKS: ReadonlySet<string> = new Set([
  'invalid_blocks',
  'invalid_blocks_format',
  'msg_blocks_too_long',
  'invalid_attachments',
]);

/**
 * Sends a message in Block Kit, and once more plainly when Slack refuses the blocks: what it says matters more than how.
 * @throws ChatError
 */
export async function drawn<T>(message: Message, send: (content: SlackMessage) => Promise<T>): Promise<T> {
  try {
    return await send(render(message));
  } catch (error) {
    if (!OF_BLOCKS.has(slackCode(error) ?? '')) throw error;
    return send(renderPlainly(message));
  }
}
