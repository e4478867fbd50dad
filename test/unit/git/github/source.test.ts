import { expect, it } from 'vitest';
import { github } from '../../../../src/git/github/source.ts';
import type { Delivery } from '../../../../src/inbox/delivery.ts';
import type { Reading } from '../../../../src/inbox/reading.ts';
import { exampleOf } from '../../../harness/examples.ts';

const receivedAt = Date.UTC(2026, 10, 21, 12);
const context = { tenant: 'default', integration: 'code' };
const intake = github.create({ signingSecret: 'a secret of the test' }, context);

const delivery = (event: string, body: unknown, headers: Record<string, string> = {}): Delivery => ({
  ...context,
  receivedAt,
  headers: { 'x-github-event': event, 'x-github-delivery': 'id-1', ...headers },
  body: Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)),
});
const read = (event: string, body: unknown, headers?: Record<string, string>): Reading =>
  intake.read(delivery(event, body, headers));
const change = (event: string, body: unknown) => {
  const reading = read(event, body);
  return reading.kind === 'read' ? reading.changes?.[0] : reading;
};

type Json = Record<string, unknown>;
const push = exampleOf('github', 'push', 'new-branch');
const [commit] = push.commits as Json[];
const closed = exampleOf('github', 'pull_request', 'closed');
const onIssue = exampleOf('github', 'issue_comment', 'created');
const deployed = exampleOf('github', 'deployment_status', 'succeeded');

it('is known by the id of its delivery, or else by its bytes', () => {
  expect(intake.key(delivery('push', push))).toBe('id-1');
  const nameless = { ...delivery('push', push), headers: { 'x-github-event': 'push' } };
  expect(intake.key(nameless)).toBeUndefined();
  expect(intake.read(nameless)).toMatchObject({
    changes: [{ key: expect.stringMatching(/^[0-9a-f]{64}$/) as string }],
  });
});

it('a pull request that was merged is told as merged, with its commit and when', () => {
  const merged = {
    ...(closed.pull_request as Json),
    merged: true,
    merged_at: '2026-11-20T10:00:00Z',
    merge_commit_sha: 'c4295bd7',
  };
  expect(change('pull_request', { ...closed, pull_request: merged })).toMatchObject({
    action: 'merged',
    at: Date.UTC(2026, 10, 20, 10),
    pullRequest: { state: 'merged', mergeCommit: 'c4295bd7' },
  });
});

it('a review says what it came to, and what was said', () => {
  const submitted = exampleOf('github', 'pull_request_review', 'submitted');
  for (const state of ['approved', 'CHANGES_REQUESTED'])
    expect(
      change('pull_request_review', {
        ...submitted,
        review: { ...(submitted.review as Json), state, body: 'INC-42' },
      }),
    ).toMatchObject({
      action: 'reviewed',
      review: { state: state.toLowerCase() },
      comment: { text: 'INC-42' },
    });
});

it('a comment on a pull request is told, though GitHub sends it as one on an issue, without branches', () => {
  const page = 'https://github.com/Codertocat/Hello-World/pull/1';
  const issue = {
    ...(onIssue.issue as Json),
    state: 'closed',
    pull_request: { html_url: page, merged_at: '2026-11-20T10:00:00Z' },
  };
  expect(change('issue_comment', { ...onIssue, issue })).toMatchObject({
    type: 'pull_request',
    action: 'commented',
    pullRequest: { number: 1, url: page, state: 'merged' },
    comment: {
      text: "You are totally right! I'll get this fixed right away.",
      url: expect.stringContaining('#issuecomment-') as string,
    },
  });
});

it('as many commits as GitHub sends at most are marked as truncated, one fewer is whole', () => {
  const commits = (count: number) =>
    Array.from({ length: count }, (_, n) => ({ ...commit, id: n === count - 1 ? push.after : `c${n}` }));
  expect(change('push', { ...push, commits: commits(2048) })).toMatchObject({ truncated: {} });
  expect(change('push', { ...push, commits: commits(2047) })).not.toHaveProperty('truncated');
});

it('a push without its newest commit is marked as truncated', () => {
  expect(change('push', { ...push, commits: [{ ...commit, id: 'another' }] })).toMatchObject({
    truncated: {},
  });
});

it('as many files as GitHub lists at most, and a list that is left out, are marked as truncated', () => {
  const files = (count: number) => Array.from({ length: count }, (_, n) => `src/${n}.ts`);
  const filesOf = (lists: Json) =>
    change('push', { ...push, commits: [{ ...commit, added: [], modified: [], removed: [], ...lists }] });
  expect(filesOf({ modified: files(3000) })).toMatchObject({ commits: [{ filesTruncated: true }] });
  expect(filesOf({ removed: null })).toMatchObject({ commits: [{ filesTruncated: true }] });
  expect(filesOf({ added: files(3), removed: files(2) })).toMatchObject({
    commits: [{ added: files(3), modified: [], removed: files(2), filesTruncated: false }],
  });
});

