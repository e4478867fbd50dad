import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Change, Commit, PullRequest } from '../../../../src/git/change.ts';
import { newestIn, type DevelopmentItem } from '../../../../src/tracker/development.ts';
import { TrackerError } from '../../../../src/tracker/error.ts';
import { JiraDevelopment } from '../../../../src/tracker/jira/development/client.ts';
import { developmentSettings } from '../../../../src/tracker/jira/development/settings.ts';
import { FakeAtlassian } from '../../../fakes/atlassian/fake.ts';

const AT = Date.parse('2026-03-01T12:00:00Z');
const repository = { name: 'acme/payments', url: 'https://git.example/acme/payments' };
const commit = (id: string, message: string): Commit => ({
  id,
  message,
  author: { name: 'Ana Li', email: 'ana@example.com' },
  at: AT - 5_000,
  added: ['a'],
  modified: ['b'],
  removed: [],
  filesTruncated: false,
});
const push = (branch: string, commits: readonly Commit[], at = AT): Change => ({
  type: 'push',
  key: `push-${at}`,
  repository,
  at,
  branch,
  commits,
});
const pull = (more: Partial<PullRequest> = {}, at = AT): Change => ({
  type: 'pull_request',
  key: `pull-${at}`,
  repository,
  at,
  action: 'updated',
  pullRequest: {
    number: 7,
    title: 'PAY-17 retry the queue',
    url: 'https://git.example/acme/payments/pull/7',
    author: { name: 'Ana Li' },
    source: 'feature/pay-17',
    target: 'main',
    state: 'open',
    ...more,
  },
});
const branch = (action: 'created' | 'deleted', at = AT): Change => ({
  type: 'branch',
  key: `branch-${at}`,
  repository,
  at,
  action,
  name: 'feature/PAY-17-queue',
  ...(action === 'created' && { commit: 'abcdef0123456789' }),
});
const plain = (text: string): string => text;

let fake: FakeAtlassian;
let clock: number;
let development: JiraDevelopment;
function open(more: object = {}): JiraDevelopment {
  const { cloudId, clientId, clientSecret } = fake;
  const settings = developmentSettings.parse({
    url: fake.server.base,
    cloudId,
    clientId,
    clientSecret,
    ...more,
  });
  return new JiraDevelopment(settings, 300, { id: 'jira', now: () => clock });
}
beforeEach(async () => {
  clock = Date.now();
  fake = new FakeAtlassian(() => clock);
  await fake.server.start();
  development = open();
});
afterEach(() => fake.server.stop());

async function told(...changes: Change[]) {
  return development.push(development.itemsOf(changes, plain));
}
async function failure(work: Promise<unknown>): Promise<TrackerError> {
  const error: unknown = await work.then(
    () => undefined,
    (caught: unknown) => caught,
  );
  expect(error).toBeInstanceOf(TrackerError);
  const { message } = error as TrackerError;
  expect(message).not.toContain(fake.clientSecret);
  expect(message).toContain('trackers.jira.development');
  return error as TrackerError;
}
const kept = () => [...fake.kept.values()];

