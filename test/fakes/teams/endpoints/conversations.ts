import type { Json } from '../json.ts';
import { checkActivity } from '../card-check.ts';
import { TENANT, TeamsRefusal, WritesBlocked, type Organisation } from '../organisation.ts';
import type { Endpoint, EndpointAnswer } from './endpoint.ts';

function beginThread(organisation: Organisation, body: Json, channel: string): EndpointAnswer {
  organisation.writable(channel);
  const activity = body['activity'] as Json | undefined;
  if (!activity) throw new TeamsRefusal(400, 'BadSyntax', 'Incorrect conversation creation parameters');
  checkActivity(activity);
  const { id } = organisation.post(channel, undefined, activity);
  return { status: 201, body: { id: `${channel};messageid=${id}`, activityId: id } };
}

function beginChat(organisation: Organisation, body: Json): EndpointAnswer {
  const [member] = (body['members'] ?? []) as { id: string }[];
  const user = member && organisation.user(member.id);
  if (!user || body['tenantId'] !== TENANT)
    throw new TeamsRefusal(400, 'BadSyntax', 'Invalid user identity in provided tenant');
  const reachable = [...organisation.teams.values()].some(
    (team) => team.installed && team.members.has(user.id),
  );
  if (!reachable) throw new TeamsRefusal(403, 'ForbiddenOperationException', 'The bot is not installed.');
  return { status: 201, body: { id: organisation.chatWith(user) } };
}

/** POST /v3/conversations: begins a thread in a channel, or a chat with a person, which is always the same one. */
export const conversations: Endpoint = (organisation, { method, path, body }) => {
  if (method !== 'POST' || path.join('/') !== 'v3/conversations') return undefined;
  const bot = body['bot'] as Json | undefined;
  if (bot?.['id'] !== organisation.bot.id) throw new TeamsRefusal(403, 'BotNotRegistered');
  const channel = ((body['channelData'] as Json | undefined)?.['channel'] as Json | undefined)?.['id'];
  return typeof channel === 'string'
    ? beginThread(organisation, body, channel)
    : beginChat(organisation, body);
};

/** /v3/conversations/{id}/activities: sends, replaces and removes messages. */
export const activities: Endpoint = (organisation, { method, path, body }) => {
  const [version, kind, conversation = '', what, id] = path;
  if (version !== 'v3' || kind !== 'conversations' || what !== 'activities') return undefined;
  const [place = '', root] = conversation.split(';messageid=');
  const user = organisation.chats.get(place);
  if (user === undefined) organisation.writable(place);
  else if (organisation.user(user)?.blocked) throw new WritesBlocked();
  if (method === 'POST') {
    checkActivity(body);
    if (
      root !== undefined &&
      !organisation.messages.some((one) => one.id === root && one.conversation === place)
    )
      throw new TeamsRefusal(404, 'ConversationNotFound', 'Conversation not found.');
    const sent = organisation.post(place, root, body);
    // Text and card are parted into two messages, and no id is told.
    return { status: 201, body: body['text'] && body['attachments'] ? {} : { id: sent.id } };
  }
  const index = organisation.messages.findIndex(
    (one) => one.id === id && one.conversation === place && (one.root === root || one.id === root),
  );
  const found = organisation.messages[index];
  if (!found) throw new TeamsRefusal(404, 'ActivityNotFoundInConversation', 'Activity not found.');
  if (found.from !== organisation.bot.id) throw new TeamsRefusal(403, 'NotEnoughPermissions');
  if (method === 'PUT') {
    checkActivity(body);
    found.activity = body;
    return { body: { id: found.id } };
  }
  organisation.messages.splice(index, 1);
  return { body: '' };
};
