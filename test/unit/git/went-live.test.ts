import { describe, expect, it } from 'vitest';
import { plain } from '../../../src/chat/text.ts';
import { liveText } from '../../../src/git/live-text.ts';
import { fitsPattern } from '../../../src/git/live.ts';
import { placeOf, placeText } from '../../../src/git/place.ts';
import { FOLDERS_KEPT, liveIn, wentLive, type WentLive } from '../../../src/git/went-live.ts';
import { AT, commit, deployment, pullRequest, push, REPOSITORY } from './changes.ts';

const asIs = (text: string): string => text;
const ALL = placeOf('github/acme/payments');
if (!ALL) throw new Error('that is a place');

const kept = (...changes: Parameters<typeof wentLive>[1][]): WentLive[] =>
  changes.flatMap((change) => wentLive('github', change, asIs) ?? []);
const keys = (found: readonly WentLive[]): string[] => found.map(({ key }) => key);

describe('what goes live', () => {
  it('is what was pushed, merged, deployed, released or tagged; not what is proposed, failed or deleted', () => {
    const base = { key: 'x', repository: REPOSITORY, at: AT };
    expect(kept(push([commit('a1', 'x')]), pullRequest('merged'), deployment())).toHaveLength(3);
    expect(
      kept(
        { ...base, type: 'release', action: 'published', tag: 'v1', name: 'One' },
        { ...base, type: 'tag', action: 'created', name: 'v1' },
      ).map(({ kind }) => kind),
    ).toEqual(['released', 'tagged']);
    expect(
      kept(
        pullRequest('opened'),
        pullRequest('closed'),
        deployment({ state: 'failed' }),
        deployment({ state: 'running' }),
        push([]),
        { ...base, type: 'tag', action: 'deleted', name: 'v1' },
        { ...base, type: 'branch', action: 'created', name: 'x' },
        { ...base, type: 'commit_comment', commit: 'a1', text: 'x' },
      ),
    ).toEqual([]);
  });

  it('is on the default branch, or on those of the configuration', () => {
    const found = kept(
      push([commit('a1', 'x')]),
      push([commit('b1', 'x')], { branch: 'feature' }),
      push([commit('c1', 'x')], { branch: 'release/1.2' }),
      pullRequest('merged', { target: 'feature' }),
      deployment(),
    );
    expect(keys(liveIn(ALL, found))).toEqual(['push a1', 'deployment 1']);
    expect(keys(liveIn(ALL, found, { branches: ['release/*'] }))).toEqual(['push c1', 'deployment 1']);
    expect(fitsPattern('release/1.2', 'release/1.2')).toBe(true);
    expect(fitsPattern('xrelease', 'release')).toBe(false);
    expect(fitsPattern('a+b', 'a+b')).toBe(true);
  });

  it('is a branch that was set back, also where the server does not say that it was by force', () => {
    const back = push([], { key: 'back', before: 'b1b2c3d4', after: 'a1b2c3d4' });
    const [one] = kept(back);
    expect(one).toMatchObject({ kind: 'pushed', commit: 'a1b2c3d4', commits: 0, foldersTruncated: true });
    expect(one && plain(liveText(one))).toBe(
      'pushed commit a1b2c3d of acme/payments to main, which was set back to it, by Ana',
    );
    expect(kept(push([], { before: 'a1', after: 'a1' }))).toEqual([]);
  });

  it('is told once where two webhooks of one repository tell it', () => {
    const twice = kept(
      push([commit('a1', 'x')], { key: 'one' }),
      push([commit('a1', 'x')], { key: 'two', at: AT + 3_000 }),
      push([commit('a1', 'x')], { key: 'later', at: AT + 3_600_000 }),
      { ...pullRequest('merged'), key: 'three' },
      { ...pullRequest('merged'), key: 'four' },
      { ...pullRequest('merged', { number: 43 }), key: 'five' },
      deployment({ key: 'six' }),
      deployment({ key: 'seven', at: AT + 1_000 }),
      deployment({ key: 'eight', environment: 'staging' }),
    );
    expect(keys(liveIn(ALL, twice))).toEqual(['one', 'later', 'three', 'five', 'six', 'eight']);
  });

  it('is told once where a pull request became no commit of its own', () => {
    const found = kept(
      push([commit('h1', 'Retry', { modified: ['payments/a.ts'] })]),
      pullRequest('merged', { head: 'h1' }),
    );
    expect(liveIn(ALL, found)).toMatchObject([{ kind: 'merged', folders: ['payments'] }]);
  });

  it('is on main or master where the server does not say which branch is the default one', () => {
    const { defaultBranch: _, ...repository } = REPOSITORY;
    const found = kept(
      push([commit('a1', 'x')], { repository, branch: 'master' }),
      push([commit('b1', 'x')], { repository, branch: 'develop' }),
    );
    expect(keys(liveIn(ALL, found))).toEqual(['push a1']);
  });

  it('is deployed to the environments of the configuration, however they are written, or to any', () => {
    const found = kept(
      ...['Production', 'staging', 'prod-eu', 'preview/42'].map((environment) =>
        deployment({ key: environment, environment }),
      ),
      pullRequest('merged'),
    );
    expect(keys(liveIn(ALL, found))).toHaveLength(5);
    expect(keys(liveIn(ALL, found, { environments: ['production', 'PROD-*'] }))).toEqual([
      'Production',
      'prod-eu',
      'pr 42 merged',
    ]);
  });

  it('is told once where a push and a pull request, or a tag and a release, are the same', () => {
    const found = kept(
      push([commit('m1', 'Merge', { modified: ['payments/a.ts'] })]),
      pullRequest('merged', { mergeCommit: 'm1' }),
      { type: 'tag', action: 'created', key: 't', repository: REPOSITORY, at: AT, name: 'v1' },
      {
        type: 'release',
        action: 'published',
        key: 'r',
        repository: REPOSITORY,
        at: AT,
        tag: 'v1',
        name: 'One',
      },
    );
    const live = liveIn(ALL, found);
    expect(live.map(({ kind }) => kind)).toEqual(['merged', 'released']);
    expect(live[0]).toMatchObject({ number: 42, folders: ['payments'], commits: 1 });
    expect(live[0]?.foldersTruncated).toBeUndefined();
  });
});

