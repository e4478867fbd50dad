import { userObject } from '../resources.ts';
import type { Endpoint } from './endpoint.ts';

/** https://docs.discord.com/developers/resources/user#get-user */
export const getUser: Endpoint = (guild, { params: [id = ''] }) =>
  userObject(id === '@me' ? guild.bot : guild.user(id));
