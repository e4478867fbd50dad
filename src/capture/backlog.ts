import type { PackedBatch } from '../inbox/batch.ts';

/** What of one lane was stored and is, as far as is known, not worked off. */
export class Backlog {
  #stored: { readonly number: number; readonly items: number; readonly bytes: number }[] = [];
  #items = 0;
  #bytes = 0;

  get items(): number {
    return this.#items;
  }

  get bytes(): number {
    return this.#bytes;
  }

  add({ number, count, packed }: Pick<PackedBatch, 'number' | 'count' | 'packed'>): void {
    this.#stored.push({ number, items: count, bytes: packed.length });
    this.#items += count;
    this.#bytes += packed.length;
  }

  /** All before this number is worked off. */
  doneBefore(number: number): void {
    const left = this.#stored.findIndex((one) => one.number >= number);
    for (const { items, bytes } of this.#stored.splice(0, left < 0 ? this.#stored.length : left)) {
      this.#items -= items;
      this.#bytes -= bytes;
    }
  }
}
