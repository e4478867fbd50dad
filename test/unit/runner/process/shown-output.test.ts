import fc from 'fast-check';
import { randomFillSync } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { LONGEST_SECRET } from '../../../../src/access/redacted-parts.ts';
import { redactText } from '../../../../src/access/redact.ts';
import { Excerpt } from '../../../../src/runner/process/excerpt.ts';
import { ShownOutput } from '../../../../src/runner/process/shown-output.ts';
import { ownMs } from '../../../harness/own-time.ts';

function show(
  chunks: readonly (string | Buffer)[],
  { line = 1_000, redact = (text: string) => text } = {},
): { text: string; dropped: number; pieces: readonly string[] } {
  const pieces: string[] = [];
  const output = new ShownOutput('stdout', line, redact, ({ text }) => pieces.push(text));
  for (const chunk of chunks) output.take(Buffer.from(chunk as string));
  output.end();
  return { text: pieces.join(''), dropped: output.dropped, pieces };
}

test('characters are whole, wherever the output was cut', () => {
  const text = 'Größe: 3 µs\n日本語 👩‍🚒 ok\nlast';
  const bytes = Buffer.from(text);
  fc.assert(
    fc.property(fc.array(fc.nat(bytes.length)), (cuts) => {
      const at = [0, ...cuts.sort((a, b) => a - b), bytes.length];
      const chunks = at.slice(1).map((end, index) => bytes.subarray(at[index], end));
      expect(show(chunks).text).toBe(`${text}\n`);
    }),
  );
});

test('whole lines are shown as they come', () => {
  expect(show(['one\ntw', 'o\nthree']).pieces).toEqual(['one\n', 'two\n', 'three\n']);
});

test.each([
  ['colours', '\x1b[1;31mred\x1b[0m', 'red'],
  ['a title', 'a\x1b]0;an evil title; rm -rf\x07b', 'ab'],
  ['a link', '\x1b]8;;https://evil.example\x1b\\here\x1b]8;;\x1b\\', 'here'],
  ['a title without end', 'a\x1b]0;evil', 'a'],
  ['moving the cursor', 'a\x1b[2K\x1b[1Gb', 'ab'],
  ['one-byte control characters', 'a\u009b31mb\u009d0;x\u009cc', 'abc'],
  ['a bell and others', 'a\x07\x0b\x7fb', 'ab'],
  ['what is typed over', 'b\bbo\bol\bld\bd', 'bold'],
  ['text the other way', 'pay \u202e001\u202c \u2066x\u2069', 'pay 001 x'],
  ['a progress bar', '10%\r50%\r100%', '100%'],
  ['lines of Windows', 'a\r', 'a'],
  ['a tab', 'a\tb', 'a\tb'],
])('what steers a terminal is taken out: %s', (_what, printed, shown) => {
  expect(show([`${printed}\nnext\n`]).text).toBe(`${shown}\nnext\n`);
});

test.each(['\u009d', '\x1b]', '\x1b[;', '\x1b[1;', 'a\b'])(
  'much of what steers terminals takes no longer than its length: %j',
  (part) => {
    expect(show([`${part.repeat(100_000)}\x1bX\n`], { line: 65_536 }).text.length).toBeLessThan(70_000);
  },
);

test('a progress bar that goes on for long shows where it came to', () => {
  expect(
    show(
      [...Array(5_000).keys()].map((n) => `step ${n}\r`),
      { line: 80 },
    ).text,
  ).toBe('step 4999\n');
});

test('of a long line the beginning is shown, and how much is not', () => {
  expect(show(['é'.repeat(100), `${'é'.repeat(1_000)}\nnext\n`], { line: 80 }).text).toBe(
    `${'é'.repeat(80)}… [1020 more characters]\nnext\n`,
  );
  expect(show([`${'x'.repeat(79)}👩 and more\n`], { line: 80 }).text).toMatch(
    /^x{79}… \[11 more characters\]\n$/,
  );
});

test('a line without end takes no more memory than its beginning', () => {
  const { text } = show(
    Array.from({ length: 100 }, () => 'x'.repeat(1_000)),
    { line: 80 },
  );
  expect(text).toBe(`${'x'.repeat(80)}… [99920 more characters]\n`);
});

test('8 MB of short lines hold up others for less than half a second', () => {
  const chunk = Buffer.from('y\n'.repeat(32_768));
  const kept = new Excerpt(30_000, redactText);
  const output = new ShownOutput('stdout', 4_096, redactText, ({ text }) => kept.add(text));
  const began = ownMs();
  for (let n = 0; n < 128; n++) output.take(chunk);
  output.end();
  expect(kept.text()).toHaveLength(30_000 + '\n[… 8358608 characters …]\n'.length);
  expect(ownMs() - began).toBeLessThan(500);
});

