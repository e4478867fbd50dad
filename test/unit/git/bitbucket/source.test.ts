import { expect, it } from 'vitest';
import { bitbucket } from '../../../../src/git/bitbucket/source.ts';
import type { Delivery } from '../../../../src/inbox/delivery.ts';
import type { Reading } from '../../../../src/inbox/reading.ts';
import { hubSignature } from '../../../../src/signature/hub-signature.ts';
import { exampleOf } from '../../../harness/examples.ts';

const receivedAt = Date.UTC(2026, 10, 21, 12);
const context = { tenant: 'default', integration: 'code' };
const settings = { signingSecret: 'a secret of the test', previousSigningSecret: 'the one before it' };
const intake = bitbucket.create(settings, context);

const delivery = (event: string, body: unknown, headers: Record<string, string> = {}): Delivery => ({
  ...context,
  receivedAt,
  headers: { 'x-event-key': event, 'x-request-uuid': 'id-1', ...headers },
  body: Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)),
});
const read = (event: string, body: unknown): Reading => intake.read(delivery(event, body));
const changes = (event: string, body: unknown) => {
  const reading = read(event, body);
  return reading.kind === 'read' ? reading.changes : reading;
};

type Json = Record<string, unknown>;
const push = exampleOf('bitbucket', 'repo.push', 'repo-push');
const [change] = (push.push as { changes: Json[] }).changes;
const [commit] = change!.commits as Json[];
const { hash: after } = (change!.new as { target: { hash: string } }).target;
const pushOf = (...parts: Json[]): Json => ({
  ...push,
  push: { changes: parts.map((part) => ({ ...change, ...part })) },
});
const created = exampleOf('bitbucket', 'pullrequest.created', 'pull-request-created');

it('is believed by its signature, with the secret and the one before', () => {
  const { body } = delivery('repo:push', push);
  for (const secret of Object.values(settings)) {
    const headers = { 'x-hub-signature': hubSignature(secret, body) };
    expect(intake.verify({ headers, body }, receivedAt)).toEqual({ verified: true, by: 'signature' });
  }
  expect(intake.verify({ headers: {}, body }, receivedAt)).toMatchObject({ verified: false });
});

it('is known by the id of its request, or else by its bytes', () => {
  expect(intake.key(delivery('repo:push', push))).toBe('id-1');
  const nameless = { ...delivery('repo:push', push), headers: { 'x-event-key': 'repo:push' } };
  expect(intake.key(nameless)).toBeUndefined();
  expect(intake.read(nameless)).toMatchObject({
    changes: [{ key: expect.stringMatching(/^[0-9a-f]{64}$/) as string }],
  });
});

it('the commits of a push are told with the oldest first, and never pass as complete where they were cut', () => {
  const commits = [
    { ...commit, hash: after },
    { ...commit, hash: 'older' },
  ];
  expect(changes('repo:push', pushOf({ commits, truncated: true }))).toMatchObject([
    { commits: [{ id: 'older' }, { id: after }], truncated: {} },
  ]);
  const [whole] = changes('repo:push', pushOf({ commits, truncated: false })) as object[];
  expect(whole).not.toHaveProperty('truncated');
});

it('no list of files is sent, so that none passes as complete', () => {
  expect(changes('repo:push', push)).toMatchObject([{ commits: [{ modified: [], filesTruncated: true }] }]);
});

it('the author of a commit is whom git names, with the account where there is one', () => {
  const by = (author: Json) => changes('repo:push', pushOf({ commits: [{ ...commit, author }] }));
  const raw = 'Emma Example <emma@example.com>';
  expect(by({ raw })).toMatchObject([
    { commits: [{ author: { name: 'Emma Example', email: 'emma@example.com' } }] },
  ]);
  expect(by({ raw, user: { display_name: 'Emma', nickname: 'emmap1' } })).toMatchObject([
    { commits: [{ author: { name: 'Emma', email: 'emma@example.com', username: 'emmap1' } }] },
  ]);
  expect(by({ raw: 'nobody' })).toMatchObject([{ commits: [{ author: { name: 'nobody' } }] }]);
});

