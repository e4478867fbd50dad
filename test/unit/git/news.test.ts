import { describe, expect, it } from 'vitest';
import { plain } from '../../../src/chat/text.ts';
import { allNewsText, newsText } from '../../../src/git/news-text.ts';
import { keptNews, newsOf } from '../../../src/git/news.ts';
import type { Change } from '../../../src/git/change.ts';
import { AT, commit, deployment, pullRequest, push, REPOSITORY } from './changes.ts';

const told = (change: Change, deployed: Parameters<typeof newsOf>[1] = []): Record<string, string[]> =>
  Object.fromEntries(
    [...newsOf(change, deployed)].map(([id, news]) => [id, news.map((one) => plain(newsText(one)))]),
  );

describe('what an incident is told', () => {
  it('is each commit that mentions it, and a branch where no commit does', () => {
    expect(
      told(push([commit('a1b2c3d4', 'INC-42: a\n\nbody'), commit('b', 'none'), commit('c', 'INC-7')])),
    ).toEqual({
      'INC-42': ['Commit a1b2c3d of acme/payments mentions it: “INC-42: a”, by Ana.'],
      'INC-7': ['Commit c of acme/payments mentions it: “INC-7”, by Ana.'],
    });
    expect(told(push([commit('a', 'x')], { branch: 'inc-42-fix' }))).toEqual({
      'INC-42': ['Branch inc-42-fix of acme/payments mentions it, by Ana.'],
    });
    expect(Object.keys(told(push([commit('a', 'INC-42')], { branch: 'inc-42-fix' })))).toEqual(['INC-42']);
  });

  it('is a pull request once however often it is updated, and once more when it is merged', () => {
    const by = { description: 'Fixes INC-42' };
    const keys = (['opened', 'updated', 'reviewed', 'merged', 'closed'] as const).map(
      (action) => newsOf(pullRequest(action, by)).get('INC-42')?.[0]?.key,
    );
    expect(new Set(keys)).toEqual(
      new Set(['acme/payments#42', 'acme/payments#42/merged', 'acme/payments#42/closed']),
    );
    expect(told(pullRequest('merged', { source: 'inc-42' }))).toEqual({
      'INC-42': ['Pull request #42 of acme/payments was merged: “Retry with a limit”, by Ben.'],
    });
  });

  it('is a comment on a pull request, but not what was said there once it is merged', () => {
    const comment = { text: 'see INC-9' };
    expect([...newsOf({ ...pullRequest('commented'), comment }).keys()]).toEqual(['INC-9']);
    expect(newsOf({ ...pullRequest('merged'), comment }).size).toBe(0);
  });

  it('is a deployment of a commit that mentions it, when it succeeded', () => {
    expect(told(deployment(), ['INC-42'])).toEqual({
      'INC-42': ['Deployed acme/payments (a1b2c3d) to production, by deployer.'],
    });
    expect(newsOf(deployment({ state: 'failed' }), ['INC-42']).size).toBe(0);
  });

  it('is a tag, a release, a comment on a commit and a branch that mention it', () => {
    const base = { key: 'x', repository: REPOSITORY, at: AT } as const;
    const all: Change[] = [
      { ...base, type: 'branch', action: 'created', name: 'inc-1' },
      { ...base, type: 'tag', action: 'created', name: 'inc-1' },
      { ...base, type: 'release', action: 'published', tag: 'v1', name: 'For INC-1' },
      { ...base, type: 'commit_comment', commit: 'abcdef0123', text: 'INC-1' },
    ];
    expect(all.map((change) => newsOf(change).get('INC-1')?.[0]?.kind)).toEqual([
      'branch',
      'tag',
      'released',
      'commit',
    ]);
    expect(newsOf({ ...base, type: 'branch', action: 'deleted', name: 'inc-1' }).size).toBe(0);
  });

  it('is bounded, on one line and without secrets', () => {
    const [news] =
      newsOf(push([commit('a', `INC-1 \u202esecret\u2066\u2028x ${'y'.repeat(5000)}`)])).get('INC-1') ?? [];
    if (!news) throw new Error('nothing is told');
    const kept = keptNews({ ...news, url: 'javascript:x', name: 'n'.repeat(900) }, (text) =>
      text.replaceAll('secret', '***'),
    );
    expect(kept.title).toMatch(/^INC-1 \*\*\* x y+…$/);
    expect(kept.title).toHaveLength(200);
    expect(kept.url).toBeUndefined();
    expect(kept.name).toHaveLength(255);
  });

  it('is told in at most five lines', () => {
    const many = Array.from({ length: 9 }, (_, n) => commit(`c${n}`, 'INC-1'));
    const text = plain(allNewsText(newsOf(push(many)).get('INC-1') ?? []));
    expect(text.split('\n')).toHaveLength(6);
    expect(text).toContain('And 4 more');
  });
});
