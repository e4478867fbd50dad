import { expect, it } from 'vitest';
import { BodyRoom, mostBytesOf } from '../../../src/http/body-room.ts';

it('has room for so much at once, and for one that is larger alone', () => {
  const room = new BodyRoom(100);
  const large = room.take('a', 500);
  expect(large).toBeDefined();
  expect(room.take('b', 1)).toBeUndefined();
  large?.becomes(80);
  const other = room.take('b', 20);
  expect(other).toBeDefined();
  expect(room.take('c', 1)).toBeUndefined();
  other?.end();
  other?.end();
  expect(room.take('c', 20)).toBeDefined();
});

it('gives nobody more than a third', () => {
  const room = new BodyRoom(90);
  expect(room.take('slow', 20)).toBeDefined();
  const second = room.take('slow', 10);
  expect(second).toBeDefined();
  expect(room.take('slow', 1)).toBeUndefined();
  expect(room.take('other', 30)).toBeDefined();
  second?.end();
  expect(room.take('slow', 10)).toBeDefined();
});

it.each([
  [{ 'content-length': '20' }, 20],
  [{ 'content-length': '20', 'content-encoding': 'Identity' }, 20],
  [{ 'content-length': '20', 'content-encoding': 'gzip' }, 1_000],
  [{ 'content-length': '5000' }, 1_000],
  [{ 'content-length': 'many' }, 1_000],
  [{ 'content-length': '-5' }, 1_000],
  [{}, 1_000],
])('%j may come to %i bytes', (headers, most) => {
  expect(mostBytesOf(headers, 1_000)).toBe(most);
});
