import { textOf } from '../arguments.ts';
import { SlackRefusal } from '../workspace.ts';
import { channelObject } from './channel.ts';
import type { Endpoint } from './endpoint.ts';

/** https://docs.slack.dev/reference/methods/conversations.setTopic */
export const conversationsSetTopic: Endpoint = (workspace, args) => {
  const channel = workspace.writable(args['channel']);
  const topic = textOf(args, 'topic');
  if (topic.length > 250) throw new SlackRefusal('too_long');
  channel.topic = topic;
  return { channel: channelObject(channel) };
};
