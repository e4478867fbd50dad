import type { Logger } from 'pino';
import {
  integrationId,
  type Batch,
  type BatchRef,
  type Captured,
  type IntegrationRef,
  type PackedBatch,
} from '../inbox/batch.ts';
import { GroupCommit } from '../inbox/group-commit.ts';
import { Draining } from './draining.ts';
import { inTime } from './in-time.ts';
import type { Journals } from './journal.ts';
import { Lane, type Begun } from './lane.ts';
import { LIMITS, type CaptureLimits } from './limits.ts';
import { NotCaptured } from './not-captured.ts';

/** What of the store is needed. */
export interface BatchStore {
  pack(batch: Batch): Promise<PackedBatch>;
  enter(ref: BatchRef, now: number): Promise<void>;
  put(batches: readonly PackedBatch[]): Promise<void>;
  putAgain(batch: PackedBatch, now: number): Promise<void>;
  nextOf(lane: Omit<BatchRef, 'number'>): Promise<number | undefined>;
}

export interface CaptureDependencies {
  readonly store: BatchStore;
  /** Undefined where nothing can be written to the data folder: what the store does not take is then refused. */
  readonly journals: Journals | undefined;
  /** Has what is stored of an integration worked off. Never rejects. */
  readonly wake: (ref: IntegrationRef) => void;
  /** Name of this process's lanes: no other process has the same, ever. */
  readonly lane: string;
  /** Epoch milliseconds. */
  readonly now: () => number;
  readonly log: Pick<Logger, 'warn' | 'info' | 'error'>;
  /** How long the store may take for a commit before the journal is used, in milliseconds. */
  readonly storeMs?: number;
  readonly limits?: Partial<CaptureLimits>;
}

const STORE_MS = 2_000;
/** What a delivery takes up besides its body, in bytes. */
const REST_BYTES = 1_024;
/** How long more is waited for when much comes, in milliseconds. */
const GATHER_MS = 2;
/** How often a process says that a lane is in use, in milliseconds. */
const ENTER_MS = 3_600_000;
/** From how much on, and how often, it is asked how far a backlog is worked off. */
const ASK_FROM = 2_000;
const ASK_BYTES = 16 * 1_024 ** 2;
const ASK_MS = 500;
/** With so few left in the journal, what comes waits until they are in the store, for so long in milliseconds. */
const NEARLY_DRAINED = 8;
const DRAINED_MS = 1_000;

/** A batch on its way, with what keeps its place in its lane. */
interface Bringing extends Begun {
  readonly lane: Lane;
  readonly batch: PackedBatch;
}

/**
 * Keeps requests before their senders are answered: in the store, committed in groups; in a journal on this machine's disk
 * while the store is away or takes too long; and brings them from there to the store when it is back.
 */
export class Capture {
  readonly #deps: CaptureDependencies;
  readonly #limits: CaptureLimits;
  readonly #group: GroupCommit<Captured>;
  readonly #lanes = new Map<string, Lane>();
  readonly #draining: Draining;
  #counter = 0;

