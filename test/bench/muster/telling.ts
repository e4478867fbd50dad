import type { Provider } from '../../../src/chat/provider.ts';
import { instant } from '../clock.ts';

/**
 * @returns the provider, telling the parent process of each call: when, which method, for which
 * incident, and the user to whom a direct message goes.
 * @param paced whether the platform's limits are asked for.
 */
export function telling(provider: Provider, paced = true): Provider {
  return new Proxy(provider, {
    get(target, name) {
      if (name === 'lanes') return paced ? withoutWaiting(target) : () => [];
      const member: unknown = Reflect.get(target, name);
      if (typeof member !== 'function') return member;
      return (...args: unknown[]): unknown => {
        const at = instant();
        const incident = /INC-\d+/.exec(JSON.stringify(args))?.[0];
        const { user } = (args[0] ?? {}) as { user?: unknown };
        if (process.connected) process.send?.({ kind: 'called', at, method: String(name), incident, user });
        return Reflect.apply(member, target, args);
      };
    },
  });
}

/** What is measured is Muster: the platform's limits are asked for as ever, and let everything through. */
function withoutWaiting(provider: Provider): Provider['lanes'] {
  return async (operation, target) => {
    const lanes = await provider.lanes(operation, target);
    return lanes.map((lane) => ({ ...lane, everyMs: 0 }));
  };
}
