import { expect, it } from 'vitest';
import { printedText } from '../../../src/text/terminal.ts';

it.each([
  ['colours', '\u001b[1;31mred\u001b[0m and \u009b32mgreen\u001b[m', 'red and green'],
  ['the name of a window', '\u001b]0;title\u0007text\u001b]8;;https://evil.example\u001b\\link', 'textlink'],
  ['what was written over', ' 10%\r 50%\r100%\r\ndone', '100%\ndone'],
  ['characters that are not seen', 'a\u0000b\u0007c\u202egfe', 'abcgfe'],
])('%s are no text', (_what, printed, shown) => {
  expect(printedText(printed)).toBe(shown);
});

it('tabs are blanks, and lines stay', () => {
  expect(printedText('a\tb\n\n  c')).toBe('a    b\n\n  c');
});

it('a million returns in front of a letter take no time', () => {
  expect(printedText(`${'\r'.repeat(1_000_000)}x`)).toBe('x');
});
