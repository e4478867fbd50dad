import type { CommandReply } from '../../src/incident/reply.ts';

/** How many deliveries are remembered: far more than arrive within the hours in which platforms send again. */
const REMEMBERED = 200;

/** Replies by delivery id, so that a repeated delivery has one effect and gets the same answer. */
export class Processed {
  readonly #replies: Map<string, CommandReply>;

  constructor(carried: readonly (readonly [string, CommandReply])[]) {
    this.#replies = new Map(carried);
  }

  reply(deliveryId: string | undefined): CommandReply | undefined {
    return deliveryId === undefined ? undefined : this.#replies.get(deliveryId);
  }

  remember(deliveryId: string | undefined, reply: CommandReply): void {
    if (deliveryId === undefined) return;
    this.#replies.set(deliveryId, reply);
    const oldest = this.#replies.keys().next();
    if (this.#replies.size > REMEMBERED && !oldest.done) this.#replies.delete(oldest.value);
  }

  entries(): (readonly [string, CommandReply])[] {
    return [...this.#replies];
  }
}
