import { expect, it } from 'vitest';
import { filesOf, messageOf, truncation } from '../../../src/git/truncation.ts';
import { MOST } from '../../../src/inbox/bounded.ts';

const paths = (count: number) => Array.from({ length: count }, (_, n) => `${n}`);

it('lists of files are kept as they are, where they are whole', () => {
  const lists = { added: ['a'], modified: [], removed: ['b'] };
  expect(filesOf(lists)).toEqual({ ...lists, filesTruncated: false });
});

it('a list that is missing is not taken for an empty one', () => {
  expect(filesOf({ added: ['a'], modified: null })).toEqual({
    added: ['a'],
    modified: [],
    removed: [],
    filesTruncated: true,
  });
});

it('as many as the server lists at most may not be all', () => {
  expect(filesOf({ added: paths(2), modified: paths(1), removed: [] }, 3).filesTruncated).toBe(true);
  expect(filesOf({ added: paths(2), modified: [], removed: [] }, 3).filesTruncated).toBe(false);
});

it('no more files are kept of a commit than may be, and the mark says so', () => {
  const kept = filesOf({ added: paths(MOST.files - 1), modified: paths(5), removed: paths(5) });
  expect([kept.added.length, kept.modified.length, kept.removed.length]).toEqual([MOST.files - 1, 1, 0]);
  expect(kept.filesTruncated).toBe(true);
  expect(filesOf({ added: paths(MOST.files), modified: [], removed: [] }).filesTruncated).toBe(false);
});

it.each([
  ['all are there', { total: 2 }, 'b', {}],
  ['there were more', { total: 3 }, 'b', { truncated: { total: 3 } }],
  ['the server says that it cut them', { cut: true }, 'b', { truncated: {} }],
  ['as many came as come at most', { most: 2 }, 'b', { truncated: {} }],
  ['the newest is missing', {}, 'c', { truncated: {} }],
  ['nobody says which is the newest', {}, undefined, {}],
])('a push of two commits, %s', (_what, says, after, expected) => {
  expect(truncation([{ id: 'a' }, { id: 'b' }], after, says)).toEqual(expected);
});

it('a push without commits, as one back to an older commit, is whole', () => {
  expect(truncation([], 'a', {})).toEqual({});
});

it('a message that is cut is marked, by whomever', () => {
  expect(messageOf('all')).toEqual({ message: 'all' });
  expect(messageOf(null)).toEqual({ message: '' });
  expect(messageOf('some…', true)).toEqual({ message: 'some…', messageTruncated: true });
  const long = messageOf('x'.repeat(MOST.text + 1));
  expect(long.messageTruncated).toBe(true);
  expect(long.message).toHaveLength(MOST.text);
});
