import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readAzureDevOps } from '../../../src/git/azure-devops/read.ts';
import { readDataCenter } from '../../../src/git/bitbucket-dc/read.ts';
import { readBitbucket } from '../../../src/git/bitbucket/read.ts';
import type { Change } from '../../../src/git/change.ts';
import { readCodeCommit } from '../../../src/git/codecommit/read.ts';
import { readGitea } from '../../../src/git/gitea/read.ts';
import { readGitHub } from '../../../src/git/github/read.ts';
import { readGitLab } from '../../../src/git/gitlab/read.ts';
import type { Reading } from '../../../src/inbox/reading.ts';
import { exampleOf } from '../../harness/examples.ts';
import { deliveryOf, fixturesOf, RECEIVED_AT } from '../../harness/source-fixtures.ts';

const DOCUMENT = new URL('../../../docs/git-events.md', import.meta.url);
const FIXTURES = join(import.meta.dirname, '..', '..', 'fixtures');

/** In the order of the document's columns. */
const SERVERS = [
  'github',
  'gitlab',
  'bitbucket',
  'bitbucket-dc',
  'gitea',
  'azure-devops',
  'codecommit',
] as const;
type Server = (typeof SERVERS)[number];

/** @returns the rows of the document that a change is in. */
function rowsOf(change: Change): string[] {
  switch (change.type) {
    case 'push':
      return [
        'push',
        ...(change.forced ? ['push, marked as forced'] : []),
        ...(change.truncated ? ['push with commits left out, marked'] : []),
        ...(change.commits.some(({ filesTruncated }) => filesTruncated)
          ? ['push with files of a commit left out, marked']
          : []),
      ];
    case 'branch':
    case 'tag':
    case 'release':
      return [`${change.type} ${change.action}`];
    case 'pull_request':
      return [
        change.review ? `pull request ${REVIEWS[change.review.state]}` : `pull request ${change.action}`,
      ];
    case 'commit_comment':
      // CodeCommit tells those on pull requests by the commit.
      return [change.url?.includes('/pull-requests/') ? 'pull request commented' : 'commit commented'];
    case 'deployment':
      return [
        `deployment ${change.state === 'pending' || change.state === 'running' ? 'begun' : change.state}`,
      ];
  }
}

const REVIEWS = {
  approved: 'approved',
  changes_requested: 'sent back',
  commented: 'reviewed with a comment',
  dismissed: 'approval withdrawn',
} as const;

const NONE = '0'.repeat(40);
const ONE = 'a'.repeat(40);

