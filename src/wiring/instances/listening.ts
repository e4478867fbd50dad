import type { Logger } from 'pino';
import { ChatError } from '../../chat/error.ts';
import { isRefusal, type Listener, type ListenerEvent, type Report } from '../../chat/listener.ts';
import type { HttpAnswer, Inbound } from '../../chat/inbound.ts';
import { isAway } from '../../http/errors.ts';
import type { Receive } from '../../http/reception.ts';
import type { Instance } from './instances.ts';

/** Told of everything that a listener says, and of its end. */
export interface ListenerWatch {
  listens(instance: string, listener: Listener, turned: boolean): void;
  silent(instance: string, listener: Listener): void;
}

/** What of an instance its way in needs. */
export type Listened = Pick<Instance, 'tenant' | 'inbound' | 'listener'>;

/**
 * The connections that bring events without HTTP, kept in step with the instances in force. A listener whose
 * credentials are refused is logged and left stopped: no reason to leave the other instances alone.
 */
export class Listening {
  readonly #receive: Receive;
  readonly #log: Logger;
  readonly #watch: ListenerWatch;
  /** What each listener is doing: beginning, or ending. Never rejects. */
  readonly #doing = new Map<Listener, Promise<void>>();
  #wanted: readonly Listener[] = [];

  constructor(receive: Receive, log: Logger, watch: ListenerWatch) {
    this.#receive = receive;
    this.#log = log;
    this.#watch = watch;
  }

  /** @returns the listeners of the instances in force, whatever state they are in. */
  listeners(): readonly Listener[] {
    return this.#wanted;
  }

  /**
   * Starts the listeners that are new and ends those that are no longer there, after their handlers have answered; all
   * others are left alone. One that takes the place of another begins first, so that nothing typed meanwhile is lost:
   * what both hear is one delivery.
   * @returns when each new one has made its first attempt and each old one has ended.
   * @throws what is no ChatError of a new one; the others have been started all the same.
   */
  async follow(instances: readonly Listened[]): Promise<void> {
    const before = this.#wanted;
    this.#wanted = instances.flatMap(({ listener }) => listener ?? []);
    const gone = before.filter((listener) => !this.#wanted.includes(listener));
    const fresh = instances.filter(({ listener }) => listener && !before.includes(listener));
    const started = fresh.map((instance) => this.#start(instance));
    const ended = gone.map(async (listener) => {
      const next = fresh.findIndex((one) => one.listener?.instance === listener.instance);
      await (next < 0 ? undefined : started[next])?.catch(() => undefined);
      await this.#stop(listener);
      const { instance, platform } = listener;
      this.#log.info({ instance, platform }, `chat.${instance} listens no longer by its earlier settings`);
    });
    const outcomes = await Promise.allSettled([...started, ...ended]);
    const failure = outcomes.find((outcome) => outcome.status === 'rejected');
    if (failure) throw failure.reason;
  }

  /** Ends all of them after their handlers have answered. */
  async stop(): Promise<void> {
    this.#wanted = [];
    await Promise.all([...this.#doing.keys()].map((listener) => this.#stop(listener)));
  }

  #start({ tenant, inbound, listener }: Listened): Promise<void> {
    if (!listener) return Promise.resolve();
    const { instance, platform } = listener;
    const handle = (event: Inbound): Promise<HttpAnswer> =>
      this.#receive({ tenant, adapter: inbound }, event);
    const report = reportTo(this.#log.child({ instance, platform }), instance);
    const starting = listener
      .start(handle, (event) => {
        report(event);
        this.#watch.listens(instance, listener, event.kind !== 'heard');
      })
      .finally(() => this.#watch.listens(instance, listener, true))
      .catch((error: unknown) => {
        if (!(error instanceof ChatError)) throw error;
        this.#log.error({ instance, platform, code: error.code }, `${error.message} It is not tried again.`);
      });
    this.#doing.set(
      listener,
      starting.catch(() => undefined),
    );
    return starting;
  }

  async #stop(listener: Listener): Promise<void> {
    const stopping = (this.#doing.get(listener) ?? Promise.resolve()).then(() => listener.stop());
    this.#doing.set(listener, stopping);
    await stopping;
    this.#doing.delete(listener);
    this.#watch.silent(listener.instance, listener);
  }
}

/**
 * What an operator reads at start about listeners that are not connected, a line each.
 * @param listeners started already.
 */
export function notConnected(
  listeners: readonly Pick<Listener, 'platform' | 'instance' | 'status'>[],
): string[] {
  return listeners.flatMap((listener) => {
    const { platform, instance } = listener;
    const { state, problem = 'no reason is known' } = listener.status();
    if (state === 'connected') return [];
    const name = `${platform.charAt(0).toUpperCase()}${platform.slice(1)} ${instance}`;
    return [`${name}: not connected${state === 'connecting' ? ' yet' : ''}, ${problem}`];
  });
}

/** Writes what happens to a listener into the log. Without it a dead connection looks like a quiet day. */
function reportTo(log: Logger, instance: string): Report {
  const next = (ms: number): string => `The next attempt is in ${ms / 1_000} s.`;
  return (event: ListenerEvent) => {
    switch (event.kind) {
      case 'heard':
        return;
      case 'connected': {
        const { awayMs, again } = event;
        log.info({ awayMs }, `chat.${instance} listens${again ? ' again' : ''}`);
        return;
      }
      case 'lost': {
        const { nextMs, reason, renewed } = event;
        log[renewed ? 'info' : 'warn']({ nextMs }, `chat.${instance}: ${reason}. ${next(nextMs)}`);
        return;
      }
      case 'attempt failed': {
        const { error, nextMs } = event;
        const level = isRefusal(error) ? 'error' : 'warn';
        log[level]({ code: error.code, nextMs }, `${error.message} ${next(nextMs)}`);
        return;
      }
      case 'delivery failed': {
        const { error, deliveryId, envelope } = event;
        const fields = { deliveryId, envelope, err: error };
        if (error instanceof ChatError) log[isRefusal(error) ? 'error' : 'warn'](fields, error.message);
        else if (isAway(error)) log.warn(fields, 'a delivery was not taken');
        else log.error(fields, 'a delivery failed');
      }
    }
  };
}
