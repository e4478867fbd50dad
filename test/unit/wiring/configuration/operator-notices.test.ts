import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { Delivery } from '../../../../src/chat/delivery.ts';
import { checkText } from '../../../../src/config/load.ts';
import type { Patience } from '../../../../src/http/patience.ts';
import type { RefusalFollower } from '../../../../src/wiring/configuration/in-force.ts';
import { tellOperators } from '../../../../src/wiring/configuration/operator-notices.ts';
import { platforms } from '../../config/platforms.ts';

const { config } = checkText(
  `chat: { main: { platform: sandbox } }
notifications: { default: ['main/#incidents'], operators: ['main/#ops'] }`,
  'muster.yaml',
  {},
  platforms,
);
const sent = new Map<string, Delivery>();
const sendLater = vi.fn((id: string, delivery: Delivery, _patience: Patience) => {
  sent.set(id, delivery);
  return Promise.resolve();
});
const log = { warn: vi.fn() };
let followers: RefusalFollower[];

const refusal = (message: string, at = '2026-03-01T10:00Z') => ({
  at: Date.parse(at),
  reason: message,
  problems: [{ path: 'sla.warnAt', file: 'sla.yaml', line: 3, column: 2, message }],
});

/** One of the processes that see the same files. */
function operate() {
  let tell: RefusalFollower = () => undefined;
  const followRefusals = (follower: RefusalFollower) => {
    followers.push(follower);
    tell = follower;
    return () => void followers.splice(followers.indexOf(follower), 1);
  };
  const end = tellOperators({
    config: () => config!,
    standing: () => ({
      version: config!.version,
      source: 'muster.yaml',
      since: 0,
      managed: false,
      warnings: [],
    }),
    followRefusals,
    sendLater,
    redact: (text) => text.replace('s3cret', '[redacted]'),
    log,
  });
  return { tell: (refused: Parameters<RefusalFollower>[0]) => tell(refused), end };
}

beforeEach(() => {
  vi.useFakeTimers();
  followers = [];
  sent.clear();
});
afterEach(() => {
  vi.useRealTimers();
  vi.clearAllMocks();
});

it('tells the channel of those who run Muster where and why, without secrets', async () => {
  operate().tell(refusal('s3cret is too much.'));
  await vi.waitFor(() => expect(sent.size).toBe(1));
  const [{ instance, to, message }] = [...sent.values()] as [Delivery];
  expect([instance, to]).toEqual(['main', { channel: '#ops' }]);
  expect(JSON.stringify(message)).toContain('sla.yaml:3:2 sla.warnAt: [redacted] is too much.');
  expect(JSON.stringify(message)).toContain(config!.version);
});

it('is one notice whoever sees the same, another for another mistake, and one when it is mended', async () => {
  const [one, two] = [operate(), operate()];
  for (const each of [one, two]) each.tell(refusal('too much', '2026-03-01T10:00Z'));
  one.tell(refusal('too much', '2026-03-01T10:05Z'));
  await vi.waitFor(() => expect(sendLater).toHaveBeenCalledTimes(3));
  expect(sent.size).toBe(1);
  for (const each of [one, two]) each.tell(undefined);
  await vi.waitFor(() => expect(sent.size).toBe(2));
  expect([...sent.values()][1]?.message.summary).toContain('is right again');
  one.tell(refusal('too little'));
  await vi.waitFor(() => expect(sent.size).toBe(3));
  // Mended in the morning, and broken in the same way in the afternoon.
  one.tell(refusal('too much', '2026-03-01T15:00Z'));
  await vi.waitFor(() => expect(sent.size).toBe(4));
});

it('tries again while Temporal is away, until there is something newer to tell', async () => {
  const { tell } = operate();
  sendLater.mockRejectedValueOnce(new Error('away'));
  tell(refusal('too much'));
  await vi.waitFor(() => expect(log.warn).toHaveBeenCalledOnce());
  expect(sent.size).toBe(0);
  await vi.advanceTimersByTimeAsync(5_000);
  expect(sent.size).toBe(1);
  sendLater.mockRejectedValueOnce(new Error('away'));
  tell(refusal('too little'));
  tell(refusal('not enough'));
  await vi.advanceTimersByTimeAsync(60_000);
  expect(JSON.stringify([...sent.values()])).toContain('not enough');
  expect(JSON.stringify([...sent.values()])).not.toContain('too little');
});

it('ends', () => {
  const { end } = operate();
  expect(followers).toHaveLength(1);
  end();
  expect(followers).toEqual([]);
});