describe('what issues of Jira show', () => {
  it('is each commit with the issues of its message, and a branch with those of its name', async () => {
    const pushed = await told(
      push('feature/PAY-17-queue', [
        commit('a1', 'PAY-17 PAY-18: retry'),
        commit('b2', 'tidy'),
        commit('c3', 'UTF-8'),
      ]),
    );
    expect(pushed).toEqual({ accepted: 2, refused: [], unknownIssues: [] });
    const [one, other] = kept();
    expect(one).toMatchObject({
      issues: ['PAY-17', 'PAY-18'],
      sequence: AT,
      entity: {
        message: 'PAY-17 PAY-18: retry',
        author: { name: 'Ana Li', email: 'ana@example.com' },
        fileCount: 2,
        displayId: 'a1',
        authorTimestamp: '2026-03-01T11:59:55.000Z',
      },
    });
    expect(other).toMatchObject({
      issues: ['PAY-17'],
      entity: {
        name: 'feature/PAY-17-queue',
        lastCommit: { id: 'c3', issueKeys: ['PAY-17'], message: 'UTF-8' },
      },
    });
  });

  it('is a pull request with the issues of its title and branch, as it stands', async () => {
    await told(pull());
    expect(kept()).toMatchObject([
      {
        issues: ['PAY-17'],
        entity: {
          status: 'OPEN',
          displayId: '#7',
          sourceBranch: 'feature/pay-17',
          destinationBranch: 'main',
        },
      },
    ]);
    await told(pull({ state: 'merged' }));
    expect(kept()).toMatchObject([{ entity: { status: 'MERGED' } }]);
    await told(pull({ state: 'closed' }, AT + 9_000));
    expect(kept()).toMatchObject([{ entity: { status: 'DECLINED' } }]);
  });

  it('is the newest, in whichever order it is told', async () => {
    await told(pull({ title: 'PAY-17 newer' }, AT + 5_000));
    expect(await told(pull({ title: 'PAY-17 older' }, AT))).toMatchObject({ accepted: 1, refused: [] });
    expect(kept()).toMatchObject([{ entity: { title: 'PAY-17 newer' } }]);
    await told(branch('deleted', AT + 5_000));
    await told(branch('created', AT));
    expect(kept()).toHaveLength(1);
    await told(branch('created', AT + 9_000));
    expect(kept()).toHaveLength(2);
  });

  it('is not opened again by what was said of it and came late', async () => {
    const said = (action: 'reviewed' | 'commented') => ({ ...pull({}, AT + 60_000), action }) as Change;
    await told(pull({ state: 'merged' }, AT));
    await told(said('reviewed'), said('commented'));
    expect(kept()).toMatchObject([{ entity: { status: 'MERGED' } }]);
  });

  it('is known by what was said of it, where nothing else was heard', async () => {
    await told({ ...pull(), action: 'commented' } as Change);
    expect(kept()).toMatchObject([{ entity: { status: 'OPEN' } }]);
  });

  it('has the address of its repository where it has none, and is nothing of a repository without one', async () => {
    await told(pull({ url: '' }));
    expect(kept()).toMatchObject([{ entity: { url: repository.url } }]);
    const homeless = { ...pull(), repository: { ...repository, url: '' } };
    expect(development.itemsOf([homeless], plain)).toEqual([]);
    const long = { ...pull(), repository: { ...repository, url: `https://[${'x'.repeat(3_000)}` } };
    expect(development.itemsOf([long], plain)).toEqual([]);
  });

  it('is a branch without new commits by the one to which it was set', async () => {
    const moved = {
      ...push('feature/PAY-17-queue', []),
      before: 'b'.repeat(40),
      after: 'c'.repeat(40),
    } as Change;
    await told(moved);
    expect(kept()).toMatchObject([{ entity: { lastCommit: { id: 'c'.repeat(40) } } }]);
  });

  it('is a new branch by its commit alone, and nothing once it is deleted', async () => {
    await told(branch('created'));
    expect(kept()).toMatchObject([
      { issues: ['PAY-17'], entity: { lastCommit: { id: 'abcdef0123456789', author: {} } } },
    ]);
    expect(await told(branch('deleted', AT + 1))).toMatchObject({ accepted: 1 });
    expect(kept()).toEqual([]);
  });

  it('is nothing of what names no issue, of a comment without a branch, and of tags', () => {
    const { source: _, ...rest } = (pull() as Extract<Change, { type: 'pull_request' }>).pullRequest;
    const items = development.itemsOf(
      [
        push('main', [commit('a1', 'tidy')]),
        { ...pull(), pullRequest: rest } as Change,
        { type: 'tag', key: 't', repository, at: AT, action: 'created', name: 'PAY-17' },
      ],
      plain,
    );
    expect(items).toEqual([]);
  });

  it('is of known projects alone where they are named, then in small letters too', () => {
    development = open({ projects: ['PAY'] });
    const items = development.itemsOf([push('fix/pay-3', [commit('a1', 'OPS-1 and pay-4')])], plain);
    expect(items.map((item) => ('issues' in item ? item.issues : []))).toEqual([['PAY-4'], ['PAY-3']]);
  });

  it('has no secret, is cut where Jira takes no more, and has ids that Jira takes', async () => {
    const long = `PAY-17 hunter2 ${'x'.repeat(3_000)}`;
    const change = push(`PAY-17/${'y'.repeat(900)}`, [commit('weird id/1', long)]);
    const items = development.itemsOf([change], (text) => text.replaceAll('hunter2', '[redacted]'));
    expect(JSON.stringify(items)).not.toContain('hunter2');
    expect(await development.push(items)).toMatchObject({ accepted: 2, refused: [] });
    for (const { entity } of kept())
      expect(String(entity.message ?? entity.name).length).toBeLessThanOrEqual(1_024);
  });
});

