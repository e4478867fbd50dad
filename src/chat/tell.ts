import type { Delivery } from './delivery.ts';
import { CHAT_ERRORS, ChatError } from './error.ts';
import type { Provider } from './provider.ts';

/**
 * Sends one message at once, without Temporal: what it cannot be asked to send while it is away. Somebody whom only a
 * channel's members could be shown it gets it as a direct message: `/im` is typed in channels too where the bot is not.
 * @throws ChatError
 */
export async function tell(provider: Provider, delivery: Delivery): Promise<void> {
  const { key, to, thread, privatelyTo: user, message } = delivery;
  const options = { key, ...(thread && { thread }) };
  if (user === undefined || !('channel' in to)) {
    await provider.send(to, message, options);
    return;
  }
  try {
    await provider.sendPrivately(to.channel, user, message, options);
  } catch (error) {
    if (!(error instanceof ChatError) || CHAT_ERRORS[error.code].retry) throw error;
    await provider.send({ user }, message, { key });
  }
}
