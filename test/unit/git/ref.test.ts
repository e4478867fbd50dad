import { expect, it } from 'vitest';
import { commitId, refOf } from '../../../src/git/ref.ts';
import { MOST } from '../../../src/inbox/bounded.ts';

it('a full name is that of a branch, of a tag, or of nothing that is followed', () => {
  expect(refOf('refs/heads/feature/INC-42')).toEqual({ type: 'branch', name: 'feature/INC-42' });
  expect(refOf('refs/tags/v1.2')).toEqual({ type: 'tag', name: 'v1.2' });
  expect(refOf('refs/notes/commits')).toBeUndefined();
});

it('zeros are no commit', () => {
  expect(commitId('28e1879d029cb852e4844d9c718537df08844e03')).toBe(
    '28e1879d029cb852e4844d9c718537df08844e03',
  );
  for (const none of ['0'.repeat(40), '0'.repeat(64), '', null, undefined])
    expect(commitId(none)).toBeUndefined();
});

it('the id of a commit is no longer than what is kept of it', () => {
  expect(commitId('f'.repeat(30_000))).toHaveLength(MOST.name);
});
