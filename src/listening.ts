import type { Logger } from 'pino';
import { ChatError } from './chat/error.ts';
import { isRefusal, type Listener, type ListenerEvent, type Report } from './chat/listener.ts';
import type { HttpAnswer, Inbound } from './chat/inbound.ts';
import { isAway } from './http/errors.ts';
import type { Receive } from './http/reception.ts';
import type { Instance } from './instances.ts';

/**
 * Starts the connections that bring events without HTTP. A listener whose credentials are refused is logged and left
 * stopped: no reason to leave the other instances alone.
 * Comes back after each one's first attempt.
 */
export async function startListeners(
  instances: readonly Pick<Instance, 'tenant' | 'inbound' | 'listener'>[],
  receive: Receive,
  log: Logger,
): Promise<void> {
  for (const { tenant, inbound, listener } of instances) {
    if (!listener) continue;
    const { instance, platform } = listener;
    const handle = (event: Inbound): Promise<HttpAnswer> => receive({ tenant, adapter: inbound }, event);
    await listener
      .start(handle, reportTo(log.child({ instance, platform }), instance))
      .catch((error: unknown) => {
        if (!(error instanceof ChatError)) throw error;
        log.error({ instance, platform, code: error.code }, `${error.message} It is not tried again.`);
      });
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
