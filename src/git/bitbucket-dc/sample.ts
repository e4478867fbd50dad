/** @param now epoch milliseconds. @returns a push as Bitbucket Data Center sends it, whose commit says that it is a test. */
export function samplePush(now: number): {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
} {
  const page = 'https://bitbucket.example.com/projects/ACME/repos/muster-test';
  const [before, after] = ['1'.repeat(40), '2'.repeat(40)];
  const actor = { name: 'muster', displayName: 'Muster', emailAddress: 'muster@example.com' };
  const commit = {
    id: after,
    displayId: after.slice(0, 11),
    author: actor,
    authorTimestamp: now,
    message: 'A test of the way from Bitbucket Data Center to Muster',
    parents: [{ id: before, displayId: before.slice(0, 11) }],
  };
  return {
    headers: {
      'content-type': 'application/json; charset=utf-8',
      'user-agent': 'Atlassian HttpClient/test',
      'x-event-key': 'repo:refs_changed',
      'x-request-id': `test-${now}`,
    },
    body: JSON.stringify({
      eventKey: 'repo:refs_changed',
      date: new Date(now).toISOString(),
      actor,
      repository: {
        slug: 'muster-test',
        project: { key: 'ACME' },
        links: { self: [{ href: `${page}/browse` }] },
      },
      changes: [
        {
          ref: { id: 'refs/heads/main', displayId: 'main', type: 'BRANCH' },
          refId: 'refs/heads/main',
          fromHash: before,
          toHash: after,
          type: 'UPDATE',
        },
      ],
      commits: [commit],
      toCommit: commit,
    }),
  };
}
