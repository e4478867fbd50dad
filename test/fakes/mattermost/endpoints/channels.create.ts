import { refuse } from '../state.ts';
import { clientChannel, runes, textOf, type Endpoint } from './endpoint.ts';

/** POST /channels; a name stays taken when its channel is archived. */
export const createChannel: Endpoint = (state, { body }) => {
  const [name, team, header] = [textOf(body, 'name'), textOf(body, 'team_id'), textOf(body, 'header')];
  if (!/^[a-z0-9]([a-z0-9_-]{0,62}[a-z0-9])$/.test(name))
    refuse('model.channel.is_valid.1_or_more.app_error', 400);
  if (runes(header) > 1024) refuse('model.channel.is_valid.header.app_error', 400);
  if (!textOf(body, 'display_name')) refuse('model.channel.is_valid.display_name.app_error', 400);
  const taken = [...state.channels.values()].some((one) => one.name === name && one.team_id === team);
  if (taken) refuse('store.sql_channel.save_channel.exists.app_error', 400);
  const channel = state.addChannel(name, { type: textOf(body, 'type') as 'O' | 'P', team });
  channel.header = header;
  return clientChannel(channel);
};
