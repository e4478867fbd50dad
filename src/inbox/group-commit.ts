/** How much is committed at once. */
export interface GroupLimits {
  /** Most items, and bytes, of one lane in one commit; an item that is larger alone goes alone. */
  readonly laneItems: number;
  readonly laneBytes: number;
  /** Most bytes of one commit. */
  readonly bytes: number;
  /** Most commits under way at once; one, when not given. */
  readonly atOnce?: number;
  /** How many items, or bytes, have to wait for a commit to begin while another is under way. */
  readonly besideItems?: number;
  readonly besideBytes?: number;
}

interface Waiting<T> {
  readonly item: T;
  readonly bytes: number;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

interface Lane<T> {
  items: Waiting<T>[];
  bytes: number;
}

/**
 * Commits what many bring in groups: while one commit is under way, what comes meanwhile gathers for the next, which begins
 * beside it when that is much. Each lane has its share of each commit, and another one is first each time, so that a lane
 * with much keeps none with little waiting.
 * @typeParam T what is committed.
 */
export class GroupCommit<T> {
  readonly #commit: (groups: ReadonlyMap<string, readonly T[]>) => Promise<void>;
  readonly #limits: GroupLimits;
  /** In the order in which they have their turns. */
  readonly #lanes = new Map<string, Lane<T>>();
  readonly #gather: () => Promise<void>;
  readonly #running = new Set<Promise<void>>();
  #items = 0;
  #bytes = 0;

  /**
   * @param commit takes all of it or rejects; items of a lane stand in their order. It is called in that order, and again
   * before the one before has ended.
   * @param gather how long is waited for more after a commit of several: whoever was answered then sends the next.
   */
  constructor(
    commit: (groups: ReadonlyMap<string, readonly T[]>) => Promise<void>,
    limits: GroupLimits,
    gather: () => Promise<void> = () => Promise.resolve(),
  ) {
    this.#commit = commit;
    this.#limits = limits;
    this.#gather = gather;
  }

  /** Bytes of all that waits for its commit. */
  get bytes(): number {
    return this.#bytes;
  }

  /** @returns bytes of a lane that wait for their commit. */
  bytesOf(lane: string): number {
    return this.#lanes.get(lane)?.bytes ?? 0;
  }

  /** @returns when it is committed. @throws what the commit throws. */
  add(lane: string, item: T, bytes: number): Promise<void> {
    const done = new Promise<void>((resolve, reject) => {
      const waiting = this.#lanes.get(lane) ?? { items: [], bytes: 0 };
      this.#lanes.set(lane, waiting);
      waiting.items.push({ item, bytes, resolve, reject });
      waiting.bytes += bytes;
      this.#items++;
      this.#bytes += bytes;
    });
    this.#begin();
    return done;
  }

  /** @returns when nothing waits any more. */
  async ended(): Promise<void> {
    while (this.#running.size > 0) await Promise.all(this.#running);
  }

  #begin(): void {
    const { atOnce = 1 } = this.#limits;
    const { size } = this.#running;
    if (size >= atOnce || this.#items === 0 || (size > 0 && !this.#isMuch())) return;
    const running = this.#run().finally(() => {
      this.#running.delete(running);
      this.#begin();
    });
    this.#running.add(running);
  }

  /** Is what waits worth a commit beside one that is under way? */
  #isMuch(): boolean {
    const { besideItems = Infinity, besideBytes = Infinity } = this.#limits;
    return this.#items >= besideItems || this.#bytes >= besideBytes;
  }

  async #run(): Promise<void> {
    // What comes in the same turn goes with the first.
    await Promise.resolve();
    const groups = this.#next();
    const all = [...groups.values()].flat();
    if (all.length === 0) return;
    try {
      await this.#commit(new Map([...groups].map(([lane, some]) => [lane, some.map(({ item }) => item)])));
      for (const { resolve } of all) resolve();
    } catch (error) {
      for (const { reject } of all) reject(error);
    }
    if (all.length > 1 && !this.#isMuch()) await this.#gather();
  }

  /** Takes the next group out. */
  #next(): Map<string, Waiting<T>[]> {
    const groups = new Map<string, Waiting<T>[]>();
    let left = this.#limits.bytes;
    for (const [name, lane] of [...this.#lanes]) {
      const some = share(lane, this.#limits, groups.size === 0 ? Infinity : left);
      if (some.length === 0) break;
      groups.set(name, some);
      const bytes = some.reduce((sum, one) => sum + one.bytes, 0);
      left -= bytes;
      this.#items -= some.length;
      this.#bytes -= bytes;
      lane.bytes -= bytes;
      lane.items.splice(0, some.length);
      // What is left of it comes after all others.
      this.#lanes.delete(name);
      if (lane.items.length > 0) this.#lanes.set(name, lane);
    }
    return groups;
  }
}

/** @param left bytes that the commit has room for. @returns what of a lane goes with the next commit. */
function share<T>({ items }: Lane<T>, limits: GroupLimits, left: number): Waiting<T>[] {
  const some: Waiting<T>[] = [];
  let bytes = 0;
  for (const one of items) {
    if (some.length === limits.laneItems || bytes + one.bytes > left) break;
    if (some.length > 0 && bytes + one.bytes > limits.laneBytes) break;
    some.push(one);
    bytes += one.bytes;
  }
  return some;
}
