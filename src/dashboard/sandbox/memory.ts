import type { Whisper } from './model.ts';

/** What a tab remembers over a reload: two tabs can act as two people. */
export interface Remembered {
  readonly me?: string;
  readonly channel?: string;
}

function read(key: string): unknown {
  try {
    return JSON.parse(sessionStorage.getItem(key) ?? 'null');
  } catch {
    return null;
  }
}

function write(key: string, value: unknown): void {
  try {
    sessionStorage.setItem(key, JSON.stringify(value));
  } catch {
    // Full or forbidden: the page then merely forgets.
  }
}

/** @returns the tab's memory of one sandbox. */
export function memoryOf(instance: string) {
  const tab = `muster.sandbox.${instance}`;
  return {
    recall: (): Remembered => read(tab) ?? {},
    remember: (what: Remembered) => write(tab, what),
    whispers: (me: string): Whisper[] => (read(`${tab}.whispers.${me}`) ?? []) as Whisper[],
    keepWhispers: (me: string, whispers: readonly Whisper[]) => write(`${tab}.whispers.${me}`, whispers),
  };
}

export type Memory = ReturnType<typeof memoryOf>;
