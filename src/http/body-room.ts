/** Room in memory for bodies that are being read and kept. Nobody has more than a third of it, so that who sends slowly keeps no others out. */
export class BodyRoom {
  readonly #most: number;
  readonly #taken = new Map<string, number>();
  #all = 0;

  /** @param most bytes of all of them together; one that is larger alone is read alone. */
  constructor(most: number) {
    this.#most = most;
  }

  /** @param whose an integration. @param bytes that it may have at most. @returns its part; undefined when there is no room for it now. */
  take(whose: string, bytes: number): BodyPart | undefined {
    const theirs = this.#taken.get(whose) ?? 0;
    if (this.#all > 0 && this.#all + bytes > this.#most) return undefined;
    if (theirs > 0 && theirs + bytes > this.#most / 3) return undefined;
    this.#add(whose, bytes);
    let mine = bytes;
    const becomes = (now: number): void => {
      this.#add(whose, now - mine);
      mine = now;
    };
    return { becomes, end: () => becomes(0) };
  }

  #add(whose: string, bytes: number): void {
    this.#all += bytes;
    const theirs = (this.#taken.get(whose) ?? 0) + bytes;
    if (theirs > 0) this.#taken.set(whose, theirs);
    else this.#taken.delete(whose);
  }
}

/** What one body has of the room. */
export interface BodyPart {
  /** @param bytes that it has indeed. */
  becomes(bytes: number): void;
  end(): void;
}

/**
 * @param headers of a request, by their names in lower case. @param limit greatest body that is read, in bytes.
 * @returns how much it may come to in memory, in bytes: of what is packed or does not say its length that is not known.
 */
export function mostBytesOf(headers: Readonly<Record<string, string | undefined>>, limit: number): number {
  const length = Number(headers['content-length'] ?? Number.NaN);
  const isPlain = (headers['content-encoding'] ?? 'identity').toLowerCase() === 'identity';
  return isPlain && length >= 0 ? Math.min(length, limit) : limit;
}