it('one push may make a branch, delete one and make a tag: each has a key of its own', () => {
  const target = { hash: 'c0ffee' };
  const reading = changes(
    'repo:push',
    pushOf(
      { old: null, commits: [{ ...commit, hash: after }] },
      { new: null, commits: [] },
      { old: null, new: { type: 'tag', name: 'v1', target }, commits: [] },
      { old: null, new: { type: 'annotated_tag', name: 'v2', target }, commits: [] },
    ),
  );
  expect(reading).toMatchObject([
    { key: 'id-1/1', type: 'branch', action: 'created', name: 'name-of-branch' },
    { key: 'id-1/2', type: 'push', branch: 'name-of-branch', after },
    { key: 'id-1/3', type: 'branch', action: 'deleted' },
    { key: 'id-1/4', type: 'tag', action: 'created', name: 'v1', commit: 'c0ffee' },
    { key: 'id-1/5', type: 'tag', action: 'created', name: 'v2' },
  ]);
});

it('a review that was taken back happened when it was received, one that was given when it was given', () => {
  const at = (event: string, part: Json) => changes(event, { ...created, ...part });
  const date = '2026-11-20T10:00:00Z';
  expect(at('pullrequest:changes_request_created', { changes_request: { date } })).toMatchObject([
    { action: 'reviewed', review: { state: 'changes_requested' }, at: Date.parse(date) },
  ]);
  expect(at('pullrequest:changes_request_removed', { changes_request: { date } })).toMatchObject([
    { review: { state: 'dismissed' }, at: receivedAt },
  ]);
});

it('a pull request of a branch that is gone has no such branch', () => {
  const pullrequest = { ...(created.pullrequest as Json), source: { branch: null, commit: null } };
  const [told] = changes('pullrequest:rejected', { ...created, pullrequest }) as readonly {
    pullRequest: object;
  }[];
  expect(told?.pullRequest).toMatchObject({ state: 'closed', target: 'master' });
  expect(told?.pullRequest).not.toHaveProperty('source');
});

it.each([
  ['an event that Bitbucket has and nobody needs', 'repo:fork', {}, 'ignored'],
  ['an event of a newer Bitbucket', 'repo:teleported', {}, 'unparsed'],
  ['an event by the name of what every object has', 'constructor', {}, 'unparsed'],
  ['a body that is not that of its event', 'pullrequest:created', push, 'unparsed'],
  ['a push of neither branch nor tag', 'repo:push', pushOf({ new: null, old: null }), 'ignored'],
])('%s is kept with its reason', (_what, event, body, kind) => {
  const reading = read(event, body);
  expect(reading.kind).toBe(kind);
  expect('reason' in reading && reading.reason).not.toBe('');
});

it('without the name of its event nothing is read', () => {
  expect(intake.read({ ...delivery('', push), headers: {} })).toMatchObject({ kind: 'unparsed' });
});

it('its own sample is read as a whole push of now', () => {
  const { headers, body } = bitbucket.sample(receivedAt);
  const reading = intake.read(delivery('', body, { ...headers }));
  const told = reading.kind === 'read' ? reading.changes?.[0] : reading;
  expect(told).toMatchObject({ type: 'push', commits: [{ at: receivedAt, author: { name: 'Muster' } }] });
  expect(told).not.toHaveProperty('truncated');
});

it('its guide has the address and names its own setting; no signature is kept', () => {
  const address = 'https://muster.example.com/in/code/secret';
  const { steps } = bitbucket.guide(settings, {
    integration: 'code',
    address,
    bodyLimitBytes: 5 * 1024 ** 2,
  });
  expect(steps.filter(({ copy }) => copy === address)).toHaveLength(1);
  expect(JSON.stringify(steps)).toContain('integrations.code.signingSecret');
  expect(JSON.stringify(steps)).not.toContain(settings.signingSecret);
  expect(bitbucket.headers.filter((name) => /signature|authorization|token/.test(name))).toEqual([]);
});
