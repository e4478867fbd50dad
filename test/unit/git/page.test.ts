import { describe, expect, it } from 'vitest';
import { codePageAt, repositoryAddress } from '../../../src/git/page.ts';
import { ownMs } from '../../harness/own-time.ts';

const SHA = '463b0001a1b2c3d4e5f60718293a4b5c6d7e8f90';
const commit = (id = SHA) => ({ kind: 'commit', id });
const pull = (number: number) => ({ kind: 'pull_request', number });
const branch = (name: string) => ({ kind: 'branch', name });
const tag = (name: string) => ({ kind: 'tag', name });
const environment = (name: string) => ({ kind: 'environment', name });

/** A page, what it shows, and its repository as deliveries of its server give it. */
const PAGES: readonly (readonly [string, object, string])[] = [
  [`https://github.com/acme/payments/commit/${SHA}`, commit(), 'https://github.com/acme/payments'],
  [
    'https://github.com/acme/Payments/commit/463b000#diff',
    commit('463b000'),
    'https://github.com/acme/payments',
  ],
  ['https://github.com/acme/payments/pull/42/files?w=1', pull(42), 'https://github.com/acme/payments'],
  [`https://github.com/acme/payments/pull/42/commits/${SHA}`, pull(42), 'https://github.com/acme/payments'],
  [
    'https://github.com/acme/payments/compare/main...ben:fix%2Fretry',
    branch('fix/retry'),
    'https://github.com/acme/payments',
  ],
  [`https://github.com/acme/payments/compare/v1..${SHA}`, commit(), 'https://github.com/acme/payments'],
  [
    'https://github.com/acme/payments/tree/fix/INC-42',
    branch('fix/INC-42'),
    'https://github.com/acme/payments',
  ],
  [
    'https://gitlab.com/acme/core/payments/-/merge_requests/7/diffs',
    pull(7),
    'https://gitlab.com/acme/core/payments',
  ],
  [
    `https://gitlab.com/acme/core/payments/-/commit/${SHA}`,
    commit(),
    'https://gitlab.com/acme/core/payments.git',
  ],
  [
    'https://gitlab.com/acme/core/payments/-/compare/main...fix',
    branch('fix'),
    'https://gitlab.com/acme/core/payments',
  ],
  [
    'https://gitlab.com/acme/core/payments/-/tree/fix',
    branch('fix'),
    'https://gitlab.com/acme/core/payments',
  ],
  [`https://bitbucket.org/acme/payments/commits/${SHA}`, commit(), 'https://bitbucket.org/acme/payments'],
  [
    'https://bitbucket.org/acme/payments/pull-requests/9/fix/diff',
    pull(9),
    'https://bitbucket.org/acme/payments',
  ],
  ['https://bitbucket.org/acme/payments/branch/fix', branch('fix'), 'https://bitbucket.org/acme/payments'],
  [
    'https://bitbucket.org/acme/payments/branches/compare/fix..main',
    branch('fix'),
    'https://bitbucket.org/acme/payments',
  ],
  [
    'https://git.acme.example/projects/PAY/repos/payments/pull-requests/3/overview',
    pull(3),
    'https://git.acme.example/projects/PAY/repos/payments/browse',
  ],
  [
    `https://git.acme.example/projects/PAY/repos/payments/commits/${SHA}`,
    commit(),
    'https://git.acme.example/projects/PAY/repos/payments/browse',
  ],
  [
    'https://git.acme.example/projects/PAY/repos/payments/browse?at=refs%2Fheads%2Ffix',
    branch('fix'),
    'https://git.acme.example/projects/PAY/repos/payments/browse',
  ],
  [
    'https://git.acme.example/projects/PAY/repos/payments/compare/commits?sourceBranch=refs%2Fheads%2Ffix',
    branch('fix'),
    'https://git.acme.example/projects/PAY/repos/payments/browse',
  ],
  [
    `https://gitea.acme.example:3000/acme/payments/commit/${SHA}`,
    commit(),
    'https://gitea.acme.example:3000/acme/payments',
  ],
  [
    'https://gitea.acme.example:3000/acme/payments/pulls/5',
    pull(5),
    'https://gitea.acme.example:3000/acme/payments',
  ],
  [
    'https://gitea.acme.example:3000/acme/payments/src/branch/fix',
    branch('fix'),
    'https://gitea.acme.example:3000/acme/payments',
  ],
  [
    'https://dev.azure.com/acme/payments/_git/api/pullrequest/11871?_a=files',
    pull(11871),
    'https://dev.azure.com/acme/payments/_git/api',
  ],
  [
    `https://dev.azure.com/acme/payments/_git/api/commit/${SHA}`,
    commit(),
    'https://acme@dev.azure.com/acme/payments/_git/api',
  ],
  [
    'https://dev.azure.com/acme/payments/_git/api/branchCompare?baseVersion=GBmain&targetVersion=GBfix&_a=files',
    branch('fix'),
    'https://dev.azure.com/acme/payments/_git/api',
  ],
  [
    `https://dev.azure.com/acme/payments/_git/api?version=GC${SHA}`,
    commit(),
    'https://dev.azure.com/acme/payments/_git/api',
  ],
  [
    'https://eu-west-1.console.aws.amazon.com/codesuite/codecommit/repositories/payments/pull-requests/227/details?region=eu-west-1',
    pull(227),
    'https://console.aws.amazon.com/codesuite/codecommit/repositories/payments/browse?region=eu-west-1',
  ],
  [
    `https://console.aws.amazon.com/codesuite/codecommit/repositories/payments/commit/${SHA}?region=eu-west-1`,
    commit(),
    'https://console.aws.amazon.com/codesuite/codecommit/repositories/payments/browse?region=eu-west-1',
  ],
  ['https://github.com/acme/payments/releases/tag/v1.2', tag('v1.2'), 'https://github.com/acme/payments'],
  [
    'https://github.com/acme/payments/deployments/Production%20EU',
    environment('Production EU'),
    'https://github.com/acme/payments',
  ],
  [
    'https://github.com/acme/payments/deployments/activity_log?environment=production',
    environment('production'),
    'https://github.com/acme/payments',
  ],
  ['https://gitlab.com/acme/core/payments/-/tags/v1', tag('v1'), 'https://gitlab.com/acme/core/payments'],
  [
    'https://gitlab.com/acme/core/payments/-/releases/1.0.0',
    tag('1.0.0'),
    'https://gitlab.com/acme/core/payments',
  ],
  ['https://bitbucket.org/acme/payments/commits/tag/v1', tag('v1'), 'https://bitbucket.org/acme/payments'],
  [
    'https://git.acme.example/projects/PAY/repos/payments/browse?at=refs%2Ftags%2Fv1',
    tag('v1'),
    'https://git.acme.example/projects/PAY/repos/payments/browse',
  ],
  [
    'https://gitea.acme.example:3000/acme/payments/src/tag/v1',
    tag('v1'),
    'https://gitea.acme.example:3000/acme/payments',
  ],
  [
    'https://dev.azure.com/acme/payments/_git/api?version=GTv1&_a=contents',
    tag('v1'),
    'https://dev.azure.com/acme/payments/_git/api',
  ],
  [
    'https://eu-west-1.console.aws.amazon.com/codesuite/codecommit/repositories/payments/browse/refs/tags/v1?region=eu-west-1',
    tag('v1'),
    'https://console.aws.amazon.com/codesuite/codecommit/repositories/payments/browse?region=eu-west-1',
  ],
];

