import { messageOf } from '../answering.ts';
import { DiscordRefusal, textOf } from '../guild.ts';
import { checkMessage } from '../limits.ts';
import { messageObject } from '../resources.ts';
import type { Endpoint } from './endpoint.ts';

/** "The past few minutes" in which a nonce is recognised, in milliseconds. */
const WINDOW = 5 * 60_000;

/** https://docs.discord.com/developers/resources/message#create-message */
export const createMessage: Endpoint = (guild, { params: [id = ''], body }) => {
  const channel = guild.writable(id);
  if (channel.recipient !== undefined && !guild.user(channel.recipient).reachable) {
    throw new DiscordRefusal(403, 50007, 'Cannot send messages to this user');
  }
  checkMessage(body);
  const nonce = body['nonce'] === undefined ? undefined : textOf(body['nonce']);
  if (nonce !== undefined && nonce.length > 25) {
    throw new DiscordRefusal(400, 50035, 'Invalid Form Body\nnonce: Must be 25 or fewer in length.');
  }
  const before = nonce === undefined ? undefined : guild.nonces.get(nonce);
  if (body['enforce_nonce'] === true && before && guild.now() - before.at < WINDOW) {
    return { ...messageObject(guild, before.message), nonce };
  }
  const message = guild.addMessage(channel, messageOf(guild, body));
  if (nonce !== undefined) guild.nonces.set(nonce, { message, at: guild.now() });
  // Who sends sees the nonce; who reads the message later does not.
  return { ...messageObject(guild, message), ...(nonce !== undefined && { nonce }) };
};
