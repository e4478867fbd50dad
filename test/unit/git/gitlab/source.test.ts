import { describe, expect, it } from 'vitest';
import { gitlab } from '../../../../src/git/gitlab/source.ts';
import type { GitLabSettings } from '../../../../src/git/gitlab/settings.ts';
import type { Delivery } from '../../../../src/inbox/delivery.ts';
import type { Reading } from '../../../../src/inbox/reading.ts';
import { standardSignature } from '../../../../src/signature/standard-webhooks.ts';
import { exampleOf } from '../../../harness/examples.ts';

const receivedAt = Date.UTC(2026, 10, 21, 12);
const context = { tenant: 'default', integration: 'code' };
const secretToken = 'a secret token of the test';
const signingToken = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
const intake = gitlab.create({ secretToken }, context);

const delivery = (body: unknown, headers: Record<string, string> = { 'webhook-id': 'id-1' }): Delivery => ({
  ...context,
  receivedAt,
  headers,
  body: Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)),
});
const read = (body: unknown): Reading => intake.read(delivery(body));
const changes = (body: unknown) => {
  const reading = read(body);
  return reading.kind === 'read' ? reading.changes : reading;
};

type Json = Record<string, unknown>;
const push = exampleOf('gitlab', 'push', 'push');
const commits = push.commits as Json[];
const tag = exampleOf('gitlab', 'tag_push', 'tag-push');
const request = exampleOf('gitlab', 'merge_request', 'merge-request');
const note = exampleOf('gitlab', 'note', 'note-merge-request');
const deployment = exampleOf('gitlab', 'deployment', 'deployment');
const none = '0'.repeat(40);
const withRequest = (part: Json): Json => ({
  ...request,
  object_attributes: { ...(request.object_attributes as Json), ...part },
});

describe('who sent it', () => {
  const body = Buffer.from('{"object_kind":"push"}');
  const verify = (settings: GitLabSettings, headers: Record<string, string>, now = receivedAt) =>
    gitlab.create(settings, context).verify({ headers, body }, now);
  const seconds = String(receivedAt / 1000);
  const signed = {
    'webhook-id': 'id-1',
    'webhook-timestamp': seconds,
    'webhook-signature': standardSignature(signingToken, 'id-1', seconds, body),
  };

  it('is known by the secret token, the present one and the one before', () => {
    const good = { verified: true, by: 'token' };
    expect(verify({ secretToken }, { 'x-gitlab-token': secretToken })).toEqual(good);
    const rotated = { secretToken: 'the next token of the test', previousSecretToken: secretToken };
    expect(verify(rotated, { 'x-gitlab-token': secretToken })).toEqual(good);
  });

  it('is known by the signature where there is a signing token', () => {
    expect(verify({ signingToken }, signed)).toEqual({ verified: true, by: 'signature' });
    const rotated = { signingToken: signingToken.replace('Bw', 'Cw'), previousSigningToken: signingToken };
    expect(verify(rotated, signed)).toEqual({ verified: true, by: 'signature' });
  });

  it.each([
    [
      'another token',
      { secretToken },
      { 'x-gitlab-token': `${secretToken}.` },
      /X-Gitlab-Token does not match/,
    ],
    ['no token', { secretToken }, {}, /no header X-Gitlab-Token/],
    ['nothing set', {}, { 'x-gitlab-token': '' }, /no header X-Gitlab-Token/],
    [
      'the token alone, where it is to be signed',
      { secretToken, signingToken },
      { 'x-gitlab-token': secretToken },
      /not signed.*signingToken/,
    ],
    [
      'another signature',
      { signingToken },
      { ...signed, 'webhook-id': 'id-2' },
      /signature does not match.*signingToken/,
    ],
  ])('is not known by %s', (_what, settings, headers: Record<string, string>, reason) => {
    expect(verify(settings, headers)).toEqual({
      verified: false,
      reason: expect.stringMatching(reason) as string,
    });
  });

  it('is not known by a signature that is sent again later', () => {
    expect(verify({ signingToken }, signed, receivedAt + 600_000)).toMatchObject({ verified: false });
  });
});

it('is known by the id that it has when it is sent again, or else by its bytes', () => {
  expect(intake.key(delivery(push, { 'webhook-id': 'a' }))).toBe('a');
  expect(intake.key(delivery(push, { 'idempotency-key': 'b' }))).toBe('b');
  // All that follows from one request has the same.
  expect(intake.key(delivery(push, { 'x-gitlab-event-uuid': 'c' }))).toBeUndefined();
});

it('a push of a new branch with commits tells both, each with a key of its own', () => {
  expect(changes({ ...push, before: none })).toMatchObject([
    { key: 'id-1/1', type: 'branch', action: 'created', name: 'master', commit: push.after },
    { key: 'id-1/2', type: 'push', branch: 'master', after: push.after },
  ]);
});

it('a new branch without commits, and a deleted one, are told as such alone', () => {
  expect(changes({ ...push, before: none, commits: [], total_commits_count: 0 })).toMatchObject([
    { key: 'id-1', type: 'branch', action: 'created' },
  ]);
  expect(
    changes({ ...push, after: none, checkout_sha: null, commits: [], total_commits_count: 0 }),
  ).toMatchObject([{ key: 'id-1', type: 'branch', action: 'deleted', commit: push.before }]);
});

it('a tag is told when it is made, with the commit that it stands for, and deleted, and not when it is moved', () => {
  expect(changes({ ...tag, after: 'a'.repeat(40), checkout_sha: 'b'.repeat(40) })).toMatchObject([
    { type: 'tag', action: 'created', commit: 'b'.repeat(40) },
  ]);
  expect(changes({ ...tag, before: tag.after, after: none, checkout_sha: null })).toMatchObject([
    { type: 'tag', action: 'deleted', name: 'v1.0.0' },
  ]);
  expect(read({ ...tag, before: 'a'.repeat(40) }).kind).toBe('ignored');
});

