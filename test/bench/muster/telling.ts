import type { Provider } from '../../../src/chat/provider.ts';
import { instant } from '../clock.ts';

/** @returns the provider, telling the parent process of each call: when, which method, and for which incident. */
export function telling(provider: Provider): Provider {
  return new Proxy(provider, {
    get(target, name) {
      const member: unknown = Reflect.get(target, name);
      if (typeof member !== 'function') return member;
      return (...args: unknown[]): unknown => {
        const at = instant();
        const incident = /INC-\d+/.exec(JSON.stringify(args))?.[0];
        if (process.connected) process.send?.({ kind: 'called', at, method: String(name), incident });
        return Reflect.apply(member, target, args);
      };
    },
  });
}
