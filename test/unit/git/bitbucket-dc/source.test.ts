import { expect, it } from 'vitest';
import { bitbucketDc } from '../../../../src/git/bitbucket-dc/source.ts';
import type { Delivery } from '../../../../src/inbox/delivery.ts';
import type { Reading } from '../../../../src/inbox/reading.ts';
import { hubSignature } from '../../../../src/signature/hub-signature.ts';
import { exampleOf } from '../../../harness/examples.ts';

const receivedAt = Date.UTC(2026, 10, 21, 12);
const context = { tenant: 'default', integration: 'code' };
const settings = { signingSecret: 'a secret of the test', previousSigningSecret: 'the one before it' };
const intake = bitbucketDc.create(settings, context);

const delivery = (body: unknown, headers: Record<string, string> = { 'x-request-id': 'id-1' }): Delivery => ({
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
const deleted = exampleOf('bitbucket-dc', 'repo.refs_changed', 'repo-refs-changed');
const merged = exampleOf('bitbucket-dc', 'pr.merged', 'pr-merged');
const [a, b, c, none] = ['a', 'b', 'c', '0'].map((digit) => digit.repeat(40)) as [
  string,
  string,
  string,
  string,
];
const main = { ref: { id: 'refs/heads/main' }, fromHash: a, toHash: c };
const commit = (id: string, parent: string): Json => ({
  id,
  message: `commit ${id.charAt(0)}`,
  author: { name: 'emma', displayName: 'Emma', emailAddress: 'emma@example.com' },
  authorTimestamp: 1_551_433_034_286,
  parents: [{ id: parent }],
});
const push = (part: Json): Json => ({ ...deleted, changes: [main], ...part });

it('is believed by its signature, with the secret and the one before', () => {
  const { body } = delivery(deleted);
  for (const secret of Object.values(settings)) {
    const headers = { 'x-hub-signature': hubSignature(secret, body) };
    expect(intake.verify({ headers, body }, receivedAt)).toEqual({ verified: true, by: 'signature' });
  }
  expect(intake.verify({ headers: {}, body }, receivedAt)).toMatchObject({ verified: false });
});

it('is known by the id of its request, or else by its bytes', () => {
  expect(intake.key(delivery(deleted))).toBe('id-1');
  expect(intake.key(delivery(deleted, {}))).toBeUndefined();
});

it('a push is told with the oldest commit first, whole where it goes back to where the branch was', () => {
  const [told] = changes(push({ commits: [commit(c, b), commit(b, a)] })) as object[];
  expect(told).toMatchObject({
    type: 'push',
    branch: 'main',
    before: a,
    after: c,
    at: Date.parse('2019-03-01T09:37:14Z'),
    commits: [
      { id: b, author: { name: 'Emma', username: 'emma' }, at: 1_551_433_034_286, filesTruncated: true },
      { id: c, url: `https://server.bitbucket.local/users/gopher/repos/webhook-test/commits/${c}` },
    ],
  });
  expect(told).not.toHaveProperty('truncated');
});

it.each([
  ['that do not go back to where the branch was', { commits: [commit(c, b)] }, 1],
  [
    'of which there are as many as are sent at most',
    { commits: [1, 2, 3, 4].map((n) => commit(`${n}`, b)).concat(commit(c, a)) },
    5,
  ],
  ['of which only the newest is told', { toCommit: commit(c, b) }, 1],
  ['that an older server does not tell', {}, 0],
])('a push with commits %s is marked as truncated', (_what, part, count) => {
  const [told] = changes(push(part)) as readonly { commits?: unknown }[];
  expect(told).toMatchObject({ truncated: {} });
  expect(told?.commits).toHaveLength(count);
});

it('of a push to several branches no commit is told of the wrong one', () => {
  const other = { ref: { id: 'refs/heads/other' }, fromHash: a, toHash: b };
  const tag = { ref: { id: 'refs/tags/v1' }, fromHash: none, toHash: b };
  expect(
    changes(push({ changes: [main, other, tag], commits: [commit(c, b)], toCommit: commit(c, b) })),
  ).toMatchObject([
    { key: 'id-1/1', branch: 'main', commits: [{ id: c }], truncated: {} },
    { key: 'id-1/2', branch: 'other', commits: [], truncated: {} },
    { key: 'id-1/3', type: 'tag', action: 'created', name: 'v1', commit: b },
  ]);
});

it('a new branch is told as such, with its commits, of which some may have been there before', () => {
  const made = { ...main, fromHash: none };
  expect(changes(push({ changes: [made], commits: [commit(c, b)] }))).toMatchObject([
    { type: 'branch', action: 'created', name: 'main', commit: c },
    { type: 'push', commits: [{ id: c }], truncated: {} },
  ]);
  expect(changes(push({ changes: [made] }))).toMatchObject([{ type: 'branch', action: 'created' }]);
});

it('a pull request whose source was pushed to, or whose target was changed, was updated', () => {
  for (const eventKey of ['pr:from_ref_updated', 'pr:to_ref_updated'])
    expect(
      changes({ ...merged, eventKey, pullRequest: { ...(merged.pullRequest as Json), state: 'OPEN' } }),
    ).toMatchObject([
      { action: 'updated', pullRequest: { state: 'open', source: 'feature/wip', target: 'master' } },
    ]);
  expect(changes({ ...merged, eventKey: 'pr:reviewer:changes_requested' })).toMatchObject([
    { action: 'reviewed', review: { state: 'changes_requested' } },
  ]);
});

it.each([
  ['an event that Bitbucket has and nobody needs', { eventKey: 'mirror:repo_synchronized' }, 'ignored'],
  ['an event of a newer Bitbucket', { eventKey: 'pr:teleported' }, 'unparsed'],
  ['an event without its name', { date: '' }, 'unparsed'],
  ['a body that is not that of its event', { eventKey: 'pr:opened' }, 'unparsed'],
  ['a tag that was moved', push({ changes: [{ ...main, ref: { id: 'refs/tags/v1' } }] }), 'ignored'],
])('%s is kept with its reason', (_what, body, kind) => {
  const reading = read(body);
  expect(reading.kind).toBe(kind);
  expect('reason' in reading && reading.reason).not.toBe('');
});

it('its test of the connection, which Bitbucket does not sign, is ignored and takes the place of nothing', () => {
  const ping = { 'x-event-key': 'diagnostics:ping', 'x-request-id': 'id-1' };
  const tried = delivery({ test: true }, ping);
  expect(intake.verify(tried, receivedAt)).toEqual({ verified: true, by: 'address' });
  expect(intake.key(tried)).toBeUndefined();
  for (const said of [tried, delivery(deleted, ping)])
    expect(intake.read(said)).toEqual({ kind: 'ignored', reason: 'Bitbucket tried the webhook' });
});

it.each([
  ['what is signed wrongly', { 'x-hub-signature': 'sha256=00' }, 10],
  ['what is longer than a test', {}, 2_000],
  ['any other event', { 'x-event-key': 'repo:refs_changed' }, 10],
])('%s is not believed because it is called one', (_what, headers, length) => {
  const arrival = {
    headers: { 'x-event-key': 'diagnostics:ping', ...headers },
    body: Buffer.from(JSON.stringify('x'.repeat(length))),
  };
  expect(intake.verify(arrival, receivedAt)).toMatchObject({ verified: false });
});

it('its own sample is read as a whole push of now', () => {
  const { headers, body } = bitbucketDc.sample(receivedAt);
  const reading = intake.read(delivery(body, { ...headers }));
  const told = reading.kind === 'read' ? reading.changes?.[0] : reading;
  expect(told).toMatchObject({ type: 'push', at: receivedAt, commits: [{ at: receivedAt }] });
  expect(told).not.toHaveProperty('truncated');
});

it('its guide has the address and names its own setting; no signature is kept', () => {
  const address = 'https://muster.example.com/in/code/secret';
  const { steps } = bitbucketDc.guide(settings, {
    integration: 'code',
    address,
    bodyLimitBytes: 5 * 1024 ** 2,
  });
  expect(steps.filter(({ copy }) => copy === address)).toHaveLength(1);
  expect(JSON.stringify(steps)).toContain('integrations.code.signingSecret');
  expect(JSON.stringify(steps)).not.toContain(settings.signingSecret);
  expect(bitbucketDc.headers.filter((name) => /signature|authorization|token/.test(name))).toEqual([]);
});
