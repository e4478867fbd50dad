/** @param now epoch milliseconds. @returns a push as Bitbucket Cloud sends it, whose commit says that it is a test. */
export function samplePush(now: number): {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
} {
  const page = 'https://bitbucket.org/acme/muster-test';
  const [before, after] = ['1'.repeat(40), '2'.repeat(40)];
  const actor = { type: 'user', display_name: 'Muster', nickname: 'muster' };
  return {
    headers: {
      'content-type': 'application/json',
      'user-agent': 'Bitbucket-Webhooks/test',
      'x-event-key': 'repo:push',
      'x-request-uuid': `test-${now}`,
    },
    body: JSON.stringify({
      actor,
      repository: { type: 'repository', full_name: 'acme/muster-test', links: { html: { href: page } } },
      push: {
        changes: [
          {
            old: { type: 'branch', name: 'main', target: { type: 'commit', hash: before } },
            new: { type: 'branch', name: 'main', target: { type: 'commit', hash: after } },
            links: { html: { href: `${page}/branches/compare/${after}..${before}` } },
            created: false,
            closed: false,
            forced: false,
            truncated: false,
            commits: [
              {
                type: 'commit',
                hash: after,
                message: 'A test of the way from Bitbucket to Muster',
                date: new Date(now).toISOString(),
                author: { type: 'author', raw: 'Muster <muster@example.com>', user: actor },
                links: { html: { href: `${page}/commits/${after}` } },
              },
            ],
          },
        ],
      },
    }),
  };
}
