import type { Args } from './arguments.ts';
import { checkMessage } from './limits.ts';
import { SlackRefusal, type Block, type FakeMessage } from './workspace.ts';

type Content = Pick<FakeMessage, 'text' | 'blocks' | 'attachments' | 'mrkdwn' | 'linkNames'>;

/** @returns what chat.postMessage and chat.postEphemeral were given to show, held to Slack's limits. */
export function contentOf(args: Args): Content {
  const content: Content = {
    text: typeof args['text'] === 'string' ? args['text'] : '',
    blocks: (args['blocks'] ?? []) as Block[],
    attachments: (args['attachments'] ?? []) as Content['attachments'],
    mrkdwn: args['mrkdwn'] !== false,
    linkNames: args['link_names'] === true || args['parse'] === 'full',
  };
  if (!content.text && content.blocks.length === 0 && content.attachments.length === 0)
    throw new SlackRefusal('no_text');
  checkMessage(content);
  return content;
}
