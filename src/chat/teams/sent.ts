import type { MessageRef } from '../message.ts';

/** How many messages are remembered. */
const KEPT = 5_000;

/** What this process has sent lately: by which mark, and where it stands. */
export class Sent {
  readonly #refs = new Map<string, MessageRef>();
  readonly #marks = new Map<string, string>();

  remember(mark: string, ref: MessageRef): void {
    this.#refs.set(mark, ref);
    this.#marks.set(place(ref), mark);
    const [oldest] = this.#refs;
    if (this.#refs.size <= KEPT || !oldest) return;
    this.#refs.delete(oldest[0]);
    this.#marks.delete(place(oldest[1]));
  }

  /** @returns where the message with this mark stands. */
  ref(mark: string): MessageRef | undefined {
    return this.#refs.get(mark);
  }

  /** @returns the mark that a message must keep when it is changed. */
  mark(ref: MessageRef): string | undefined {
    return this.#marks.get(place(ref));
  }
}

function place({ channel, id }: MessageRef): string {
  return `${channel} ${id}`;
}