it('more commits than were sent are told as truncated, with how many there were', () => {
  expect(changes({ ...push, total_commits_count: 21 })).toMatchObject([{ truncated: { total: 21 } }]);
  const [whole] = changes({ ...push, total_commits_count: commits.length }) as object[];
  expect(whole).not.toHaveProperty('truncated');
});

it.each([
  ['merge', 'merged', { state: 'merged', mergeCommit: 'ac3ca155' }],
  ['close', 'closed', { state: 'closed' }],
  ['reopen', 'reopened', { state: 'open' }],
  ['update', 'updated', { state: 'open' }],
])('a merge request with the action %s is told as %s', (given, action, pullRequest) => {
  const state = { merge: 'merged', close: 'closed' }[given] ?? 'opened';
  expect(changes(withRequest({ action: given, state, merge_commit_sha: 'ac3ca155' }))).toMatchObject([
    { action, pullRequest },
  ]);
});

it('a merge request that was squashed without a commit of its merge became the squashed one', () => {
  const squashed = {
    action: 'merge',
    state: 'merged',
    merge_commit_sha: null,
    squash_commit_sha: 'bd3ca155',
  };
  expect(changes(withRequest(squashed))).toMatchObject([
    { action: 'merged', pullRequest: { mergeCommit: 'bd3ca155' } },
  ]);
});

it.each([
  ['approved', 'approved'],
  ['approval', 'approved'],
  ['unapproved', 'dismissed'],
  ['unapproval', 'dismissed'],
])('a merge request with the action %s was reviewed: %s, when it was received', (action, state) => {
  expect(changes(withRequest({ action }))).toMatchObject([
    { action: 'reviewed', review: { state }, at: receivedAt },
  ]);
});

it('the author of a merge request has a name where the event has it', () => {
  expect(changes(withRequest({ author_id: 1 }))).toMatchObject([
    { pullRequest: { author: { name: 'User1', username: 'user1' } } },
  ]);
  expect(changes(withRequest({ author_id: null }))).toMatchObject([
    { pullRequest: { author: { name: '' } } },
  ]);
});

it('an address that is not public is none', () => {
  const hidden = {
    ...push,
    user_email: '[REDACTED]',
    commits: [{ ...commits[0], author: { name: 'A', email: '[REDACTED]' } }],
  };
  expect(JSON.stringify(changes(hidden))).not.toContain('REDACTED');
});

it('a comment is told when it is made, also by a GitLab that names no action, and not when it is edited', () => {
  const withAction = (action: unknown) => ({
    ...note,
    object_attributes: { ...(note.object_attributes as Json), action },
  });
  expect(changes(withAction(undefined))).toMatchObject([{ action: 'commented' }]);
  expect(read(withAction('update')).kind).toBe('ignored');
  expect(read(withAction('vanish')).kind).toBe('unparsed');
});

it.each([
  ['running', 'running'],
  ['failed', 'failed'],
  ['canceled', 'cancelled'],
  ['created', 'pending'],
])('a deployment that is %s is %s', (status, state) => {
  expect(changes({ ...deployment, status })).toMatchObject([{ state }]);
});

it.each([
  ['a deployment that was skipped', { ...deployment, status: 'skipped' }, 'ignored'],
  ['a deployment of an unknown status', { ...deployment, status: 'constructor' }, 'unparsed'],
  ['an action of a newer GitLab', withRequest({ action: 'teleport' }), 'unparsed'],
  ['an event of a newer GitLab', { object_kind: 'constellation' }, 'unparsed'],
  ['an event without a name', { ref: 'refs/heads/main' }, 'unparsed'],
  ['a push of what is neither branch nor tag', { ...push, ref: 'refs/notes/commits' }, 'ignored'],
  [
    'a comment on a commit that is not named',
    { ...note, object_attributes: { noteable_type: 'Commit' } },
    'unparsed',
  ],
])('%s is kept with its reason', (_what, body, kind) => {
  const reading = read(body);
  expect(reading.kind).toBe(kind);
  expect('reason' in reading && reading.reason).not.toBe('');
});

it('its own sample is read as a push of now', () => {
  const { headers, body } = gitlab.sample(receivedAt);
  const reading = intake.read(delivery(body, { ...headers }));
  const told = reading.kind === 'read' ? reading.changes?.[0] : reading;
  expect(told).toMatchObject({ type: 'push', commits: [{ at: receivedAt }] });
  expect(told).not.toHaveProperty('truncated');
});

it('its guide has the address and names the setting that is used, without what is in it', () => {
  const address = 'https://muster.example.com/in/code/secret';
  const guide = (settings: GitLabSettings) =>
    gitlab.guide(settings, { integration: 'code', address, bodyLimitBytes: 5 * 1024 ** 2 }).steps;
  expect(guide({ secretToken }).filter(({ copy }) => copy === address)).toHaveLength(1);
  expect(JSON.stringify(guide({ secretToken }))).toContain('integrations.code.secretToken');
  expect(JSON.stringify(guide({ signingToken }))).toContain('integrations.code.signingToken');
  expect(JSON.stringify([guide({ secretToken }), guide({ signingToken })])).not.toContain(secretToken);
});

it('keeps no header that has a signature or token', () => {
  expect(gitlab.headers.filter((name) => /signature|authorization|token/.test(name))).toEqual([]);
});
