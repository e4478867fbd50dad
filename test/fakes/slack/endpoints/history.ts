import type { Args } from '../arguments.ts';
import type { FakeMessage } from '../workspace.ts';

/** @returns whether a message lies within `oldest` and `latest`. */
export function within(args: Args): (message: FakeMessage) => boolean {
  const inclusive = args['inclusive'] === true;
  const oldest = Number(args['oldest'] ?? 0);
  const latest = Number(args['latest'] ?? Infinity);
  return ({ ts }) =>
    inclusive ? Number(ts) >= oldest && Number(ts) <= latest : Number(ts) > oldest && Number(ts) < latest;
}

const BOT = 'U0MUSTERBOT';

/** @returns a message as a history shows it; its metadata only when it is asked for. */
export function shown(message: FakeMessage, args: Args): Record<string, unknown> {
  return {
    type: 'message',
    user: message.user,
    ...(message.user === BOT && { bot_id: 'B0000000001' }),
    ...(message.files && { files: message.files }),
    text: message.text,
    ts: message.ts,
    blocks: message.blocks,
    attachments: message.attachments,
    ...(message.threadTs !== undefined && { thread_ts: message.threadTs }),
    ...(args['include_all_metadata'] === true && message.metadata && { metadata: message.metadata }),
  };
}
