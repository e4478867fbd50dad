import { ChatError, type ChatErrorCode } from './error.ts';
import type { Provider } from './provider.ts';

/** One call of a provider that has ended. */
export interface Call {
  /** Name of the provider's method. */
  readonly operation: string;
  /** Our code of the failure; `unexpected` for what no provider declares; undefined when it succeeded. */
  readonly code?: ChatErrorCode | 'unexpected';
  readonly reason?: string | undefined;
  /** How long it took, in milliseconds. */
  readonly ms: number;
}

interface Unwell {
  readonly ok: boolean;
  readonly code?: ChatErrorCode;
  readonly reason?: string;
}

type Observe = (provider: Provider, call: Call) => void;

/**
 * Tells of every call of a provider and how it ended. `disconnect` waits until the calls under way have ended: an
 * instance that is taken out of the configuration answers what it was asked before.
 * @param observe does not throw. @param now milliseconds of a clock that only goes forward.
 */
export function observed(provider: Provider, observe: Observe, now: () => number): Provider {
  const underWay = new Set<Promise<unknown>>();

  async function watched(operation: string, begun: number, result: Promise<unknown>): Promise<unknown> {
    try {
      const value = await result;
      const ms = now() - begun;
      // A health check says by its answer what other calls say by failing.
      const { ok, code = 'unexpected', reason } = operation === 'health' ? (value as Unwell) : { ok: true };
      observe(provider, ok ? { operation, ms } : { operation, code, reason, ms });
      return value;
    } catch (error) {
      const code = error instanceof ChatError ? error.code : 'unexpected';
      const reason = error instanceof Error ? error.message : String(error);
      observe(provider, { operation, code, reason, ms: now() - begun });
      throw error;
    }
  }

  async function disconnect(): Promise<void> {
    await Promise.allSettled(underWay);
    await provider.disconnect();
  }

  return new Proxy(provider, {
    get(target, name) {
      if (name === 'disconnect') return disconnect;
      // A provider's private fields are its own: its methods run on itself, not on what stands for it.
      const member: unknown = Reflect.get(target, name, target);
      if (typeof member !== 'function') return member;
      // What the limits are is reckoned, not asked: that it succeeds says nothing of the platform.
      if (name === 'lanes') return member.bind(target) as unknown;
      return (...args: unknown[]): unknown => {
        const begun = now();
        const result: unknown = Reflect.apply(member, target, args);
        if (!(result instanceof Promise)) return result;
        const watching = watched(String(name), begun, result);
        underWay.add(watching);
        const ended = (): void => void underWay.delete(watching);
        void watching.then(ended, ended);
        return watching;
      };
    },
  });
}
