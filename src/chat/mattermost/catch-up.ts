import type { Inbound } from '../inbound.ts';
import type { PlatformMemory } from '../memory.ts';
import type { MattermostClient } from './client.ts';
import { mentionIn, type Bot } from './events.ts';
import type { Home } from './home.ts';
import { conforming, postedPost } from './payload.ts';

/** Under which key the memory has until when everything has come, in epoch milliseconds. */
export const HEARD_KEY = 'heard';
/** How often that is written, in milliseconds. */
const WRITTEN_MS = 30_000;
/** How far this machine's clock may run ahead of the server's, in milliseconds. */
const SKEW_MS = 60_000;
/** What was said longer ago is not answered any more, in milliseconds: who asked has found another way. */
export const OLDEST_MS = 10 * 60_000;
/** Of how many posts it is remembered that they came. */
const REMEMBERED = 1_000;
/** In how many channels is looked, those with the newest posts first, and how many mentions are answered late. */
const CHANNELS = 100;
const MENTIONS = 50;

type Mention = Extract<Inbound, { kind: 'mention' }>;

/**
 * Finds what was said to Muster while nobody listened: the server sends again what it still has of a connection that
 * broke, but neither side has that once it was started anew.
 */
export class CatchUp {
  readonly #client: MattermostClient;
  readonly #home: Home;
  readonly #memory: PlatformMemory;
  readonly #came = new Set<string>();
  #written = -Infinity;
  #behind = true;

  constructor(client: MattermostClient, home: Home, memory: PlatformMemory) {
    this.#client = client;
    this.#home = home;
    this.#memory = memory;
  }

  /** The connection that has just begun may have missed something. */
  began(): void {
    this.#behind = true;
  }

  /** Nothing is missing any more. */
  caughtUp(): void {
    this.#behind = false;
    this.#written = -Infinity;
    this.heard();
  }

  /** This has come. @returns whether for the first time. */
  came(deliveryId: string): boolean {
    if (this.#came.has(deliveryId)) return false;
    this.#came.add(deliveryId);
    const [first] = this.#came;
    if (this.#came.size > REMEMBERED && first !== undefined) this.#came.delete(first);
    return true;
  }

  /** Everything has come until now. What cannot be remembered only makes that more is looked through. */
  heard(): void {
    const now = Date.now();
    if (this.#behind || now - this.#written < WRITTEN_MS) return;
    this.#written = now;
    void this.#memory.put(HEARD_KEY, now).catch(() => undefined);
  }

  /**
   * @returns mentions since everything had come, the oldest first. Some of them may have come to another process, which
   * their delivery ids show. None when nobody has listened before.
   * @throws ChatError, and what the memory throws.
   */
  async missed(bot: Bot): Promise<Mention[]> {
    const known = await this.#memory.get(HEARD_KEY);
    if (typeof known !== 'number') return [];
    const since = Math.max(known - SKEW_MS, Date.now() - OLDEST_MS);
    const { team } = await this.#home.get();
    const channels = await this.#client.call('users/me/channels', (api) => api.getMyChannels(team.id));
    const active = channels
      .filter(({ last_post_at: last, delete_at: gone }) => last > since && gone === 0)
      .sort((a, b) => b.last_post_at - a.last_post_at)
      .slice(0, CHANNELS);
    const found: { at: number; mention: Mention }[] = [];
    for (const { id, type } of active) {
      const { posts } = await this.#client.call('channels/posts', (api) =>
        api.getPostsSince(id, since, false),
      );
      for (const post of Object.values(posts)) {
        // A post that was only changed since is an old one.
        if (post.create_at <= since || post.delete_at > 0) continue;
        const mention = mentionIn(conforming(postedPost, post, 'post'), { type }, bot);
        if (mention.kind === 'mention') found.push({ at: post.create_at, mention });
      }
    }
    const newest = found.sort((a, b) => a.at - b.at).slice(-MENTIONS);
    return this.#named(newest.map(({ mention }) => mention));
  }

  /** A post has its author's id alone. */
  async #named(mentions: readonly Mention[]): Promise<Mention[]> {
    const ids = [...new Set(mentions.map(({ user }) => user.id))];
    if (ids.length === 0) return [];
    const people = await this.#client.call('users/ids', (api) => api.getProfilesByIds(ids));
    const names = new Map(people.map(({ id, username }) => [id, username]));
    return mentions.map((one) => ({
      ...one,
      user: { ...one.user, name: names.get(one.user.id) ?? one.user.name },
    }));
  }
}
