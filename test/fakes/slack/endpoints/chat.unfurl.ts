import { checkMessage } from '../limits.ts';
import { SlackRefusal, type FakeUnfurl } from '../workspace.ts';
import type { Endpoint } from './endpoint.ts';

/** https://docs.slack.dev/reference/methods/chat.unfurl: an address that is in the message; once more replaces it. */
export const chatUnfurl: Endpoint = (workspace, args) => {
  const channel = workspace.channels.get(String(args['channel']));
  if (!channel) throw new SlackRefusal('cannot_find_channel');
  const message = channel.messages.find(({ ts }) => ts === args['ts']);
  if (!message?.unfurls) throw new SlackRefusal('cannot_find_message');
  const unfurls = args['unfurls'] as Record<string, FakeUnfurl> | undefined;
  if (unfurls === undefined) throw new SlackRefusal('missing_unfurls');
  for (const [link, unfurl] of Object.entries(unfurls)) {
    if (!message.text.includes(link)) throw new SlackRefusal('cannot_unfurl_message');
    checkMessage({ text: '', blocks: unfurl.blocks, attachments: [] });
    message.unfurls.set(link, unfurl);
  }
  return {};
};
