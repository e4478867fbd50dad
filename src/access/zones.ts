import type { ChatUser } from '../chat/provider.ts';
import { isZone } from '../oncall/zone.ts';

/** How long it is believed where somebody lives, in milliseconds: people travel. */
const BELIEVED_MS = 3_600_000;
/** How many people's zones are remembered. */
const REMEMBERED = 10_000;

/** The time zones of chat users, as far as their platforms have told of them. */
export class Zones {
  readonly #now: () => number;
  readonly #known = new Map<string, { readonly zone: string | undefined; readonly at: number }>();
  /** Instances whose platforms tell nobody's. */
  readonly #silent = new Set<string>();

  /** @param now epoch milliseconds. */
  constructor(now: () => number) {
    this.#now = now;
  }

  /** Notes what a profile says. */
  note(instance: string, { id, timeZone }: ChatUser): void {
    const zone = timeZone !== undefined && isZone(timeZone) ? timeZone : undefined;
    if (zone === undefined) this.#silent.add(instance);
    else this.#silent.delete(instance);
    this.#keep(`${instance}/${id}`, zone);
  }

  /** @returns an IANA zone: what came with what somebody did, else what their profile said; undefined when it is not known. */
  of(instance: string, { id, timeZone }: ChatUser): string | undefined {
    if (timeZone !== undefined && isZone(timeZone)) return timeZone;
    return this.#known.get(`${instance}/${id}`)?.zone;
  }

  /** @returns whether a profile is now to be asked for, as it may tell more than is known; then it is asked for soon. */
  wants(instance: string, { id, timeZone }: ChatUser): boolean {
    if (timeZone !== undefined) return false;
    const key = `${instance}/${id}`;
    const known = this.#known.get(key);
    const wanted = known ? this.#now() - known.at > BELIEVED_MS : !this.#silent.has(instance);
    if (wanted) this.#keep(key, known?.zone);
    return wanted;
  }

  #keep(key: string, zone: string | undefined): void {
    if (this.#known.size >= REMEMBERED) this.#known.clear();
    this.#known.set(key, { zone, at: this.#now() });
  }
}
