import { cutBetweenSecrets, LONGEST_SECRET, redactedEnd } from '../access/redacted-parts.ts';
import type { OutputPiece } from './runner.ts';

/** What a stream printed without the other between. `at`: how often it had changed which of them printed. */
export interface OutputPart {
  readonly at: number;
  readonly text: string;
}

/** A page of what one stream of an attempt printed. */
export interface OutputPage {
  /** From 0. */
  readonly number: number;
  /** Characters that the stream printed before it. */
  readonly from: number;
  /** Characters that it printed on it, with secrets. */
  readonly length: number;
  /** Without secrets. */
  readonly parts: readonly OutputPart[];
}

/** Characters on one page: few enough to be written anew with each second of output. */
const PAGE = 64 * 1_024;
/** Characters of parts that are put together, so that there are fewer of them. */
const SMALL = 4_096;

/** @returns how many pages the first half of what is kept has. @param most characters that are kept of a stream. */
const pagesOfHalf = (most: number): number => Math.ceil(most / 2 / pageSize(most));
const pageSize = (most: number): number => Math.min(PAGE, Math.ceil(most / 2));

/** @returns how many places pages have. @param most characters that are kept of a stream. */
export const placesOf = (most: number): number => 2 * pagesOfHalf(most) + 2;

/** @returns where a page is kept: the first half for good, the others in the place of those that are no longer kept. */
export function placeOf(number: number, most: number): number {
  const half = pagesOfHalf(most);
  return number < half ? number : half + ((number - half) % (placesOf(most) - half));
}

/**
 * What is kept of one stream: all of it while it is not too long, then its beginning and its end, half each, in pages. No
 * secret is cut by the end of a page. The first half is cut into pages as it comes; of the rest only what is still there
 * when somebody asks for the next page, so that a flood costs little.
 */
export class OutputPages {
  readonly #half: number;
  readonly #first: number;
  readonly #size: number;
  readonly #redact: (text: string) => string;
  readonly #full: OutputPage[] = [];
  #parts: OutputPart[] = [];
  #length = 0;
  #number = 0;
  #from = 0;
  #isBehindGap = false;
  #isChanged = false;

  /** @param most characters that are kept of it. @param redact takes secrets out of a text. */
  constructor(most: number, redact: (text: string) => string) {
    this.#half = Math.ceil(most / 2);
    this.#first = pagesOfHalf(most);
    this.#size = pageSize(most);
    this.#redact = redact;
  }

