import fc from 'fast-check';
import { expect, it } from 'vitest';
import { summarised } from '../../workflows/markdown.ts';

it('has text from outside draw nothing in a list of workflows', () => {
  expect(summarised('alerts of prom: ![](https://evil.test/a.png) disk_full')).toBe(
    'alerts of prom: \\!\\[\\]\\(https://evil.test/a.png\\) disk\\_full',
  );
  expect(summarised('one\nline')).toBe('one line');
});

it('is never longer than Temporal takes, whatever is said, and is cut between characters', () => {
  expect(summarised('語'.repeat(500))).toBe(`${'語'.repeat(130)}…`);
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 600 }), (text) => {
      expect(Buffer.byteLength(JSON.stringify(summarised(text)))).toBeLessThanOrEqual(400);
    }),
  );
  fc.assert(
    fc.property(
      fc.string({ unit: fc.constantFrom('!', '"', '\\', '_', '\u0001', '\ud800', '😀'), maxLength: 600 }),
      (text) => {
        expect(Buffer.byteLength(JSON.stringify(summarised(text)))).toBeLessThanOrEqual(400);
      },
    ),
  );
});
