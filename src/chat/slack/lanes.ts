import { laneOf, type Lane } from '../lane.ts';
import type { Destination, PacedOperation } from '../provider.ts';

// https://docs.slack.dev/apis/web-api/rate-limits: each method has a tier, counted by workspace and app. The tiers say
// "at least", and that bursts are welcome without saying which; a few at once are well within.
const MINUTE_MS = 60_000;
const tier2 = (method: string): Lane => laneOf(method, 20, MINUTE_MS, 5);
const tier3 = (method: string): Lane => laneOf(method, 50, MINUTE_MS, 10);
const tier4 = (method: string): Lane => laneOf(method, 100, MINUTE_MS, 20);

/** One message per second and channel, "short bursts" allowed. */
const posting = (channel: string): Lane => ({ name: `post:${channel}`, everyMs: 1_000, burst: 5 });

/**
 * Which of Slack's limits an operation draws on.
 * @param open whether the channel of direct messages with the user is open already.
 */
export function lanesOf(operation: PacedOperation, target: Destination, open = false): readonly Lane[] {
  switch (operation) {
    case 'send':
      if ('channel' in target) return [posting(target.channel)];
      if (open) return [posting(`@${target.user}`)];
      return [tier3('conversations.open'), posting(`@${target.user}`)];
    case 'sendPrivately':
      return [tier4('chat.postEphemeral')];
    case 'update':
      return [tier3('chat.update')];
    case 'createChannel':
      return [tier2('conversations.create'), tier2('conversations.setTopic')];
    case 'setTopic':
      return [tier2('conversations.setTopic')];
    case 'invite':
      return [tier3('conversations.invite')];
    case 'pin':
      return [tier2('pins.add')];
    case 'bookmark':
      // What stands there is looked through before.
      return [tier2('bookmarks.add'), tier3('bookmarks.list')];
    case 'archive':
      return [tier2('conversations.archive')];
  }
}
