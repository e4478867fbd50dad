import { expect, it } from 'vitest';
import { lanesOf } from '../../../../src/chat/slack/lanes.ts';
import type { PacedOperation } from '../../../../src/chat/provider.ts';

const MINUTE_MS = 60_000;
const channel = { channel: 'C024BE91L' };

// What the methods' documentation says of their tiers: https://docs.slack.dev/apis/web-api/rate-limits.
it.each<[PacedOperation, string, number]>([
  ['sendPrivately', 'chat.postEphemeral', 100],
  ['update', 'chat.update', 50],
  ['createChannel', 'conversations.create', 20],
  ['setTopic', 'conversations.setTopic', 20],
  ['invite', 'conversations.invite', 50],
  ['pin', 'pins.add', 20],
  ['bookmark', 'bookmarks.add', 20],
  ['archive', 'conversations.archive', 20],
])('%s keeps to what Slack allows of %s: %i in a minute', (operation, method, perMinute) => {
  const [lane] = lanesOf(operation, channel);
  expect(lane?.name).toBe(method);
  const { burst = 0, everyMs = 1 } = lane ?? {};
  expect(burst - 1 + Math.ceil(MINUTE_MS / everyMs)).toBeLessThanOrEqual(perMinute);
});

it('a message draws on its channel alone: one a second, a few at once', () => {
  expect(lanesOf('send', channel)).toEqual([{ name: 'post:C024BE91L', everyMs: 1_000, burst: 5 }]);
});

it('a bookmark draws on the list that is looked through before it, too', () => {
  expect(lanesOf('bookmark', channel).map(({ name }) => name)).toEqual(['bookmarks.add', 'bookmarks.list']);
});

it('a direct message draws on the opening of its channel too, until that is open', () => {
  const names = (open: boolean) => lanesOf('send', { user: 'U061F7AUR' }, open).map(({ name }) => name);
  expect(names(false)).toEqual(['conversations.open', 'post:@U061F7AUR']);
  expect(names(true)).toEqual(['post:@U061F7AUR']);
});
