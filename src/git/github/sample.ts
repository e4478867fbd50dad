/** @param now epoch milliseconds. @returns a push as GitHub sends it, whose commit says that it is a test. */
export function samplePush(now: number): {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
} {
  const page = 'https://github.com/acme/muster-test';
  const [before, after] = ['1'.repeat(40), '2'.repeat(40)];
  const author = { name: 'Muster', email: 'muster@example.com', username: 'muster' };
  return {
    headers: {
      'content-type': 'application/json',
      'user-agent': 'GitHub-Hookshot/test',
      'x-github-event': 'push',
      'x-github-delivery': `test-${now}`,
    },
    body: JSON.stringify({
      ref: 'refs/heads/main',
      before,
      after,
      created: false,
      deleted: false,
      forced: false,
      compare: `${page}/compare/${before.slice(0, 12)}...${after.slice(0, 12)}`,
      commits: [
        {
          id: after,
          distinct: true,
          message: 'A test of the way from GitHub to Muster',
          timestamp: new Date(now).toISOString(),
          url: `${page}/commit/${after}`,
          author,
          committer: author,
          added: [],
          modified: ['README.md'],
          removed: [],
        },
      ],
      repository: {
        full_name: 'acme/muster-test',
        html_url: page,
        default_branch: 'main',
        pushed_at: Math.floor(now / 1000),
      },
      pusher: { name: author.name, email: author.email },
      sender: { login: author.username },
    }),
  };
}
