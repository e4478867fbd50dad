/**
 * What a provider instance must remember of what its platform told it, such as where a conversation can be gone on with.
 * Durable, and the same for every process. Values are plain JSON; secrets are sealed before they come here.
 */
export interface PlatformMemory {
  get(key: string): Promise<unknown>;
  /** Replaces what was remembered under the key. */
  put(key: string, value: unknown): Promise<void>;
  /** Remembers something unless there is something under the key. @returns whether it was the first: of several at once one is. */
  add(key: string, value: unknown): Promise<boolean>;
  delete(key: string): Promise<void>;
  /** @returns everything whose key begins so, by key. */
  list(prefix: string): Promise<ReadonlyMap<string, unknown>>;
}