describe('Jira is told', () => {
  it('by a token that is asked for once, and again when it ends or is withdrawn', async () => {
    const asked = () => fake.tokens.size;
    await told(pull());
    await told(pull({}, AT + 1));
    expect(asked()).toBe(1);
    clock += 900_000;
    await told(pull({}, AT + 2));
    expect(asked()).toBe(2);
    fake.tokens.set('token-2', 0);
    await told(pull({}, AT + 3));
    expect(asked()).toBe(3);
    expect(fake.kept.size).toBe(1);
  });

  it('whether it may obey what commits say', async () => {
    await told(pull());
    development = open({ smartCommits: false });
    await told(pull());
    expect(fake.bulks.map(({ preventTransitions }) => preventTransitions)).toEqual([false, true]);
  });

  it('and says which issues it does not know, and what it refuses', async () => {
    expect(await told(pull({ title: 'NOPE-1' }))).toMatchObject({ accepted: 1, unknownIssues: ['NOPE-1'] });
    const [item] = development.itemsOf([pull()], plain);
    const broken = { ...item!, entity: { title: 'x' } } as DevelopmentItem;
    expect(await development.push([broken])).toMatchObject({
      accepted: 0,
      refused: [{ id: '7', reason: expect.stringContaining('missing') as string }],
    });
  });

  it.each([
    [429, { 'retry-after': '17' }, { code: 'rate_limited', retryAfterMs: 17_000 }],
    [503, {}, { code: 'rate_limited', retryAfterMs: 60_000 }],
    [500, {}, { code: 'outcome_unknown' }],
    [413, {}, { code: 'too_large' }],
    [400, {}, { code: 'ticket_rejected' }],
    [302, {}, { code: 'place_not_found' }],
  ])('and %i means what it means', async (status, headers, expected) => {
    await told(pull());
    fake.server.fails({ status, headers });
    expect(await failure(told(pull()))).toMatchObject(expected);
  });

  it('and what is wrong with the credentials is said', async () => {
    fake.may = false;
    expect(await failure(told(pull()))).toMatchObject({ code: 'permission_denied' });
    development = open({ clientSecret: 'wrong' });
    const wrong = await failure(told(pull()));
    expect(wrong).toMatchObject({
      code: 'authentication_failed',
      message: expect.stringContaining('clientSecret') as string,
    });
    development = open({ cloudId: '99999999-a1b2-4b33-8c44-def123456789' });
    expect(await failure(told(pull()))).toMatchObject({ code: 'place_not_found' });
  });

  it('once: what may have arrived is told again without a second effect', async () => {
    await told(pull());
    fake.server.fails('reset after');
    expect((await failure(told(pull({ state: 'merged' })))).code).toBe('outcome_unknown');
    await told(pull({ state: 'merged' }));
    expect(kept()).toMatchObject([{ entity: { status: 'MERGED' } }]);
  });
});

it('tells of each thing the newest alone, in parts', () => {
  const item = (id: string, sequence: number): DevelopmentItem => ({
    repository: { id: 'r', name: 'r', url: 'https://r' },
    type: 'branch',
    id,
    sequence,
    deleted: true,
  });
  const parts = newestIn([item('a', 2), item('b', 1), item('a', 1), item('c', 1), item('b', 5)], 2);
  expect(parts.map((part) => part.map(({ id, sequence }) => [id, sequence]))).toEqual([
    [
      ['a', 2],
      ['b', 5],
    ],
    [['c', 1]],
  ]);
});