it('a forced push back to an older commit is told with no commits', () => {
  const back = { ...push, before: 'a'.repeat(40), forced: true, commits: [] };
  expect(change('push', back)).toMatchObject({
    type: 'push',
    forced: true,
    commits: [],
    before: 'a'.repeat(40),
  });
  expect(change('push', back)).not.toHaveProperty('truncated');
});

it('a new branch without new commits is told with its commit, which the event create does not have', () => {
  const fresh = { ...push, ref: 'refs/heads/fix', before: '0'.repeat(40), commits: [] };
  expect(change('push', fresh)).toMatchObject({
    type: 'branch',
    action: 'created',
    name: 'fix',
    commit: push.after as string,
  });
});

it.each([
  [{ after: '0'.repeat(40), commits: [] }, /a deleted branch/],
  [{ ref: 'refs/notes/commits' }, /neither branch nor tag/],
  [{ ref: 'refs/tags/v1', before: 'a'.repeat(40) }, /a tag that was moved/],
])('a push that the events create and delete tell of, or nobody needs, is ignored: %o', (part, reason) => {
  expect(read('push', { ...push, ...part })).toEqual({
    kind: 'ignored',
    reason: expect.stringMatching(reason) as string,
  });
});

it.each([
  ['queued', 'pending'],
  ['in_progress', 'running'],
  ['failure', 'failed'],
  ['error', 'failed'],
])('a deployment that is %s is %s', (given, state) => {
  const status = { ...(deployed.deployment_status as Json), state: given };
  expect(change('deployment_status', { ...deployed, deployment_status: status })).toMatchObject({ state });
});

it('a deployment that another one replaced is ignored, one of an unknown state is kept', () => {
  const of = (state: string) =>
    read('deployment_status', {
      ...deployed,
      deployment_status: { ...(deployed.deployment_status as Json), state },
    });
  expect(of('inactive').kind).toBe('ignored');
  expect(of('constructor')).toEqual({
    kind: 'unparsed',
    reason: 'a deployment of the state constructor is not known',
  });
});

it.each([
  ['an event that GitHub has and nobody needs', 'workflow_run', {}, 'ignored'],
  ['an event of a newer GitHub', 'push_v2', {}, 'unparsed'],
  ['an event by the name of what every object has', 'constructor', {}, 'unparsed'],
  ['an action of a newer GitHub', 'pull_request', { ...closed, action: 'teleported' }, 'unparsed'],
  ['a body that is not that of its event', 'pull_request', push, 'unparsed'],
])('%s is kept with its reason', (_what, event, body, kind) => {
  const reading = read(event, body);
  expect(reading.kind).toBe(kind);
  expect('reason' in reading && reading.reason).not.toBe('');
});

it('without the name of its event nothing is read', () => {
  expect(intake.read({ ...delivery('', push), headers: {} })).toMatchObject({ kind: 'unparsed' });
});

it('a webhook that sends forms is read, too', () => {
  const form = new URLSearchParams({ payload: JSON.stringify(push) }).toString();
  expect(read('push', form, { 'content-type': 'application/x-www-form-urlencoded' })).toEqual(
    read('push', push),
  );
  expect(read('push', 'x=1', { 'content-type': 'application/x-www-form-urlencoded' }).kind).toBe('unparsed');
});

it('its own sample is read as a push of now', () => {
  const { headers, body } = github.sample(receivedAt);
  expect(intake.read({ ...delivery('', body), headers })).toMatchObject({
    changes: [{ type: 'push', at: receivedAt, commits: [{ at: receivedAt }] }],
  });
});

it('its guide has the address and names its own setting', () => {
  const address = 'https://muster.example.com/in/code/secret';
  const { steps } = github.guide(
    { signingSecret: 'a secret of the test' },
    { integration: 'code', address, bodyLimitBytes: 5 * 1024 ** 2 },
  );
  expect(steps.filter(({ copy }) => copy === address)).toHaveLength(1);
  expect(JSON.stringify(steps)).toContain('integrations.code.signingSecret');
  expect(JSON.stringify(steps)).not.toContain('a secret of the test');
});

it('its guide asks for a greater limit only where less is taken than GitHub sends', () => {
  const limitAsked = (bodyLimitBytes: number): boolean =>
    github
      .guide(
        { signingSecret: 'a secret of the test' },
        { integration: 'code', address: 'https://muster.example.com/in/code/secret', bodyLimitBytes },
      )
      .steps.some(({ copy }) => copy === 'bodyLimit: 25mb');
  expect(limitAsked(5 * 1024 ** 2)).toBe(true);
  expect(limitAsked(25 * 1024 ** 2 - 1)).toBe(true);
  expect(limitAsked(25 * 1024 ** 2)).toBe(false);
});

it('keeps no header that has a signature', () => {
  expect(github.headers.filter((name) => /signature|authorization|token/.test(name))).toEqual([]);
});