test('many lines are shown as each would be alone', () => {
  const part = fc.constantFrom(
    'a',
    'bc',
    '\r',
    '\b',
    '\x1b[1m',
    '\x1b]0;',
    '\x07',
    '\u009d',
    '\u202e',
    'x'.repeat(90),
  );
  const line = fc.array(part).map((parts) => parts.join(''));
  fc.assert(
    fc.property(fc.array(line), (lines) => {
      const alone = lines.map((one) => show([`${one}\n`], { line: 80 }).text).join('');
      expect(show([lines.map((one) => `${one}\n`).join('')], { line: 80 }).text).toBe(alone);
    }),
  );
});

describe('a secret is not shown in part', () => {
  const secret = 's3cret-of-the-configuration';
  const redact = (text: string): string => text.replaceAll(secret, '[redacted]');

  test('where a line is cut', () => {
    for (let before = 60; before <= 80; before++) {
      const line = `${'x'.repeat(before)}${secret} and more`;
      for (const chunks of [[`first\n${line}\n`], [line, '\n'], [line]])
        expect(show(chunks, { line: 80, redact }).text).not.toContain('s3');
    }
  });

  test('where a line is longer than what is looked at of it', () => {
    const most = 4 * 80 + LONGEST_SECRET;
    // Most of it steers terminals, so that what is shown reaches to where it was cut.
    const steering = '\x1b[1m'.repeat(most / 4 - 5);
    for (let more = 0; more < 24; more++) {
      const { text } = show([`${steering}${'x'.repeat(more)}${secret}`, 'y'.repeat(1_000)], {
        line: 80,
        redact,
      });
      expect(text).not.toContain('s3');
      expect(text).toMatch(/^x*… \[\d+ more characters\]\n$/);
    }
  });

  test('at the borders of what results have, wherever it stands', () => {
    for (let before = 0; before < 60; before++) {
      const kept = new Excerpt(40, redact);
      for (let n = 0; n < 2_500; n++) kept.add(n % 25 === 12 ? secret : 'x'.repeat(before));
      const short = new Excerpt(40, redact);
      short.add(`${'x'.repeat(before)}${secret}${'x'.repeat(60 - before)}`);
      for (const text of [kept.text(), short.text()]) {
        expect(text.replaceAll('[redacted]', '')).toMatch(
          /^[x[\]redact]*(\n\[… \d+ characters …\]\n[x[\]redact]*)?$/,
        );
        expect(text).not.toMatch(/s3|configur/);
      }
    }
  });
});

test('binary output is told in one line', () => {
  const noise = randomFillSync(Buffer.alloc(10_000));
  expect(show([noise, noise]).text).toBe('[stdout: 20000 bytes that are no text, not kept]\n');
  expect(show(['\x89PNG\r\n\x1a\n\0\0\0\rIHDR']).text).toMatch(
    /^\[stdout: \d+ bytes that are no text, not kept\]\n$/,
  );
  const withoutNul = Buffer.from(noise.map((byte) => byte | 0x80));
  expect(show([withoutNul]).text).toBe('[stdout: 10000 bytes that are no text, not kept]\n');
});

test('text in another encoding is shown as far as it can be', () => {
  expect(show([Buffer.from('Der Gr\xf6\xdfe nach sortiert und noch mehr\n', 'latin1')]).text).toBe(
    'Der Gr\ufffd\ufffde nach sortiert und noch mehr\n',
  );
});

test('of a long text the beginning and the end are kept', () => {
  const excerpt = new Excerpt(20, (text) => text);
  for (let n = 0; n < 100; n++) excerpt.add(`${n % 10}👩`);
  expect(excerpt.text()).toMatch(/^0👩1👩2👩3\n\[… 281 characters …\]\n7👩8👩9👩$/u);
  const short = new Excerpt(20, (text) => text);
  short.add('0123456789');
  short.add('0123456789');
  expect(short.text()).toBe('01234567890123456789');
});

test('of characters that take more bytes fewer are kept, the end as well', () => {
  const kept = new Excerpt(30_000, (text) => text, 50_000);
  kept.add(`first\n${'日本語"\n'.repeat(20_000)}why\n`);
  expect(kept.text()).toMatch(/^first\n日[\s\S]*characters[\s\S]*\nwhy\n$/);
  const bytes = Buffer.byteLength(JSON.stringify(kept.text()));
  expect(bytes).toBeLessThanOrEqual(50_000);
  expect(bytes).toBeGreaterThan(45_000);
  const short = new Excerpt(30_000, (text) => text, 1_000);
  short.add('"'.repeat(900));
  expect(Buffer.byteLength(JSON.stringify(short.text()))).toBeLessThanOrEqual(1_000);
});
