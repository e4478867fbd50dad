import { refuse } from '../state.ts';
import { clientChannel, type Endpoint } from './endpoint.ts';

/** POST /channels/direct */
export const createDirect: Endpoint = (state, { body }) => {
  const ids = body as unknown as string[];
  const other = ids.find((id) => id !== state.bot.id) ?? '';
  if (!state.users.has(other)) refuse('api.channel.create_direct_channel.invalid_user.app_error', 400);
  return clientChannel(state.direct(other));
};
