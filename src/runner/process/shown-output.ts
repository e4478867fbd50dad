import { StringDecoder } from 'node:string_decoder';
import { LONGEST_SECRET, redactedBeginning } from '../../access/redacted-parts.ts';
import type { OutputPiece } from '../../action/runner.ts';
import { head } from '../../text/bounded.ts';
import { plainText } from './plain-text.ts';

/** Of a line that is long only by what steers terminals, so much more is looked at than may be shown. */
const RAW_FACTOR = 4;
/** Text in another encoding has a few bytes that are no UTF-8; of what is no text a good part is none. */
const BINARY_SHARE = 0.3;
/** Fewer characters say nothing about that. */
const TELLING_CHARACTERS = 32;

/**
 * Shows one stream of a run in whole lines, as text that is safe anywhere: whole characters, nothing that steers terminals,
 * of lines that are written over again and again (progress bars) the last, of long lines the beginning, of binary data
 * one line that says so. What is not shown is counted. Secrets stay in, but for lines that are cut: one could be cut, too.
 */
export class ShownOutput {
  /** Bytes that are no text. */
  dropped = 0;
  /** Characters that were shown. */
  shown = 0;
  readonly #stream: OutputPiece['stream'];
  readonly #lineCharacters: number;
  readonly #redact: (text: string) => string;
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
    redact: (text: string) => string,
    show: (piece: OutputPiece) => void,
  ) {
    this.#stream = stream;
    this.#lineCharacters = lineCharacters;
    this.#redact = redact;
    this.#show = show;
  }

  /** Takes what came, cut anywhere. */
  take(chunk: Buffer): void {
    const text = this.#binary ? '' : this.#decoder.write(chunk);
    this.#binary ||= chunk.includes(0) || this.#isForeign(text);
    if (this.#binary) {
      this.dropped += chunk.length;
      return;
    }
    const first = text.indexOf('\n');
    if (first < 0) {
      this.#extend(text);
      return;
    }
    const end = text.lastIndexOf('\n') + 1;
    this.#extend(text.slice(0, first));
    this.#tell(this.#endLine() + this.#short(plainText(text.slice(first + 1, end))));
    this.#extend(text.slice(end));
  }

  /** The stream has ended: shows the rest, and says what was not shown. */
  end(): void {
    if (!this.#binary) this.#extend(this.#decoder.end());
    if (this.#line !== '') this.#tell(this.#endLine());
    if (this.dropped > 0) this.#tell(`[${this.#stream}: ${this.dropped} bytes that are no text, not kept]\n`);
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
    this.#line = head(line, this.#lineCharacters * RAW_FACTOR + LONGEST_SECRET);
    this.#lineRest += line.length - this.#line.length;
  }

  #endLine(): string {
    const line = this.#cut(plainText(this.#line), this.#lineRest);
    this.#line = '';
    this.#lineRest = 0;
    return `${line}\n`;
  }

  /** Cuts those of some lines that are too long. */
  #short(lines: string): string {
    const most = this.#lineCharacters;
    let shown = '';
    let told = 0;
    for (let from = 0; from < lines.length;) {
      // The last line break that a line which begins here may reach: most lines are short, and need not be looked at.
      const until = lines.lastIndexOf('\n', from + most);
      if (until >= from) {
        from = until + 1;
        continue;
      }
      const end = lines.indexOf('\n', from);
      shown += lines.slice(told, from) + this.#cut(lines.slice(from, end), 0);
      told = from = end;
    }
    return told === 0 ? lines : shown + lines.slice(told);
  }

  /** @param rest how many characters of the line have not been looked at. */
  #cut(line: string, rest: number): string {
    if (line.length <= this.#lineCharacters && rest === 0) return line;
    const clean = rest === 0 ? this.#redact(line) : redactedBeginning(line, this.#redact);
    const shown = head(clean, this.#lineCharacters);
    return `${shown}… [${line.length + rest - shown.length} more characters]`;
  }

  #tell(text: string): void {
    if (text === '') return;
    this.shown += text.length;
    this.#show({ stream: this.#stream, text });
  }
}
