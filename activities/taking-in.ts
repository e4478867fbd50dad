import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import type { Captured, IntegrationRef } from '../src/inbox/batch.ts';
import type { Delivery } from '../src/inbox/delivery.ts';
import { keysOf, SAME_BODY_MS, type DeliveryKeys } from '../src/inbox/key.ts';
import { cut, progressText } from '../src/inbox/line.ts';
import type { Intake } from '../src/inbox/source.ts';
import type { InboxStore, StoredDelivery } from '../src/mongo/inbox-store.ts';
import {
  forSeveral,
  handOn,
  handOnTogether,
  readDelivery,
  type ReadDelivery,
  type ReadingDependencies,
  type ForSeveral,
  type ReadyDelivery,
} from './reading.ts';
import type { Slice } from './slice.ts';

export interface TakingInDependencies extends ReadingDependencies {
  readonly inbox: Pick<InboxStore, 'findMany'>;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

/** A delivery of a batch with what it may be known by. */
interface Arrived {
  readonly captured: Captured;
  readonly delivery: Delivery;
  readonly keys: DeliveryKeys;
  /** Whether its sender has a name for it. */
  readonly isNamed: boolean;
}

/** What a delivery is apart from what came of it. */
type Place = Omit<StoredDelivery, 'state' | 'outcomes' | 'tries'>;

/** One that was read, and waits for those that are handed on with it. */
interface Held {
  readonly ready: ForSeveral;
  readonly place: Place;
}

const unzip = promisify(gunzip);
/** Most alerts that are handed on together: their taker has a minute. */
const ALERTS_TOGETHER = 2_000;

/** Takes the deliveries of a slice in, one after the other; what brings nothing but changes, or alerts that fire, is handed on together. */
export class TakingIn {
  readonly #deps: TakingInDependencies;
  readonly #intake: Intake;
  readonly #slice: Slice;
  /** Deliveries that were there before the slice, by their keys. */
  readonly #known: ReadonlyMap<string, StoredDelivery>;
  /** When it is noted what was done so far, epoch milliseconds. */
  readonly #until: number;
  #held: Held[] = [];

  private constructor(
    deps: TakingInDependencies,
    intake: Intake,
    slice: Slice,
    known: ReadonlyMap<string, StoredDelivery>,
    until: number,
  ) {
    this.#deps = deps;
    this.#intake = intake;
    this.#slice = slice;
    this.#known = known;
    this.#until = until;
  }

  /** @param until when no more is begun, epoch milliseconds. @returns what takes these in, and them, made ready. @throws what the store throws. */
  static async of(
    deps: TakingInDependencies,
    ref: IntegrationRef,
    intake: Intake,
    slice: Slice,
    all: readonly Captured[],
    until: number,
  ): Promise<{ readonly taking: TakingIn; readonly arrived: readonly Arrived[] }> {
    const arrived = await Promise.all(all.map((captured) => arrivedOf(ref, intake, captured)));
    const keys = arrived.flatMap((one) => one.keys.earlier);
    const known = await deps.inbox.findMany(ref, keys);
    return { taking: new TakingIn(deps, intake, slice, known, until), arrived };
  }

  /** Takes one in, or holds it until {@link flush}. */
  async take(one: Arrived): Promise<void> {
    const { captured, keys } = one;
    const slice = this.#slice;
    if (captured.refused !== undefined) {
      if (await this.flush()) this.#refuse(one, captured.refused);
      return;
    }
    // What is held may be the same.
    const isHeld = this.#held.some(({ place }) => keys.earlier.includes(place.key));
    if (isHeld && !(await this.flush())) return;
    const there = this.#earlier(one);
    if (there) {
      if (await this.flush()) await this.#takeAgain(one, there);
      return;
    }
    const ready = await this.#read(one, 0);
    const together = forSeveral(ready);
    if (together) {
      if (!this.#fits(together) && !(await this.flush())) return;
      this.#held.push({ ready: together, place: placeOf(one, slice.total + this.#held.length + 1) });
      return;
    }
    if (!(await this.flush())) return;
    const place = placeOf(one, slice.total + 1);
    this.#note(place, await handOn(this.#deps, ready), undefined);
  }

  /** @returns whether it is handed on with what is held. */
  #fits({ kind, reading }: ForSeveral): boolean {
    const alerts = this.#held.reduce((sum, { ready }) => sum + (ready.reading.alerts?.length ?? 0), 0);
    return (
      this.#held.every(({ ready }) => ready.kind === kind) &&
      alerts + (reading.alerts?.length ?? 0) <= ALERTS_TOGETHER
    );
  }

