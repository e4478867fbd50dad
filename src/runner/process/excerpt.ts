import { LONGEST_SECRET, redactedBeginning, redactedEnd } from '../../access/redacted-parts.ts';
import { head } from '../../text/bounded.ts';
import { jsonBytes } from '../../text/json-size.ts';

/**
 * Keeps the beginning and the end of a text that comes in pieces: what a command did stands at the one, why it failed at
 * the other. Somewhat more of both is kept until secrets are taken out, so that none is cut.
 */
export class Excerpt {
  readonly #half: number;
  readonly #room: number;
  readonly #mostBytes: number;
  readonly #redact: (text: string) => string;
  #beginning = '';
  #end = '';
  #length = 0;

  /**
   * @param most characters that are kept. @param redact takes secrets out of a text.
   * @param mostBytes of JSON that they may have.
   */
  constructor(most: number, redact: (text: string) => string, mostBytes = Infinity) {
    this.#half = Math.floor(most / 2);
    this.#mostBytes = mostBytes;
    this.#room = this.#half + LONGEST_SECRET;
    this.#redact = redact;
  }

  add(text: string): void {
    const room = this.#room - this.#beginning.length;
    this.#beginning += text.slice(0, Math.max(room, 0));
    this.#end += text.slice(Math.max(room, 0));
    this.#length += text.length;
    // Not with each piece: most are a line.
    if (this.#end.length > 2 * this.#room) this.#end = this.#end.slice(-this.#room);
  }

  /** @returns it without secrets, with a line that says how much is missing where something is. */
  text(): string {
    const isWhole = this.#length === this.#beginning.length + this.#end.length;
    const whole = isWhole ? this.#redact(this.#beginning + this.#end) : undefined;
    const beginning = whole ?? redactedBeginning(this.#beginning, this.#redact);
    const end = whole ?? redactedEnd(this.#end, this.#redact);
    for (let half = this.#half; ;) {
      const isShort = whole !== undefined && whole.length <= 2 * half;
      const text = isShort ? whole : parted(beginning, end, half, whole?.length ?? this.#length);
      const bytes = jsonBytes(text);
      if (bytes <= this.#mostBytes || half === 0) return text;
      half = Math.floor((Math.min(half, text.length / 2) * 0.95 * this.#mostBytes) / bytes);
    }
  }
}

/** Neither part begins or ends within a character. @param length of all of it. */
function parted(first: string, last: string, half: number, length: number): string {
  const beginning = head(first, half);
  const end = last.slice(Math.max(0, last.length - half)).replace(/^[\uDC00-\uDFFF]/, '');
  return `${beginning}\n[… ${length - beginning.length - end.length} characters …]\n${end}`;
}
