import type { Change, Commit, PullRequest, Repository } from '../../../src/git/change.ts';

export const AT = Date.parse('2026-03-01T12:00:00Z');
export const REPOSITORY: Repository = {
  name: 'acme/payments',
  url: 'https://git.example/acme/payments',
  defaultBranch: 'main',
};
export const ANA = { name: 'Ana', email: 'ana@acme.example', username: 'ana-gh' };

export function commit(id: string, message: string, more: Partial<Commit> = {}): Commit {
  return {
    id,
    message,
    author: ANA,
    at: AT - 60_000,
    url: `https://git.example/acme/payments/commit/${id}`,
    added: [],
    modified: ['src/retry.ts'],
    removed: [],
    filesTruncated: false,
    ...more,
  };
}

export function push(
  commits: readonly Commit[],
  more: Partial<Extract<Change, { type: 'push' }>> = {},
): Extract<Change, { type: 'push' }> {
  const after = commits.at(-1)?.id;
  return {
    type: 'push',
    key: `push ${after ?? 'none'}`,
    repository: REPOSITORY,
    actor: ANA,
    at: AT,
    branch: 'main',
    commits,
    ...(after !== undefined && { after }),
    ...more,
  };
}

export function pullRequest(
  action: Extract<Change, { type: 'pull_request' }>['action'],
  more: Partial<PullRequest> = {},
  at = AT,
): Extract<Change, { type: 'pull_request' }> {
  return {
    type: 'pull_request',
    key: `pr ${more.number ?? 42} ${action}`,
    repository: REPOSITORY,
    actor: { name: 'Ben' },
    at,
    action,
    pullRequest: {
      number: 42,
      title: 'Retry with a limit',
      url: 'https://git.example/acme/payments/pull/42',
      author: ANA,
      source: 'retry',
      target: 'main',
      state: action === 'merged' ? 'merged' : 'open',
      ...more,
    },
  };
}

export function deployment(
  more: Partial<Extract<Change, { type: 'deployment' }>> = {},
): Extract<Change, { type: 'deployment' }> {
  return {
    type: 'deployment',
    key: 'deployment 1',
    repository: REPOSITORY,
    actor: { name: 'deployer' },
    at: AT,
    environment: 'production',
    state: 'succeeded',
    commit: 'a1b2c3d4e5f6',
    ...more,
  };
}
