import { textOf } from '../arguments.ts';
import { SlackRefusal } from '../workspace.ts';
import { channelObject } from './channel.ts';
import type { Endpoint } from './endpoint.ts';

/** https://docs.slack.dev/reference/methods/conversations.create: a name stays taken when its channel is archived. */
export const conversationsCreate: Endpoint = (workspace, args) => {
  const name = textOf(args, 'name');
  if (name === '') throw new SlackRefusal('invalid_name_required');
  if (name.length > 80) throw new SlackRefusal('invalid_name_maxlength');
  if (!/^[a-z0-9_-]+$/.test(name)) throw new SlackRefusal('invalid_name_specials');
  if ([...workspace.channels.values()].some((one) => one.name === name)) throw new SlackRefusal('name_taken');
  return { channel: channelObject(workspace.addChannel(name, { isPrivate: args['is_private'] === true })) };
};