  /** Hands on what is held. @returns whether all of it was taken in time: what comes after one that waits, waits. */
  async flush(): Promise<boolean> {
    const held = this.#held;
    this.#held = [];
    if (held.length === 0) return true;
    const together =
      held.length > 1
        ? await handOnTogether(
            this.#deps,
            held.map(({ ready }) => ready),
          )
        : undefined;
    for (const [n, { ready, place }] of held.entries()) {
      this.#note(place, together?.[n] ?? (await handOn(this.#deps, ready)), undefined);
      if (this.#slice.trouble) return false;
      const isLate = !together && n + 1 < held.length && this.#deps.now() > this.#until;
      if (isLate) return false;
    }
    return true;
  }

  /** @returns the same delivery as it came before, in this slice or earlier. */
  #earlier({ keys, isNamed, captured }: Arrived): StoredDelivery | undefined {
    for (const key of keys.earlier) {
      const found = this.#slice.find(key) ?? this.#known.get(key);
      if (found && (isNamed || captured.receivedAt - found.receivedAt <= SAME_BODY_MS)) return found;
    }
    return undefined;
  }

  /** Keeps what was refused for admins to see. */
  #refuse(one: Arrived, reason: string): void {
    const slice = this.#slice;
    const { key } = one.keys;
    slice.lastRefusedAt = one.captured.receivedAt;
    const place = placeOf(one, slice.total + 1);
    slice.note(
      { ...place, state: 'refused', reason: cut(reason), outcomes: [], tries: 0 },
      slice.find(key) ?? this.#known.get(key),
    );
    slice.done++;
  }

  async #takeAgain(one: Arrived, there: StoredDelivery): Promise<void> {
    const slice = this.#slice;
    const { captured } = one;
    const isSame = there.captured === captured.id;
    if (isSame && there.state !== 'waiting') {
      // An attempt before this one had come so far, and was not noted.
      this.#noteReceived(captured);
      slice.noteWritten(there);
      slice.done++;
      return;
    }
    if (!isSame && there.state !== 'unparsed' && there.state !== 'failed') {
      this.#noteReceived(captured);
      slice.noteAgain(there, captured);
      slice.done++;
      return;
    }
    // One that could not be read, or taken, and comes again is tried as it came now.
    const fresh = placeOf(one, slice.total + 1);
    const place = isSame ? { ...withoutProgress(there), ...fresh, number: there.number } : fresh;
    const ready = await this.#read(one, isSame ? there.tries : 0);
    this.#note(place, await handOn(this.#deps, ready), there);
  }

  async #read({ captured, delivery, keys }: Arrived, tries: number): Promise<ReadyDelivery> {
    const reading = await readDelivery(this.#intake, delivery);
    return { delivery, key: keys.key, tries, isTest: captured.by === 'test', reading };
  }

  #note(
    place: Place,
    { progress, repositories, trouble }: ReadDelivery,
    before: StoredDelivery | undefined,
  ): void {
    const slice = this.#slice;
    this.#noteReceived(place);
    if (progress.state === 'refused') slice.lastRefusedAt = place.receivedAt;
    for (const name of repositories) slice.repositories.set(name, place.receivedAt);
    slice.note(
      { ...place, ...progress, ...(trouble === undefined && { processedAt: this.#deps.now() }) },
      before,
    );
    if (trouble === undefined) slice.done++;
    else slice.trouble = { reason: progressText(progress), tries: progress.tries, cause: trouble };
  }

  #noteReceived({ by, receivedAt }: Pick<Captured, 'by' | 'receivedAt'>): void {
    // What Muster sends itself says nothing of whether the sender does.
    if (by !== 'test') this.#slice.lastReceivedAt = receivedAt;
  }
}

async function arrivedOf(ref: IntegrationRef, intake: Intake, captured: Captured): Promise<Arrived> {
  const { id, receivedAt, headers, refused } = captured;
  const body = captured.zipped ? await unzip(captured.body) : captured.body;
  const { tenant, integration } = ref;
  const delivery: Delivery = { tenant, integration, receivedAt, headers, body };
  if (refused !== undefined) {
    // What is refused must not stand where the sender's own is looked for.
    const key = `refused-${id}`;
    return { captured, delivery, keys: { key, earlier: [key] }, isNamed: true };
  }
  const named = nameOf(intake, delivery);
  const sum = createHash('sha256')
    .update(named ?? body)
    .digest('hex');
  return { captured, delivery, keys: keysOf(named, sum, receivedAt), isNamed: named !== undefined };
}

/** What has an empty name, or of which a source cannot say what its sender knows it by, is known by its bytes. */
function nameOf(intake: Intake, delivery: Delivery): string | undefined {
  try {
    return intake.key(delivery) || undefined;
  } catch {
    return undefined;
  }
}

function placeOf({ captured, delivery, keys }: Arrived, number: number): Place {
  const { id, by, bodyBytes } = captured;
  return { ...delivery, key: keys.key, number, captured: id, ...(by && { by }), bodyBytes };
}

/** @returns what a delivery is apart from what came of it. */
export function withoutProgress<T extends Partial<StoredDelivery>>(delivery: T) {
  const { state: _s, reason: _r, brought: _b, outcomes: _o, processedAt: _p, tries: _t, ...rest } = delivery;
  return rest;
}