  /** @param at how often it had changed, in the whole attempt, which stream printed. */
  add(text: string, at: number): void {
    if (text === '') return;
    const last = this.#parts.at(-1);
    if (last?.at === at && last.text.length < SMALL)
      this.#parts[this.#parts.length - 1] = { at, text: last.text + text };
    else this.#parts.push({ at, text });
    this.#length += text.length;
    this.#isChanged = true;
    while (this.#number < this.#first && this.#isFull()) this.#full.push(this.#cut());
    if (this.#length > 2 * this.#half + 2 * LONGEST_SECRET) this.#forget();
  }

  /** @returns the next page that is full; undefined: none is. */
  next(): OutputPage | undefined {
    return this.#full.shift() ?? (this.#isFull() ? this.#cut() : undefined);
  }

  /** Has a page given by {@link next} given once more, first. */
  again(page: OutputPage): void {
    this.#full.unshift(page);
  }

  /** @returns the page that is not full yet, as it stands; undefined when nothing was added to it since it was asked for. */
  open(): OutputPage | undefined {
    if (!this.#isChanged) return undefined;
    this.#isChanged = false;
    return this.#length > 0 ? this.#page(this.#parts, this.#length) : undefined;
  }

  /** Has the open page given once more. */
  openAgain(): void {
    this.#isChanged = true;
  }

  #isFull(): boolean {
    return this.#length >= this.#size + LONGEST_SECRET + (this.#isBehindGap ? LONGEST_SECRET : 0);
  }

  #cut(): OutputPage {
    const margin = this.#isBehindGap ? LONGEST_SECRET : 0;
    const text = this.#parts.map((part) => part.text).join('');
    const near = text.slice(0, this.#size + margin + LONGEST_SECRET);
    const end = cutBetweenSecrets(near, this.#size + margin, this.#redact);
    const [before, after] = divided(this.#parts, end);
    const page = this.#page(before, end);
    this.#parts = after;
    this.#length -= end;
    this.#from += end;
    this.#number++;
    this.#isBehindGap = false;
    return page;
  }

  /** More came than is kept before anybody asked: what is oldest goes, which is none of the first half. */
  #forget(): void {
    const over = this.#length - this.#half - 2 * LONGEST_SECRET;
    this.#parts = divided(this.#parts, over)[1];
    this.#length -= over;
    this.#from += over;
    this.#isBehindGap = true;
  }

  #page(parts: readonly OutputPart[], length: number): OutputPage {
    const [first] = parts;
    const whole = parts.map(({ text }) => text).join('');
    const about = { number: this.#number, from: this.#from, length };
    if (!first) return { ...about, parts: [] };
    if (this.#isBehindGap) {
      const margin = Math.min(length, LONGEST_SECRET);
      const text = redactedEnd(whole, this.#redact);
      return {
        ...about,
        from: this.#from + margin,
        length: length - margin,
        parts: [{ at: first.at, text }],
      };
    }
    const each = parts.map(({ at, text }) => ({ at, text: this.#redact(text) }));
    if (each.length === 1) return { ...about, parts: each };
    // A secret may have come in two parts.
    const clean = this.#redact(whole);
    const isSame = each.map(({ text }) => text).join('') === clean;
    return { ...about, parts: isSame ? each : [{ at: first.at, text: clean }] };
  }
}

/** @returns the parts before and behind so many characters. */
function divided(parts: readonly OutputPart[], end: number): [OutputPart[], OutputPart[]] {
  let left = end;
  const index = parts.findIndex(({ text }) => (left -= text.length) < 0);
  const cut = parts[index];
  if (!cut) return [[...parts], []];
  const at = left + cut.text.length;
  const head = at > 0 ? [{ at: cut.at, text: cut.text.slice(0, at) }] : [];
  return [
    [...parts.slice(0, index), ...head],
    [{ at: cut.at, text: cut.text.slice(at) }, ...parts.slice(index + 1)],
  ];
}

/** What is kept of one stream. */
export interface KeptStream {
  readonly stream: OutputPiece['stream'];
  /** In any order. */
  readonly pages: readonly OutputPage[];
}

/**
 * Puts together what the streams of an attempt printed, in its order, and says where some of it is not kept.
 * @returns it, and how many characters are not kept.
 */
export function putTogether(streams: readonly KeptStream[]): {
  readonly pieces: readonly OutputPiece[];
  readonly dropped: number;
} {
  const gaps: number[] = [];
  const all = streams.flatMap(({ stream, pages }) => {
    let until = 0;
    let end = '';
    return pages
      .toSorted((a, b) => a.number - b.number)
      .flatMap(({ from, length, parts }) => {
        const [gap, before] = [from - until, end];
        until = from + length;
        end = parts.at(-1)?.text ?? before;
        const [first] = parts;
        if (!first || gap <= 0) return parts.map((part) => ({ stream, ...part }));
        gaps.push(gap);
        const text = `${before.endsWith('\n') ? '' : '\n'}[… ${gap} characters of ${stream}, not kept …]\n`;
        return [{ at: first.at, text }, ...parts].map((part) => ({ stream, ...part }));
      });
  });
  const pieces: OutputPiece[] = [];
  for (const { stream, text } of all.toSorted((a, b) => a.at - b.at)) {
    const last = pieces.at(-1);
    if (last?.stream === stream) pieces[pieces.length - 1] = { stream, text: last.text + text };
    else pieces.push({ stream, text });
  }
  return { pieces, dropped: gaps.reduce((sum, gap) => sum + gap, 0) };
}
