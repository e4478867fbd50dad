import type { ChatErrorCode } from '../../chat/error.ts';
import type { InstanceReport } from '../../chat/instance-status.ts';
import type { Listener } from '../../chat/listener.ts';
import type { Call } from '../../chat/observed.ts';
import type { Logger } from 'pino';

/** How old a report in the store may become while there is news, in milliseconds: a write for each call would be too many. */
const REPORT_MS = 30_000;

/** Codes that say something about the instance itself, not about what it was asked. */
const OF_THE_INSTANCE: ReadonlySet<string> = new Set<ChatErrorCode | 'unexpected'>([
  'authentication_failed',
  'connection_failed',
  'outcome_unknown',
]);

/** What this process has seen of one instance. */
interface Seen {
  calls: number;
  errors: Record<string, number>;
  lastSuccessAt?: number;
  lastFailure?: InstanceReport['lastFailure'];
  listener?: Pick<Listener, 'status'>;
  /** Did the newest call that says something about the instance succeed? */
  well?: boolean;
  writtenAt: number;
  dirty: boolean;
}

export interface ObservationDependencies {
  /** Whose an instance is. */
  readonly tenantOf: (instance: string) => string;
  /** Names this process among all. */
  readonly process: string;
  readonly save: (report: InstanceReport) => Promise<void>;
  /** Epoch milliseconds. */
  readonly now: () => number;
  readonly log: Pick<Logger, 'warn'>;
}

/**
 * What this process sees of the provider instances: its calls and its connections. Kept in memory, and reported when
 * something turns for the better or the worse, else at most twice a minute while there is something new.
 */
export class Observations {
  readonly #deps: ObservationDependencies;
  readonly #seen = new Map<string, Seen>();
  #onTurn: (instance: string) => void = () => undefined;

  constructor(deps: ObservationDependencies) {
    this.#deps = deps;
  }

  /** Tells of an instance whose calls begin to fail, or succeed again, so that it is checked at once. */
  onTurn(tell: (instance: string) => void): void {
    this.#onTurn = tell;
  }

  /** Notes a call that has ended. */
  called(instance: string, { operation, code, reason = '' }: Call): void {
    const seen = this.#of(instance);
    const at = this.#deps.now();
    seen.calls += 1;
    seen.dirty = true;
    if (code === undefined) seen.lastSuccessAt = at;
    else {
      seen.errors[code] = (seen.errors[code] ?? 0) + 1;
      seen.lastFailure = { at, code, reason };
    }
    const well = code === undefined ? true : OF_THE_INSTANCE.has(code) ? false : seen.well;
    const turned = well !== (seen.well ?? true);
    if (well !== undefined) seen.well = well;
    // A check that turns needs no further check.
    if (turned && operation !== 'health') this.#onTurn(instance);
    this.#report(instance, seen, turned);
  }

  /** Notes that a listener begins, or has something to say. @param turned its state changed. */
  listens(instance: string, listener: Pick<Listener, 'status'>, turned: boolean): void {
    const seen = this.#of(instance);
    seen.listener = listener;
    seen.dirty = true;
    this.#report(instance, seen, turned);
  }

  /** Notes that a listener has ended for good. */
  silent(instance: string, listener: Pick<Listener, 'status'>): void {
    const seen = this.#of(instance);
    if (seen.listener !== listener) return;
    delete seen.listener;
    seen.dirty = true;
    this.#report(instance, seen, true);
  }

  /** Writes what is not reported yet. */
  async flush(): Promise<void> {
    const dirty = [...this.#seen].filter(([, seen]) => seen.dirty);
    await Promise.all(dirty.map(([instance, seen]) => this.#write(instance, seen)));
  }

  #of(instance: string): Seen {
    const known = this.#seen.get(instance);
    if (known) return known;
    const fresh: Seen = { calls: 0, errors: {}, writtenAt: 0, dirty: false };
    this.#seen.set(instance, fresh);
    return fresh;
  }

  #report(instance: string, seen: Seen, atOnce: boolean): void {
    if (atOnce || this.#deps.now() - seen.writtenAt >= REPORT_MS) void this.#write(instance, seen);
  }

  /** Never rejects: nobody's work may fail because it cannot be told of. */
  async #write(instance: string, seen: Seen): Promise<void> {
    const { tenantOf, process, save, now, log } = this.#deps;
    const { calls, errors, lastSuccessAt, lastFailure, listener } = seen;
    seen.dirty = false;
    seen.writtenAt = now();
    try {
      await save({
        tenant: tenantOf(instance),
        instance,
        process,
        at: seen.writtenAt,
        calls,
        errors: { ...errors },
        ...(lastSuccessAt !== undefined && { lastSuccessAt }),
        ...(lastFailure && { lastFailure }),
        ...(listener && { listener: listener.status() }),
      });
    } catch (err) {
      seen.dirty = true;
      log.warn({ err, instance }, 'what is seen of an instance could not be stored: check MONGODB_URI');
    }
  }
}
