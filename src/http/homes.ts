import { setTimeout as pause } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import type { Logger } from 'pino';
import type { Identity } from '../access/identity.ts';
import type { Look } from '../chat/looks.ts';
import type { Message } from '../chat/message.ts';
import type { HomePage } from './home-page.ts';
import { Patience } from './patience.ts';

/** Somebody who looks at the page that a platform shows of Muster. */
export interface HomeReader {
  readonly tenant: string;
  readonly instance: string;
  readonly user: { readonly id: string; readonly name: string; readonly outsider?: boolean };
}

interface Followed extends HomeReader {
  /** Until when it is kept in step, epoch milliseconds. */
  readonly until: number;
  /** What it shows; undefined when that is not known. */
  readonly drawn?: Message;
}

/** How long a page is kept in step after it was opened or used, in milliseconds: no platform says when it is left. */
export const FOLLOWED_MS = 15 * 60_000;
/** How many pages one process keeps in step; beyond that those opened longest ago are left as they are. */
const MOST = 200;

export interface HomesDependencies {
  readonly page: HomePage;
  readonly identify: (
    tenant: string,
    instance: string,
    user: HomeReader['user'],
  ) => Promise<Pick<Identity, 'person' | 'roles'>>;
  /** @returns what differs after each change of an incident of the tenant. */
  readonly version: (tenant: string) => Promise<string>;
  /** Shows it by the platform's API. */
  readonly show: (instance: string, at: { readonly user: string }, look: Look) => Promise<void>;
  /** Epoch milliseconds. */
  readonly now: () => number;
  readonly log: Logger;
  /** Ends all of it. */
  readonly stop: AbortSignal;
  /** How often changes are looked for, and how far apart two pages are drawn, in milliseconds. */
  readonly everyMs?: number;
  readonly apartMs?: number;
}

/**
 * Keeps the pages of Muster in step that people have opened or used lately, as browsers' pages are: what happens within
 * a second or two is drawn once, and a page that would show the same is left alone. Best effort: what is missed is
 * drawn at the next change or when the page is opened again.
 */
export class Homes {
  readonly #deps: HomesDependencies;
  readonly #readers = new Map<string, Followed>();
  readonly #following = new Set<string>();

  constructor(deps: HomesDependencies) {
    this.#deps = deps;
  }

  /** A page was opened, and shows this. */
  opened(reader: HomeReader, drawn: Message): void {
    this.#keep({ ...reader, until: this.#deps.now() + FOLLOWED_MS, drawn });
  }

  /** Something was done on a page, which may have changed what it should show. */
  used(reader: HomeReader): void {
    const drawn = this.#readers.get(nameOf(reader))?.drawn;
    this.#keep({ ...reader, until: this.#deps.now() + FOLLOWED_MS, ...(drawn && { drawn }) });
  }

  /** Is somebody's page kept in step? */
  follows(reader: HomeReader): boolean {
    return this.#readers.has(nameOf(reader));
  }

  #keep(reader: Followed): void {
    const name = nameOf(reader);
    // The order of the map is that of the last use.
    this.#readers.delete(name);
    this.#readers.set(name, reader);
    const [longest] = this.#readers.keys();
    if (this.#readers.size > MOST && longest !== undefined) this.#readers.delete(longest);
    if (this.#following.has(reader.tenant)) return;
    this.#following.add(reader.tenant);
    void this.#follow(reader.tenant);
  }

  async #follow(tenant: string): Promise<void> {
    const { stop, version, everyMs = 1_500 } = this.#deps;
    let known: string | undefined;
    for (;;) {
      await pause(everyMs, undefined, { signal: stop, ref: false }).catch(() => undefined);
      const readers = stop.aborted ? [] : this.#of(tenant);
      if (readers.length === 0) break;
      const before = known;
      known = await version(tenant).catch(() => before);
      const changed = known !== before;
      for (const [name, reader] of readers) {
        if (stop.aborted) break;
        if (known !== undefined && (changed || reader.drawn === undefined)) await this.#draw(name, reader);
      }
    }
    this.#following.delete(tenant);
  }

  #of(tenant: string): [string, Followed][] {
    const now = this.#deps.now();
    for (const [name, { until }] of this.#readers) if (until <= now) this.#readers.delete(name);
    return [...this.#readers].filter(([, reader]) => reader.tenant === tenant);
  }

  async #draw(name: string, reader: Followed): Promise<void> {
    const { page, identify, show, log, apartMs = 700, stop } = this.#deps;
    const { tenant, instance, user } = reader;
    try {
      const { person, roles } = await identify(tenant, instance, user);
      const account = `${instance}/${user.id}`;
      const caller = {
        tenant,
        person,
        ...(person.id !== account && { account }),
        roles,
        via: instance,
        deliveryId: `home:${name}`,
      };
      const look = await page({ ...caller, patience: new Patience() });
      if (reader.drawn && isDeepStrictEqual(look.message, reader.drawn)) return;
      await show(instance, { user: user.id }, look);
      const current = this.#readers.get(name);
      if (current) this.#readers.set(name, { ...current, drawn: look.message });
    } catch (error) {
      log.warn({ instance, err: error }, 'a page of Muster could not be drawn anew');
    }
    // The platform limits how many pages are drawn in a minute.
    await pause(apartMs, undefined, { signal: stop, ref: false }).catch(() => undefined);
  }
}

function nameOf({ tenant, instance, user }: HomeReader): string {
  return `${tenant}:${instance}/${user.id}`;
}
