import { describe, expect, test } from 'vitest';
import { OutputPages, placeOf, putTogether, type OutputPage } from '../../../src/action/output-pages.ts';
import { redactText } from '../../../src/access/redact.ts';

const MOST = 256 * 1_024;
const redact = (text: string): string => text.replaceAll('s3cret', '[redacted]');

/** Writes pages as a store does: each in its place. */
class Written {
  readonly pages: OutputPages;
  readonly #places = new Map<number, OutputPage>();
  readonly #most: number;

  constructor(most = MOST, redaction: (text: string) => string = redact) {
    this.#most = most;
    this.pages = new OutputPages(most, redaction);
  }

  write(): void {
    for (let page = this.pages.next(); page; page = this.pages.next()) this.#keep(page);
    const open = this.pages.open();
    if (open) this.#keep(open);
  }

  get all(): readonly OutputPage[] {
    return [...this.#places.values()];
  }

  read(): { readonly text: string; readonly dropped: number } {
    const { pieces, dropped } = putTogether([{ stream: 'stdout', pages: this.all }]);
    return { text: pieces.map(({ text }) => text).join(''), dropped };
  }

  #keep(page: OutputPage): void {
    this.#places.set(placeOf(page.number, this.#most), page);
  }
}

const lines = (count: number, from = 0): string =>
  Array.from({ length: count }, (_, n) => `line ${from + n}\n`).join('');

describe('what a stream prints', () => {
  test('is kept whole while it is no longer than is kept', () => {
    const written = new Written();
    const text = lines(20_000);
    for (let at = 0; at < text.length; at += 1_000) {
      written.pages.add(text.slice(at, at + 1_000), 1);
      if (at % 7_000 === 0) written.write();
    }
    written.write();
    expect(written.read()).toEqual({ text, dropped: 0 });
  });

  test.each([
    ['in one go', false],
    ['by and by', true],
  ])('keeps its beginning and its end where it is longer: %s', (_how, isRead) => {
    const written = new Written();
    const text = lines(400_000);
    for (let at = 0; at < text.length; at += 50_000) {
      written.pages.add(text.slice(at, at + 50_000), 1);
      if (isRead) {
        written.write();
        // What is new is there at once.
        expect(written.read().text.endsWith(text.slice(Math.max(0, at + 49_000), at + 50_000))).toBe(true);
      }
    }
    written.write();
    const { text: kept, dropped } = written.read();
    const note = `[… ${dropped} characters of stdout, not kept …]\n`;
    expect(kept).toContain(note);
    expect(kept.length - note.length + dropped).toBe(text.length);
    expect(kept.length).toBeLessThan(2 * MOST);
    const [beginning = '', end = ''] = kept.split(note);
    expect(text.startsWith(beginning)).toBe(true);
    expect(text.endsWith(end)).toBe(true);
    // In whole lines.
    expect(Math.min(beginning.length, end.length)).toBeGreaterThan(MOST / 2 - 30);
  });

  test('has no part of a secret at the border of a page, nor where something is not kept', () => {
    for (const shift of [0, 1, 2, 3, 4, 5]) {
      const written = new Written();
      written.pages.add('.'.repeat(shift), 1);
      for (let n = 0; n < 40; n++) {
        written.pages.add('s3cret'.repeat(5_000), 1);
        if (n % 9 === 0) written.write();
      }
      written.write();
      const { text, dropped } = written.read();
      expect(dropped).toBeGreaterThan(0);
      const kept = text.replace(/\n?\[… \d+ characters of stdout, not kept …\]\n/, '|');
      // The mark itself may be cut.
      expect(kept).toMatch(/^\.{0,5}(\[redacted\])+\|[redact]{0,9}\]?(\[redacted\])+$/);
    }
  });

  test('has no part of a private key of many lines at the border of a page', () => {
    const key = `-----BEGIN PRIVATE KEY-----\n${`${'MIIE'.repeat(16)}\n`.repeat(50)}-----END PRIVATE KEY-----\n`;
    const written = new Written(MOST, redactText);
    for (let n = 0; n < 30; n++) written.pages.add(`${n}\n${key}`, 1);
    written.write();
    expect(written.all.length).toBeGreaterThan(1);
    expect(written.read().text).not.toContain('MIIE');
  });

  test('is read in the order in which both streams printed, a secret in two parts left out', () => {
    const [out, err] = [new Written(), new Written()];
    out.pages.add('one\n', 1);
    err.pages.add('oh\n', 2);
    out.pages.add('two\n', 3);
    err.pages.add('s3c', 4);
    out.pages.add('three\n', 5);
    err.pages.add('ret\n', 6);
    out.write();
    err.write();
    expect(
      putTogether([
        { stream: 'stdout', pages: out.all },
        { stream: 'stderr', pages: err.all },
      ]).pieces,
    ).toEqual([
      { stream: 'stdout', text: 'one\n' },
      { stream: 'stderr', text: 'oh\n[redacted]\n' },
      { stream: 'stdout', text: 'two\nthree\n' },
    ]);
  });

  test('that could not be written is given again, in its order', () => {
    const written = new Written();
    written.pages.add(lines(20_000), 1);
    const first = written.pages.next();
    expect(first?.number).toBe(0);
    written.pages.again(first!);
    expect(written.pages.next()).toBe(first);
    expect(written.pages.next()?.number).toBe(1);
    const open = written.pages.open();
    expect(written.pages.open()).toBeUndefined();
    written.pages.openAgain();
    expect(written.pages.open()).toEqual(open);
  });
});
