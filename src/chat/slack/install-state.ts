import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import type { PlatformMemory } from '../memory.ts';

/** How long an installation may take from its beginning to its end, in milliseconds. */
export const INSTALL_MS = 10 * 60_000;

const USED = 'install-state:';

function same(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}

const hash = (text: string): string => createHash('sha256').update(text).digest('base64url');

/**
 * The value by which the end of an installation is known to belong to its beginning, in the same browser, once and soon.
 * Source: RFC 6749, 10.12; RFC 9700, 2.1.
 */
export class InstallStates {
  readonly #key: Buffer;
  readonly #memory: PlatformMemory;

  /** @param secret the app's client secret. @param instance a state of another instance is worth nothing here. */
  constructor(secret: string, instance: string, memory: PlatformMemory) {
    this.#key = createHmac('sha256', secret).update(`muster install state ${instance}`).digest();
    this.#memory = memory;
  }

  /** @returns the state that goes to Slack, and what the browser keeps meanwhile. @param now epoch milliseconds. */
  begin(now: number): { state: string; cookie: string } {
    const cookie = randomBytes(32).toString('base64url');
    const open = `${randomBytes(16).toString('base64url')}.${now + INSTALL_MS}`;
    return { state: `${open}.${this.#sign(open, cookie)}`, cookie };
  }

  /** @returns whether the state is ours, of this browser, in time and used for the first time. @param now epoch milliseconds. */
  async take(state: string | undefined, cookie: string | undefined, now: number): Promise<boolean> {
    const [nonce = '', until = '', signature = '', ...more] = (state ?? '').split('.');
    if (!cookie || more.length > 0 || !/^\d{1,16}$/.test(until)) return false;
    if (!same(signature, this.#sign(`${nonce}.${until}`, cookie)) || Number(until) < now) return false;
    // Of two that come at once, to whichever processes, one is the first.
    const first = await this.#memory.add(USED + hash(nonce), Number(until));
    for (const [key, ended] of await this.#memory.list(USED))
      if (typeof ended === 'number' && ended < now) await this.#memory.delete(key);
    return first;
  }

  #sign(open: string, cookie: string): string {
    return createHmac('sha256', this.#key)
      .update(`${open}.${hash(cookie)}`)
      .digest('base64url');
  }
}
