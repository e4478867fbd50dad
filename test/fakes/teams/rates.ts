import { Spans, type Limit } from '../spans.ts';
import type { Json } from './json.ts';

/** A call that was refused with 429. */
export interface TooMany {
  readonly scenario: string;
  /** Empty where it was the limit of everything. */
  readonly conversation: string;
  readonly at: number;
}

const limits = (...pairs: readonly (readonly [seconds: number, count: number])[]): readonly Limit[] =>
  pairs.map(([seconds, count]) => ({ count, perMs: seconds * 1_000 }));

/** "Per bot per thread limit"; a thread is a chat or a channel. */
const WRITING = limits([1, 7], [2, 8], [30, 60], [3_600, 1_800]);
const READING = limits([1, 14], [2, 16], [30, 120], [3_600, 3_600]);

/** The page has said 30 and says 50 a second now. */
const EVERYTHING = limits([1, 30]);

interface Scenario {
  readonly scenario: string;
  readonly conversation: string;
  readonly limits: readonly Limit[];
}

/** Editing is not in the table: it is counted with sending, as "all requests are subject to the same policy". */
function scenarioOf(method: string, path: readonly string[], body: Json): Scenario | undefined {
  const [, kind, id, what] = path;
  if (kind !== 'conversations') return undefined;
  if (id === undefined) {
    const data = body['channelData'] as { channel?: { id: string } } | undefined;
    const [member] = (body['members'] ?? []) as { id: string }[];
    const conversation = data?.channel?.id ?? member?.id ?? '';
    return { scenario: 'create', conversation, limits: WRITING };
  }
  const conversation = id.replace(/;messageid=.*$/, '');
  if (what === 'activities' && method !== 'GET') return { scenario: 'send', conversation, limits: WRITING };
  return { scenario: 'read', conversation, limits: READING };
}

/**
 * Counts calls of the Bot Connector as Teams does (https://learn.microsoft.com/microsoftteams/platform/bots/how-to/rate-limit),
 * while it is switched on.
 */
export class Rates {
  on = false;
  readonly refused: TooMany[] = [];
  readonly #spans = new Spans();

  /**
   * @param path without the interface's own beginning, decoded part by part. @param now epoch milliseconds.
   * @returns for how many seconds this call is refused; undefined when it is taken.
   */
  refuse(method: string, path: readonly string[], body: Json, now: number): number | undefined {
    if (!this.on) return undefined;
    const found = scenarioOf(method, path, body);
    const name = `${found?.scenario}:${found?.conversation}`;
    const everything = this.#spans.wait('all', EVERYTHING, now);
    const own = found ? this.#spans.wait(name, found.limits, now) : 0;
    if (everything === 0 && own === 0) {
      this.#spans.take('all', now);
      if (found) this.#spans.take(name, now);
      return undefined;
    }
    const { scenario = 'any', conversation = '' } = own > 0 ? (found ?? {}) : {};
    this.refused.push({ scenario, conversation, at: now });
    return Math.ceil(Math.max(everything, own) / 1_000);
  }
}
