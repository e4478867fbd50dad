import { activeThreads } from './activeThreads.ts';
import { addThreadMember } from './addThreadMember.ts';
import { getCommands, putCommands } from './commands.ts';
import { createChannel } from './createChannel.ts';
import { createDirect } from './createDirect.ts';
import { createMessage } from './createMessage.ts';
import { deleteMessage } from './deleteMessage.ts';
import { editMessage } from './editMessage.ts';
import { editPermissions } from './editPermissions.ts';
import type { Endpoint } from './endpoint.ts';
import { getChannel } from './getChannel.ts';
import { getMember } from './getMember.ts';
import { getMessage } from './getMessage.ts';
import { getMessages } from './getMessages.ts';
import { getUser } from './getUser.ts';
import { interactionCallback } from './interactionCallback.ts';
import { deleteOriginal, editOriginal, followUp } from './interactionWebhook.ts';
import { listChannels } from './listChannels.ts';
import { modifyChannel } from './modifyChannel.ts';
import { pinMessage } from './pinMessage.ts';
import { startRoom } from './startRoom.ts';
import { startThread } from './startThread.ts';

/** Every endpoint by its method and address; `:` stands for a part that is left open. */
export const ENDPOINTS: Readonly<Record<string, Endpoint>> = {
  'GET /users/:': getUser,
  'POST /users/@me/channels': createDirect,
  'GET /guilds/:/members/:': getMember,
  'GET /guilds/:/channels': listChannels,
  'POST /guilds/:/channels': createChannel,
  'GET /guilds/:/threads/active': activeThreads,
  'POST /channels/:/threads': startRoom,
  'PUT /channels/:/thread-members/:': addThreadMember,
  'GET /channels/:': getChannel,
  'PATCH /channels/:': modifyChannel,
  'PUT /channels/:/permissions/:': editPermissions,
  'GET /channels/:/messages': getMessages,
  'POST /channels/:/messages': createMessage,
  'GET /channels/:/messages/:': getMessage,
  'PATCH /channels/:/messages/:': editMessage,
  'DELETE /channels/:/messages/:': deleteMessage,
  'PUT /channels/:/messages/pins/:': pinMessage,
  'POST /channels/:/messages/:/threads': startThread,
  'GET /applications/:/guilds/:/commands': getCommands,
  'PUT /applications/:/guilds/:/commands': putCommands,
  'POST /interactions/:/:/callback': interactionCallback,
  'PATCH /webhooks/:/:/messages/@original': editOriginal,
  'DELETE /webhooks/:/:/messages/@original': deleteOriginal,
  'POST /webhooks/:/:': followUp,
};

/** @returns the endpoint's name and what stands for its open parts. The most exact one is meant. */
export function endpointOf(method: string, path: string): { name: string; params: string[] } | undefined {
  const parts = path.split('/').map(decodeURIComponent);
  const matching = Object.keys(ENDPOINTS).flatMap((name) => {
    const [verb, pattern = ''] = name.split(' ');
    const wanted = pattern.split('/');
    const fits = wanted.length === parts.length && wanted.every((one, n) => one === ':' || one === parts[n]);
    return verb === method && fits ? [{ name, params: parts.filter((_, n) => wanted[n] === ':') }] : [];
  });
  return matching.sort((a, b) => a.params.length - b.params.length)[0];
}
