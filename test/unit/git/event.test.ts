import { expect, it } from 'vitest';
import { z } from 'zod';
import { bySchema, entry, ignored } from '../../../src/git/event.ts';

it('a body that fits is read, any other is kept with the place that does not fit', () => {
  const read = bySchema(z.object({ ref: z.string() }), ({ ref }, { key }) => ignored(`${key}: ${ref}`));
  const told = { key: 'k', receivedAt: 0 };
  expect(read(Buffer.from('{"ref":"main","more":1}'), told)).toEqual({ kind: 'ignored', reason: 'k: main' });
  expect(read(Buffer.from('{"ref":1}'), told)).toEqual({
    kind: 'unparsed',
    reason: expect.stringMatching(/^the body is not that of its event: ref: /) as string,
  });
});

it('a table has its own entries only', () => {
  expect(entry({ open: 1 }, 'open')).toBe(1);
  expect(entry<number>({ open: 1 }, 'constructor')).toBeUndefined();
});
