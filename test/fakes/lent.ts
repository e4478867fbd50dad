import type { Lent } from '../../src/chat/platform.ts';
import type { PlatformMemory } from '../../src/chat/memory.ts';

/** A durable memory that lasts as long as the test; values are copied, as a store does. */
export class FakeMemory implements PlatformMemory {
  readonly values = new Map<string, string>();

  get(key: string): Promise<unknown> {
    const found = this.values.get(key);
    return Promise.resolve(found === undefined ? undefined : (JSON.parse(found) as unknown));
  }

  put(key: string, value: unknown): Promise<void> {
    this.values.set(key, JSON.stringify(value));
    return Promise.resolve();
  }

  async add(key: string, value: unknown): Promise<boolean> {
    const first = !this.values.has(key);
    if (first) await this.put(key, value);
    return first;
  }

  delete(key: string): Promise<void> {
    this.values.delete(key);
    return Promise.resolve();
  }

  list(prefix: string): Promise<ReadonlyMap<string, unknown>> {
    const found = [...this.values].filter(([key]) => key.startsWith(prefix));
    return Promise.resolve(new Map(found.map(([key, value]) => [key, JSON.parse(value) as unknown])));
  }
}

/** @returns what a composition root lends, with one memory for all instances. */
export function lentTo(
  more: { memory?: PlatformMemory; now?: () => number; base?: string } = {},
): Pick<Lent, 'now' | 'address' | 'memory'> {
  const { memory = new FakeMemory(), now = Date.now, base = 'https://muster.example.com' } = more;
  return {
    now,
    address: ({ instance }, surface) => `${base}/chat/${instance}/${surface}`,
    memory: () => memory,
  };
}
