import { channelObject } from '../resources.ts';
import type { Endpoint } from './endpoint.ts';

/** https://docs.discord.com/developers/resources/channel#get-channel */
export const getChannel: Endpoint = (guild, { params: [id = ''] }) => channelObject(guild, guild.visible(id));
