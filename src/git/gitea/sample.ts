/** @param now epoch milliseconds. @returns a push of one commit to a repository that there is not. */
export function samplePush(now: number): {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
} {
  const id = `muster-test-${now}`;
  const url = 'https://gitea.example.com/muster/test';
  const [before, after] = ['a'.repeat(40), 'b'.repeat(40)];
  const user = { login: 'muster', full_name: 'Muster', email: 'muster@example.com' };
  return {
    headers: {
      'content-type': 'application/json',
      'x-gitea-event': 'push',
      'x-gitea-event-type': 'push',
      'x-gitea-delivery': id,
    },
    body: JSON.stringify({
      ref: 'refs/heads/main',
      before,
      after,
      compare_url: `${url}/compare/${before}...${after}`,
      commits: [
        {
          id: after,
          message: 'A test of the way from Gitea to Muster\n',
          url: `${url}/commit/${after}`,
          author: { name: user.full_name, email: user.email, username: user.login },
          timestamp: new Date(now).toISOString(),
          added: [],
          removed: [],
          modified: ['README.md'],
        },
      ],
      total_commits: 1,
      repository: { full_name: 'muster/test', html_url: url, default_branch: 'main' },
      pusher: user,
      sender: user,
    }),
  };
}
