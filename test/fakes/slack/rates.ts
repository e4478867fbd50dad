import type { Args } from './arguments.ts';
import { textOf } from './arguments.ts';

const MINUTE_MS = 60_000;

/** How many calls of a method Slack takes in a minute, by its tier in the method's documentation. */
const PER_MINUTE: Readonly<Record<string, number>> = {
  'conversations.archive': 20,
  'conversations.create': 20,
  'conversations.list': 20,
  'conversations.setTopic': 20,
  'pins.add': 20,
  'bookmarks.add': 20,
  'bookmarks.list': 50,
  'chat.delete': 50,
  'chat.update': 50,
  'conversations.history': 50,
  'conversations.info': 50,
  'conversations.invite': 50,
  'conversations.join': 50,
  'conversations.open': 50,
  'conversations.replies': 50,
  'users.lookupByEmail': 50,
  'chat.postEphemeral': 100,
  'users.info': 100,
  'views.open': 100,
  'views.publish': 100,
};

/** "1 per second" and channel, "short bursts > 1 allowed": how many of them Slack does not say. */
const POSTS_PER_SECOND = 1;
const POSTS_AT_ONCE = 8;

/** A call that was refused with 429. */
export interface TooMany {
  readonly method: string;
  /** Empty for what is counted by workspace. */
  readonly channel: string;
  readonly at: number;
}

/** Counts calls as Slack does (https://docs.slack.dev/apis/web-api/rate-limits), while it is switched on. */
export class Rates {
  on = false;
  readonly refused: TooMany[] = [];
  readonly #calls = new Map<string, number[]>();
  readonly #posts = new Map<string, { left: number; at: number }>();

  /** @param now epoch milliseconds. @returns for how many seconds this call is refused; undefined when it is taken. */
  refuse(method: string, args: Args, now: number): number | undefined {
    if (!this.on) return undefined;
    const channel = method === 'chat.postMessage' ? textOf(args, 'channel') : '';
    const wait = channel ? this.#post(channel, now) : this.#count(method, now);
    if (wait === undefined) return undefined;
    this.refused.push({ method, channel, at: now });
    return Math.max(1, Math.ceil(wait / 1_000));
  }

  #count(method: string, now: number): number | undefined {
    const most = PER_MINUTE[method];
    if (most === undefined) return undefined;
    const lately = (this.#calls.get(method) ?? []).filter((at) => at > now - MINUTE_MS);
    const [first = now] = lately;
    if (lately.length >= most) return first + MINUTE_MS - now;
    this.#calls.set(method, [...lately, now]);
    return undefined;
  }

  #post(channel: string, now: number): number | undefined {
    const before = this.#posts.get(channel) ?? { left: POSTS_AT_ONCE, at: now };
    const grown = before.left + ((now - before.at) / 1_000) * POSTS_PER_SECOND;
    const left = Math.min(POSTS_AT_ONCE, grown);
    this.#posts.set(channel, { left: left >= 1 ? left - 1 : left, at: now });
    return left >= 1 ? undefined : (1 - left) * 1_000;
  }
}
