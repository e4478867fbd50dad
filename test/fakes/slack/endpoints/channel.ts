import type { FakeChannel } from '../workspace.ts';

/** @returns a channel object (https://docs.slack.dev/reference/objects/conversation-object). */
export function channelObject(channel: FakeChannel): Record<string, unknown> {
  return {
    id: channel.id,
    name: channel.name,
    is_channel: !channel.isIm && !channel.isPrivate,
    is_group: channel.isPrivate,
    is_im: channel.isIm,
    is_private: channel.isPrivate || channel.isIm,
    is_archived: channel.archived,
    created: channel.created,
    topic: { value: channel.topic, creator: '', last_set: 0 },
    num_members: channel.members.size,
  };
}