describe('the page of a git server', () => {
  it.each(PAGES)('%s', (address, of, repository) => {
    expect(codePageAt(address)).toEqual({ repository: repositoryAddress(repository), of });
  });

  it('is of one region where repositories of several are called alike', () => {
    const at = (region: string) =>
      codePageAt(
        `https://console.aws.amazon.com/codesuite/codecommit/repositories/payments/commit/${SHA}?region=${region}`,
      )?.repository;
    expect(at('eu-west-1')).not.toBe(at('us-east-1'));
  });

  it.each([
    'https://github.com/acme/payments',
    'https://github.com/acme/payments/issues/42',
    'https://grafana.example/d/abc/checkout?from=now-1h',
    'https://github.com/pull/42',
    'https://jira.example/browse/PAY-17',
    'javascript:alert(1)//pull/42',
    'ftp://github.com/acme/payments/pull/42',
    `https://github.com/acme/payments/pull/42?${'x'.repeat(3000)}`,
    'nothing',
  ])('is not %s', (address) => {
    const page = codePageAt(address);
    if (page) expect(page.repository).not.toContain('acme/payments');
    else expect(page).toBeUndefined();
  });

  it('is read quickly, however it is written', () => {
    const started = ownMs();
    for (const piece of [
      '/compare/',
      '/-/',
      '/pull',
      '..',
      '/tree/',
      '%',
      '/commits/a',
      '/-/tags',
      '/deployments/',
    ])
      codePageAt(`https://git.example/${piece.repeat(1_900 / piece.length)}`);
    expect(ownMs() - started).toBeLessThan(500);
  });
});