describe('a folder of a repository', () => {
  const place = placeOf('github/acme/mono:payments/');
  if (!place) throw new Error('that is a place');

  it('is read from the configuration', () => {
    expect(place).toEqual({ integration: 'github', repository: 'acme/mono', folder: 'payments' });
    expect(placeText(place)).toBe('github/acme/mono:payments/');
    expect(placeOf('gitlab/acme/group/sub/app')).toMatchObject({ repository: 'acme/group/sub/app' });
    expect(placeOf('commit/payments')).toMatchObject({ repository: 'payments' });
    for (const wrong of ['github', 'github/', 'GitHub/a', 'github/a b', 'github//a', 'github/a:'])
      expect(placeOf(wrong), wrong).toBeUndefined();
  });

  it('is concerned by files in it, and by what says nothing of its files', () => {
    const touching = (...modified: string[]) => push([commit(modified.join(), 'x', { modified })]);
    const found = kept(
      touching('payments/src/a.ts'),
      touching('payments-old/a.ts'),
      touching('README.md'),
      touching('payments/a.ts', 'search/b.ts'),
      push([commit('cut', 'x', { modified: ['search/a.ts'], filesTruncated: true })]),
      deployment(),
    );
    expect(keys(liveIn(place, found))).toEqual([
      'push payments/src/a.ts',
      'push payments/a.ts,search/b.ts',
      'push cut',
      'deployment 1',
    ]);
  });
});

describe('what is kept of it', () => {
  it('is bounded, on one line and without secrets', () => {
    const many = Array.from({ length: 2048 }, (_, n) =>
      commit(`c${n}`, `secret ${n}\n\nbody`, { modified: [`f${n}/x.ts`] }),
    );
    const [one] = [wentLive('github', push(many), (text) => text.replaceAll('secret', '***'))];
    expect(one?.folders).toHaveLength(FOLDERS_KEPT);
    expect(one).toMatchObject({ commits: 2048, title: '*** 2047', foldersTruncated: true, commit: 'c2047' });
    expect(JSON.stringify(one).length).toBeLessThan(10_000);
  });

  it('does not pass off as complete what the server cut short', () => {
    const [one] = kept(push([commit('a1', 'x')], { truncated: {} }));
    expect(one?.commits).toBeUndefined();
    expect(one?.foldersTruncated).toBe(true);
    expect(kept(push([commit('a1', 'x')], { truncated: { total: 3000 } }))[0]?.commits).toBe(3000);
  });

  it('has no address that is none of a web page', () => {
    expect(kept(pullRequest('merged', { url: 'javascript:alert(1)' }))[0]?.url).toBeUndefined();
  });

  it('is told in a line', () => {
    const lines = kept(
      push([commit('a1b2c3d4e5', 'Fix it'), commit('b1b2c3d4e5', 'Fix more')]),
      push([commit('c1b2c3d4e5', 'Fix it all')], { key: 'cut', truncated: {} }),
      pullRequest('merged'),
      deployment(),
      {
        type: 'release',
        action: 'published',
        key: 'r',
        repository: REPOSITORY,
        at: AT,
        tag: 'v1',
        name: 'One',
      },
    ).map((one) => plain(liveText(one)));
    expect(lines).toEqual([
      'pushed 2 commits up to b1b2c3d of acme/payments to main: “Fix more”, by Ana',
      'pushed one or more commits up to c1b2c3d of acme/payments to main: “Fix it all”, by Ana',
      'merged pull request #42 of acme/payments into main: “Retry with a limit”, by Ana',
      'deployed a1b2c3d of acme/payments to production, by deployer',
      'released v1 of acme/payments: “One”',
    ]);
  });
});
