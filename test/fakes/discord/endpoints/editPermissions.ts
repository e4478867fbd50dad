import type { Endpoint } from './endpoint.ts';

/** Discord does not ask whether there is such a user. https://docs.discord.com/developers/resources/channel#edit-channel-permissions */
export const editPermissions: Endpoint = (guild, { params: [id = '', target = ''], body }) => {
  const channel = guild.visible(id);
  const { type, allow, deny } = body as { type: number; allow: string; deny: string };
  channel.overwrites = [
    ...channel.overwrites.filter((one) => one.id !== target),
    { id: target, type, allow, deny },
  ];
  return undefined;
};
