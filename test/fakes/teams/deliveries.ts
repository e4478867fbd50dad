import { randomUUID } from 'node:crypto';
import type { Json } from './json.ts';
import { TENANT, type FakeTeam, type FakeUser, type Organisation } from './organisation.ts';

/** Where somebody does something: in a channel, perhaps below a message, or in their chat with the bot. */
export interface Where {
  /** Id of a channel; the chat with the bot when there is none. */
  readonly channel?: string;
  readonly thread?: string;
}

/** @returns what all activities of a person have (https://learn.microsoft.com/microsoftteams/platform/bots/build-conversational-capability). */
export function activityFrom(
  organisation: Organisation,
  serviceUrl: string,
  user: FakeUser,
  where: Where,
  more: Json,
): Json {
  const channel = where.channel === undefined ? undefined : organisation.channels.get(where.channel);
  const conversation =
    channel === undefined
      ? { conversationType: 'personal', tenantId: TENANT, id: organisation.chatWith(user) }
      : {
          isGroup: true,
          conversationType: 'channel',
          tenantId: TENANT,
          id: where.thread === undefined ? channel.id : `${channel.id};messageid=${where.thread}`,
        };
  return {
    id: `f:${randomUUID()}`,
    timestamp: new Date().toISOString(),
    channelId: 'msteams',
    serviceUrl,
    from: { id: user.mri, name: user.name, aadObjectId: user.id },
    recipient: organisation.bot,
    conversation,
    channelData: {
      tenant: { id: TENANT },
      ...(channel && { team: { id: channel.team.id }, channel: { id: channel.id } }),
    },
    locale: 'en-US',
    ...more,
  };
}

/** @returns the app's coming into a team, as Teams tells it. */
export function installed(
  organisation: Organisation,
  serviceUrl: string,
  user: FakeUser,
  team: FakeTeam,
): Json {
  const more = {
    type: 'conversationUpdate',
    membersAdded: [{ id: organisation.bot.id }],
    channelData: {
      tenant: { id: TENANT },
      eventType: 'teamMemberAdded',
      team: { id: team.id, name: team.name, aadGroupId: team.group },
    },
  };
  return activityFrom(organisation, serviceUrl, user, { channel: team.id }, more);
}

/** @param text what follows the mention. @returns a message that mentions the bot; in the chat with it none is needed. */
export function message(
  organisation: Organisation,
  serviceUrl: string,
  user: FakeUser,
  where: Where,
  text: string,
  others: readonly FakeUser[] = [],
): Json {
  const at = '<at>Muster</at>';
  const entities = [
    { type: 'clientInfo', locale: 'en-US', country: 'US', platform: 'Web', timezone: 'Europe/London' },
    { type: 'mention', mentioned: organisation.bot, text: at },
    ...others.map(({ mri, name }) => ({
      type: 'mention',
      mentioned: { id: mri, name },
      text: `<at>${name}</at>`,
    })),
  ];
  const id = organisation.messageId();
  const thread = where.channel === undefined ? {} : { thread: where.thread ?? id };
  const html = text.replace(/&/g, '&amp;').replace(/<(?!\/?at>)/g, '&lt;');
  return activityFrom(
    organisation,
    serviceUrl,
    user,
    { ...where, ...thread },
    {
      type: 'message',
      id,
      textFormat: 'plain',
      text: where.channel === undefined ? html : `${at} ${html}\n`,
      entities,
    },
  );
}

/** @returns what Teams sends for an invoke. */
export function invoke(
  organisation: Organisation,
  serviceUrl: string,
  user: FakeUser,
  where: Where,
  name: string,
  value: unknown,
  more: Json = {},
): Json {
  return activityFrom(organisation, serviceUrl, user, where, { type: 'invoke', name, value, ...more });
}
