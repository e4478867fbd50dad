import { expect, it } from 'vitest';
import { outlineOf } from '../../../src/git/outline.ts';
import type { Change } from '../../../src/git/change.ts';

const base = {
  key: 'k',
  repository: { name: 'acme/payments', url: 'https://git.example.com/acme/payments' },
  at: 0,
};
const pullRequest = {
  number: 42,
  title: 'Retry longer',
  url: 'https://git.example.com/acme/payments/pulls/42',
  author: { name: 'Ana' },
  state: 'open',
} as const;

it.each<[string, Change]>([
  ['push to main of acme/payments', { ...base, type: 'push', branch: 'main', commits: [] }],
  [
    'forced push to a b of acme/payments',
    { ...base, type: 'push', branch: 'a\nb', commits: [], forced: true },
  ],
  [
    'new branch fix/retry of acme/payments',
    { ...base, type: 'branch', action: 'created', name: 'fix/retry' },
  ],
  ['deleted tag v1 of acme/payments', { ...base, type: 'tag', action: 'deleted', name: 'v1' }],
  [
    'pull request #42 of acme/payments: merged',
    { ...base, type: 'pull_request', action: 'merged', pullRequest },
  ],
  [
    'comment on commit a1b2c3d of acme/payments',
    { ...base, type: 'commit_comment', commit: 'a1b2c3d4e5f6', text: 'why?' },
  ],
  [
    'release v1 of acme/payments: published',
    { ...base, type: 'release', action: 'published', tag: 'v1', name: 'One' },
  ],
  [
    'deployment of acme/payments to production: failed',
    { ...base, type: 'deployment', environment: 'production', state: 'failed' },
  ],
])('a change is told of as: %s', (outline, change) => {
  expect(outlineOf(change)).toBe(outline);
});
