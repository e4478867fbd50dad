import type { PlatformMemory } from '../../../src/chat/memory.ts';

/** What is remembered of a platform, for as long as this object lives. */
export class FakeMemory implements PlatformMemory {
  readonly values = new Map<string, unknown>();
  /** How often something was written. */
  writes = 0;

  get(key: string): Promise<unknown> {
    return Promise.resolve(structuredClone(this.values.get(key)));
  }
  put(key: string, value: unknown): Promise<void> {
    this.writes += 1;
    this.values.set(key, structuredClone(value));
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
    return Promise.resolve(new Map([...this.values].filter(([key]) => key.startsWith(prefix))));
  }
}