  constructor(deps: CaptureDependencies) {
    this.#deps = deps;
    this.#limits = { ...LIMITS, ...deps.limits };
    this.#group = new GroupCommit(
      (groups) => this.#commit(groups),
      this.#limits,
      () => new Promise((resolve) => setTimeout(resolve, GATHER_MS)),
    );
    this.#draining = new Draining({
      ...deps,
      stored: (batch) => {
        if (batch.lane === deps.lane) this.#lanes.get(integrationId(batch))?.noteStored(batch.number);
      },
    });
    this.#draining.begin();
  }

  /** How many batches wait in journals for the store. */
  get journaled(): number {
    return this.#draining.left;
  }

  /** Since when something waits there, in epoch milliseconds; undefined when nothing does. */
  get journaledSince(): number | undefined {
    const { journals } = this.#deps;
    const all = (journals ? [journals.own, ...journals.left] : []).flatMap(({ since }) => since ?? []);
    return all.length > 0 ? Math.min(...all) : undefined;
  }

  /** @returns the id of a request that comes now. */
  nextId(): string {
    return `${this.#deps.lane}-${(this.#counter++).toString(36)}`;
  }

  /**
   * @returns why no more can be kept of an integration now, and when it makes sense to send again; undefined when there
   * is room. To be asked before a body is read.
   */
  full(ref: IntegrationRef): NotCaptured | undefined {
    const limits = this.#limits;
    if (this.#group.bytes > limits.waiting || this.#group.bytesOf(integrationId(ref)) > limits.waitingOf)
      return new NotCaptured('More comes in than can be stored at the moment.', 1);
    const lane = this.#laneOf(ref);
    const { backlog } = lane;
    if (backlog.items >= ASK_FROM || backlog.bytes >= ASK_BYTES) this.#ask(lane);
    if (backlog.items >= limits.backlogItems || backlog.bytes >= limits.backlogBytes)
      return new NotCaptured('More of this integration waits to be worked off than is let in.', 10);
    return undefined;
  }

  /** @returns once it is kept, whatever dies then. @throws NotCaptured */
  async take(ref: IntegrationRef, delivery: Captured): Promise<void> {
    await this.#group.add(integrationId(this.#laneOf(ref).ref), delivery, delivery.body.length + REST_BYTES);
  }

  /** Waits for what is under way, and closes the journals. */
  async stop(): Promise<void> {
    await this.#group.ended();
    await this.#draining.stop();
    const { journals } = this.#deps;
    await Promise.all(journals ? [journals.own, ...journals.left].map((journal) => journal.close()) : []);
  }

  #laneOf({ tenant, integration }: IntegrationRef): Lane {
    const id = integrationId({ tenant, integration });
    const known = this.#lanes.get(id);
    if (known) return known;
    const lane = new Lane({ tenant, integration, lane: this.#deps.lane });
    this.#lanes.set(id, lane);
    return lane;
  }

  async #commit(groups: ReadonlyMap<string, readonly Captured[]>): Promise<void> {
    const { store } = this.#deps;
    const begun = [...groups].flatMap(([id, deliveries]) => {
      const lane = this.#lanes.get(id);
      return lane ? [{ lane, deliveries, ...lane.begin() }] : [];
    });
    try {
      const packing = begun.map(async ({ deliveries, ...one }): Promise<Bringing> => {
        const batch = await store.pack({ ...one.lane.ref, number: one.number, deliveries });
        return { ...one, batch };
      });
      await this.#keep(await this.#packed(packing));
    } finally {
      for (const { settled } of begun) settled();
    }
  }

  /** @throws NotCaptured */
  async #packed(packing: readonly Promise<Bringing>[]): Promise<readonly Bringing[]> {
    try {
      return await Promise.all(packing);
    } catch (error) {
      this.#deps.log.error({ err: error }, 'what came in could not be packed');
      throw new NotCaptured('What comes in cannot be kept at the moment.', 5, error);
    }
  }

  /** @throws NotCaptured when they are neither in the store nor in the journal. */
  async #keep(some: readonly Bringing[]): Promise<void> {
    const { log } = this.#deps;
    const before = Promise.all(some.map((one) => one.before));
    let cause: unknown;
    // What is in the journal of a lane comes before: a gap would keep all after it from being found.
    if (await this.#isDrained(some.map(({ lane }) => lane))) {
      try {
        const storeMs = this.#deps.storeMs ?? STORE_MS;
        await inTime((late) => this.#put(some, late), storeMs);
        // Another commit may be under way: what comes after a gap is not found.
        await before;
        await inTime(() => this.#fillGaps(some), storeMs);
        for (const { lane, number } of some) lane.noteStored(number);
        this.#noteKept(some);
        return;
      } catch (error) {
        cause = error;
        log.warn(
          { err: error },
          'the store did not take what came in (MONGODB_URI); it goes into the journal',
        );
      }
    }
    await before;
    try {
      await this.#intoJournal(some);
    } catch (error) {
      log.error(
        { err: error, cause },
        'what came in could be kept nowhere: neither in the store nor in the journal',
      );
      throw new NotCaptured('What comes in cannot be kept at the moment.', 5, error);
    }
    this.#noteKept(some);
    this.#draining.begin();
  }

  #noteKept(some: readonly Bringing[]): void {
    for (const { lane, batch } of some) {
      lane.backlog.add(batch);
      this.#deps.wake(lane.ref);
    }
  }

  /** @param late whether it goes into the journal meanwhile. */
  async #put(some: readonly Bringing[], late: () => boolean): Promise<void> {
    const { store } = this.#deps;
    const now = this.#deps.now();
    await Promise.all(some.map(({ lane }) => lane.enter((ref) => store.enter(ref, now), ENTER_MS, now)));
    if (late()) return;
    await store.put(some.map(({ batch }) => batch));
  }

  /** Puts empty batches where it is not known whether anything was stored. */
  async #fillGaps(some: readonly Bringing[]): Promise<void> {
    const { store, now } = this.#deps;
    for (const { lane, number } of some)
      for (const filler of await this.#fillers(lane, number)) {
        await store.putAgain(filler, now());
        lane.noteStored(filler.number);
      }
  }

  /** Puts batches into the journal, with what fills gaps before them. */
  async #intoJournal(some: readonly Bringing[]): Promise<void> {
    const own = this.#deps.journals?.own;
    if (!own) throw new Error('there is no journal');
    const all: { readonly lane: Lane; readonly batch: PackedBatch }[] = [];
    for (const { lane, batch } of some)
      for (const one of [...(await this.#fillers(lane, batch.number)), batch]) all.push({ lane, batch: one });
    // Said before: it may be brought to the store from there as soon as it is there.
    for (const { lane, batch } of all) lane.note(batch.number, 'journaled');
    try {
      await own.add(all.map(({ batch }) => batch));
    } catch (error) {
      for (const { lane, batch } of all) lane.note(batch.number, 'unsettled');
      throw error;
    }
  }

  #fillers(lane: Lane, number: number): Promise<readonly PackedBatch[]> {
    const { store } = this.#deps;
    return Promise.all(
      lane.gapsBefore(number).map((gap) => store.pack({ ...lane.ref, number: gap, deliveries: [] })),
    );
  }

  /** Is nothing of these lanes in the journal? What is nearly drained is waited for: else it would never be. */
  async #isDrained(lanes: readonly Lane[]): Promise<boolean> {
    const isDrained = (): boolean => lanes.every(({ journaled }) => journaled === 0);
    if (isDrained()) return true;
    if (!this.#draining.isHealthy || (this.#deps.journals?.own.count ?? 0) > NEARLY_DRAINED) return false;
    await inTime(() => this.#draining.ended(), DRAINED_MS).catch(() => undefined);
    return isDrained();
  }

  /** Asks how far a backlog is worked off. */
  #ask(lane: Lane): void {
    const now = this.#deps.now();
    if (now - lane.askedAt < ASK_MS) return;
    lane.askedAt = now;
    const { next: number } = lane;
    this.#deps.store.nextOf(lane.ref).then(
      // Nobody looks for batches of a lane that was not in use for long, because none is left.
      (next) => lane.backlog.doneBefore(next ?? (lane.journaled === 0 ? number : 0)),
      // It is asked again with what comes next.
      () => undefined,
    );
  }
}
