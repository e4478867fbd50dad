import { StringDecoder } from 'node:string_decoder';
import type { OutputPiece } from '../../action/runner.ts';
import { head } from '../../text/bounded.ts';
import { plainText } from './plain-text.ts';

/** How much of both streams of a run may still be shown, in bytes of UTF-8. */
export interface OutputRoom {
  left: number;
}

/** Of a line that is long only by what steers terminals, so much more is looked at than may be shown. */
const RAW_FACTOR = 4;
/** Text in another encoding has a few bytes that are no UTF-8; of what is no text a good part is none. */
const BINARY_SHARE = 0.3;
/** Fewer characters say nothing about that. */
const TELLING_CHARACTERS = 32;

/**
 * Shows one stream of a run line by line, as text that is safe anywhere: whole characters, nothing that steers terminals,
 * of lines that are written over again and again (progress bars) the last, of long lines the beginning, of binary data
 * one line that says so. What is not shown is counted.
 */
export class ShownOutput {
  /** Bytes that are no text, or came when there was no more room. */
  dropped = 0;
  readonly #stream: OutputPiece['stream'];
  readonly #lineCharacters: number;
  readonly #room: OutputRoom;
  readonly #show: (piece: OutputPiece) => void;
  readonly #decoder = new StringDecoder('utf8');
  #characters = 0;
  #foreign = 0;
  #binary = false;
  #line = '';
  #lineRest = 0;

  constructor(
    stream: OutputPiece['stream'],
    lineCharacters: number,
    room: OutputRoom,
    show: (piece: OutputPiece) => void,
  ) {
    this.#stream = stream;
    this.#lineCharacters = lineCharacters;
    this.#room = room;
    this.#show = show;
  }

  /** Takes what came, cut anywhere. */
  take(chunk: Buffer): void {
    if (this.#binary || this.#room.left <= 0) {
      this.dropped += chunk.length;
      return;
    }
    const text = this.#decoder.write(chunk);
    this.#binary = chunk.includes(0) || this.#isForeign(text);
    if (this.#binary) {
      this.dropped += chunk.length;
      return;
    }
    const [first = '', ...rest] = text.split('\n');
    this.#extend(first);
    let shown = '';
    for (const piece of rest) {
      shown += this.#endLine();
      this.#extend(piece);
    }
    this.#tell(shown);
  }

  /** The stream has ended: shows the rest, and says what was not shown. */
  end(): void {
    if (!this.#binary) this.#extend(this.#decoder.end());
    if (this.#line !== '') this.#tell(this.#endLine());
    if (this.#binary) this.#note(`${this.dropped} bytes that are no text, not kept`);
    else if (this.dropped > 0) this.#note(`${this.dropped} more bytes, not kept`);
  }

  #isForeign(text: string): boolean {
    this.#characters += text.length;
    this.#foreign += text.match(/\ufffd/g)?.length ?? 0;
    return this.#characters >= TELLING_CHARACTERS && this.#foreign > this.#characters * BINARY_SHARE;
  }

  #extend(piece: string): void {
    const whole = this.#line + piece;
    // A carriage return writes over the line, unless it is the first half of the line's end.
    const again = whole.lastIndexOf('\r', whole.length - 2);
    if (again >= 0) this.#lineRest = 0;
    const line = again >= 0 ? whole.slice(again + 1) : whole;
    this.#line = head(line, this.#lineCharacters * RAW_FACTOR);
    this.#lineRest += line.length - this.#line.length;
  }

  #endLine(): string {
    const plain = plainText(this.#line);
    const shown = head(plain, this.#lineCharacters);
    const rest = plain.length - shown.length + this.#lineRest;
    this.#line = '';
    this.#lineRest = 0;
    return rest > 0 ? `${shown}… [${rest} more characters]\n` : `${shown}\n`;
  }

  #tell(text: string): void {
    if (text === '') return;
    const bytes = Buffer.from(text);
    // Whole lines, as long as there is room.
    const fits = bytes.length <= this.#room.left;
    const end = fits ? bytes.length : bytes.lastIndexOf('\n', this.#room.left - 1) + 1;
    this.#room.left = fits ? this.#room.left - end : 0;
    this.dropped += bytes.length - end;
    if (end > 0) this.#show({ stream: this.#stream, text: bytes.toString('utf8', 0, end) });
  }

  #note(what: string): void {
    this.#show({ stream: this.#stream, text: `[${this.#stream}: ${what}]\n` });
  }
}
