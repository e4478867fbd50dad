/** @param now epoch milliseconds. @returns a push as GitLab sends it, whose commit says that it is a test. */
export function samplePush(now: number): {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
} {
  const page = 'https://gitlab.com/acme/muster-test';
  const [before, after] = ['1'.repeat(40), '2'.repeat(40)];
  return {
    headers: {
      'content-type': 'application/json',
      'user-agent': 'GitLab/test',
      'idempotency-key': `test-${now}`,
      'x-gitlab-event': 'Push Hook',
      'x-gitlab-instance': 'https://gitlab.com',
    },
    body: JSON.stringify({
      object_kind: 'push',
      event_name: 'push',
      before,
      after,
      ref: 'refs/heads/main',
      checkout_sha: after,
      user_name: 'Muster',
      user_username: 'muster',
      user_email: '',
      project: { path_with_namespace: 'acme/muster-test', web_url: page, default_branch: 'main' },
      commits: [
        {
          id: after,
          message: 'A test of the way from GitLab to Muster',
          timestamp: new Date(now).toISOString(),
          url: `${page}/-/commit/${after}`,
          author: { name: 'Muster', email: 'muster@example.com' },
          added: [],
          modified: ['README.md'],
          removed: [],
        },
      ],
      total_commits_count: 1,
    }),
  };
}
