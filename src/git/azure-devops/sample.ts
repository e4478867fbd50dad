/** @param now epoch milliseconds. @returns a push of one commit to a repository that there is not. */
export function samplePush(now: number): {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
} {
  const at = new Date(now).toISOString();
  const [before, after] = ['a'.repeat(40), 'b'.repeat(40)];
  return {
    headers: { 'content-type': 'application/json; charset=utf-8', 'user-agent': 'VSServices/test' },
    body: JSON.stringify({
      subscriptionId: 'b3a9d6f0-7c1e-4a53-8a35-6d2c8f1e0a77',
      notificationId: 1,
      id: `muster-test-${now}`,
      eventType: 'git.push',
      publisherId: 'tfs',
      message: { text: 'Muster pushed updates to test:main.' },
      resource: {
        commits: [
          {
            commitId: after,
            author: { name: 'Muster', email: 'muster@example.com', date: at },
            comment: 'A test of the way from Azure DevOps to Muster',
          },
        ],
        refUpdates: [{ name: 'refs/heads/main', oldObjectId: before, newObjectId: after }],
        repository: {
          name: 'test',
          project: { name: 'muster' },
          defaultBranch: 'refs/heads/main',
          remoteUrl: 'https://dev.azure.com/example/muster/_git/test',
        },
        pushedBy: { displayName: 'Muster', uniqueName: 'muster@example.com' },
        date: at,
      },
      resourceVersion: '1.0',
      createdDate: at,
    }),
  };
}