/** @returns JSON with parts of it replaced; arrays as a whole. */
function patched(whole: unknown, patch: unknown): unknown {
  if (!isObject(whole) || !isObject(patch)) return patch;
  return Object.entries(patch).reduce<Record<string, unknown>>(
    (all, [name, value]) => ({ ...all, [name]: patched(all[name], value) }),
    whole,
  );
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const github = (event: string, name: string, patch: object): Reading =>
  readGitHub(deliveryOf({ 'x-github-event': event }, patched(exampleOf('github', event, name), patch)), 'k');
const gitlab = (event: string, name: string, patch: object): Reading =>
  readGitLab(deliveryOf({}, patched(exampleOf('gitlab', event, name), patch)), 'k');
const bitbucket = (event: string, name: string, patch: object, as = event): Reading =>
  readBitbucket(
    deliveryOf({ 'x-event-key': as.replace('.', ':') }, patched(exampleOf('bitbucket', event, name), patch)),
    'k',
  );
const dataCenter = (patch: object): Reading =>
  readDataCenter(
    deliveryOf({}, patched(exampleOf('bitbucket-dc', 'repo.refs_changed', 'repo-refs-changed'), patch)),
    'k',
  );
const gitea = (event: string, name: string, patch: object): Reading =>
  readGitea(deliveryOf({ 'x-gitea-event': event }, patched(exampleOf('gitea', event, name), patch)), 'k');
const azure = (update: object): Reading =>
  readAzureDevOps(
    deliveryOf(
      {},
      patched(exampleOf('azure-devops', 'git.push', 'microsoft'), {
        id: '9d2c1a70-1ce8-4f2a-9b1d-000000000005',
        subscriptionId: '5b1f2a60-6c3e-4a53-8a35-6d2c8f1e0a11',
        resource: { refUpdates: [update] },
      }),
    ),
    [],
  );
const bodyOf = (server: Server, name: string): unknown =>
  fixturesOf(server).find((one) => one.name === name)?.body;
function codecommit(name: string, detail: object): Reading {
  const event = JSON.parse((bodyOf('codecommit', name) as { Message: string }).Message) as object;
  return readCodeCommit(Buffer.from(JSON.stringify(patched(event, { detail }))), RECEIVED_AT);
}

const bitbucketPush = (one: object): Reading =>
  bitbucket('repo.push', 'repo-push', { push: { changes: [one] } });
const dataCenterPush = (id: string, fromHash: string, toHash: string): Reading =>
  dataCenter({ changes: [{ ref: { id }, fromHash, toHash }], commits: [{ id: ONE }] });
const state = (type: string) => ({ type, name: 'one', target: { hash: ONE } });
const commit = { id: ONE, message: 'm', timestamp: '2026-11-20T11:52:30Z', author: { name: 'Ana' } };
const mergeRequest = (action: string): Reading =>
  gitlab('merge_request', 'merge-request', { object_attributes: { action } });

/** What no published example shows: examples with another value. */
const FURTHER: Readonly<Record<Server, () => readonly Reading[]>> = {
  github: () => [
    github('create', 'tag', { ref_type: 'branch' }),
    github('delete', 'tag', { ref_type: 'branch' }),
    github('pull_request', 'closed', { pull_request: { merged: true, merged_at: '2019-05-15T15:20:33Z' } }),
    ...['approved', 'changes_requested'].map((given) =>
      github('pull_request_review', 'submitted', { review: { state: given } }),
    ),
    github('deployment_status', 'succeeded', { deployment_status: { state: 'failure' } }),
    github('push', 'new-branch', {
      before: NONE.replace('0', '1'),
      forced: true,
      commits: Array(2_048).fill(commit),
    }),
    github('push', 'new-branch', {
      commits: [
        { ...commit, added: [], removed: [], modified: Array.from({ length: 3_000 }, (_, n) => `${n}`) },
      ],
    }),
  ],
  gitlab: () => [
    gitlab('push', 'push', { before: NONE }),
    gitlab('push', 'push', { after: NONE }),
    gitlab('tag_push', 'tag-push', { after: NONE, before: ONE }),
    ...['merge', 'close', 'reopen', 'approved', 'unapproved'].map(mergeRequest),
    ...['running', 'failed', 'canceled'].map((status) => gitlab('deployment', 'deployment', { status })),
    ...['update', 'delete'].map((action) => gitlab('release', 'release', { action })),
  ],
  bitbucket: () => [
    bitbucketPush({ new: state('branch'), old: null }),
    bitbucketPush({ new: null, old: state('branch') }),
    bitbucketPush({ new: state('tag'), old: null }),
    bitbucketPush({ new: null, old: state('annotated_tag') }),
    bitbucketPush({ new: state('branch'), old: state('branch'), forced: true, truncated: true }),
    bitbucket('pullrequest.approved', 'pull-request-approved', {}, 'pullrequest.changes_request_created'),
  ],
  'bitbucket-dc': () => [
    dataCenterPush('refs/heads/a', NONE, ONE),
    dataCenterPush('refs/heads/a', ONE, NONE),
    dataCenterPush('refs/tags/a', NONE, ONE),
    dataCenterPush('refs/tags/a', ONE, NONE),
    dataCenterPush('refs/heads/a', 'b'.repeat(40), ONE),
  ],
  gitea: () => ['updated', 'deleted'].map((action) => gitea('release', 'release', { action })),
  'azure-devops': () => [
    azure({ name: 'refs/tags/v1', oldObjectId: NONE, newObjectId: ONE }),
    azure({ name: 'refs/tags/v1', oldObjectId: ONE, newObjectId: NONE }),
    readAzureDevOps(
      deliveryOf(
        {},
        patched(bodyOf('azure-devops', 'stage-completed'), { resource: { stage: { result: 'canceled' } } }),
      ),
      ['Production'],
    ),
  ],
  codecommit: () => [codecommit('branch-deleted', { referenceType: 'tag', referenceName: 'v1' })],
};

/** @returns what the reviewed readings of published examples, and those of further ones, tell of. */
function toldBy(server: Server): ReadonlySet<string> {
  const golden = readdirSync(join(FIXTURES, server), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.golden.json'))
    .map((file) => JSON.parse(readFileSync(join(FIXTURES, server, file), 'utf8')) as Reading);
  const further = FURTHER[server]();
  expect(further.filter(({ kind }) => kind !== 'read')).toEqual([]);
  const readings = [...golden, ...further];
  return new Set(readings.flatMap((one) => (one.kind === 'read' ? (one.changes ?? []).flatMap(rowsOf) : [])));
}

describe('the document of what git servers tell', () => {
  const rows = readFileSync(DOCUMENT, 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('|'))
    .map((line) =>
      line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );
  const [, , ...body] = rows;

  it.each(SERVERS.map((server, column) => ({ server, column })))(
    'holds for $server',
    ({ server, column }) => {
      const written = body.filter((row) => row[column + 1] === 'yes').map(([row]) => row);
      expect(written.sort()).toEqual([...toldBy(server)].sort());
    },
  );
});
