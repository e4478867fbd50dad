import { Spans, type Limit } from '../spans.ts';
import type { Json } from './guild.ts';

/** A call that was refused with 429. */
export interface TooMany {
  readonly endpoint: string;
  /** Empty where it was the limit of everything. */
  readonly channel: string;
  readonly at: number;
}

/** What an answer of 429 says: for how many seconds, and whether the limit is that of everything. */
export interface Refused {
  readonly seconds: number;
  readonly global: boolean;
}

interface Route {
  readonly bucket: string;
  readonly limit: Limit;
  /** Whether the answers' headers speak of it. */
  readonly told: boolean;
}

const SECOND_MS = 1_000;

/** 50 requests a second for the bot; answers to interactions are not counted. */
const EVERYTHING: Limit = { count: 50, perMs: SECOND_MS };

/**
 * The documentation gives no numbers for routes but those of its example, five in five seconds, and leaves them to the
 * answers' headers. Names and topics have a limit of their own within their route, of which no header speaks.
 */
function routeOf(endpoint: string, body: Json): Route | undefined {
  const five: Limit = { count: 5, perMs: 5 * SECOND_MS };
  if (endpoint === 'POST /channels/:/messages') return { bucket: 'post', limit: five, told: true };
  if (endpoint === 'PATCH /channels/:/messages/:') return { bucket: 'edit', limit: five, told: true };
  const named = 'name' in body || 'topic' in body;
  if (endpoint !== 'PATCH /channels/:' || !named) return undefined;
  return { bucket: 'name', limit: { count: 2, perMs: 600 * SECOND_MS }, told: false };
}

/** Counts calls as Discord does (https://docs.discord.com/developers/topics/rate-limits), while it is switched on. */
export class Rates {
  on = false;
  readonly refused: TooMany[] = [];
  readonly #spans = new Spans();

  /** @param now epoch milliseconds. @returns undefined when the call is taken. */
  refuse(endpoint: string, [channel = '']: readonly string[], body: Json, now: number): Refused | undefined {
    if (!this.on || endpoint.startsWith('POST /interactions/')) return undefined;
    const route = routeOf(endpoint, body);
    const own = `${route?.bucket}:${channel}`;
    const wait = this.#spans.wait('all', [EVERYTHING], now);
    const ownWait = route ? this.#spans.wait(own, [route.limit], now) : 0;
    if (wait === 0 && ownWait === 0) {
      this.#spans.take('all', now);
      if (route) this.#spans.take(own, now);
      return undefined;
    }
    const global = wait > 0;
    this.refused.push({ endpoint, channel: global ? '' : channel, at: now });
    return { seconds: Math.max(wait, ownWait) / SECOND_MS, global };
  }

  /** @returns the headers that tell of a route's limit, after the call was counted. */
  headers(
    endpoint: string,
    [channel = '']: readonly string[],
    body: Json,
    now: number,
  ): Record<string, string> {
    const route = this.on ? routeOf(endpoint, body) : undefined;
    if (!route?.told) return {};
    const { bucket, limit } = route;
    const taken = this.#spans.lately(`${bucket}:${channel}`, limit.perMs, now);
    const wait = this.#spans.wait(`${bucket}:${channel}`, [{ ...limit, count: taken }], now);
    return {
      'x-ratelimit-bucket': bucket,
      'x-ratelimit-limit': String(limit.count),
      'x-ratelimit-remaining': String(Math.max(0, limit.count - taken)),
      'x-ratelimit-reset': String((now + wait) / SECOND_MS),
      'x-ratelimit-reset-after': String(wait / SECOND_MS),
    };
  }
}
