import { describe, expect, it } from 'vitest';
import { plain } from '../../../src/chat/text.ts';
import type { Commit } from '../../../src/git/change.ts';
import { liveText } from '../../../src/git/live-text.ts';
import { NEWEST_KEPT, titledFor } from '../../../src/git/newest.ts';
import { placeOf } from '../../../src/git/place.ts';
import { wentLive } from '../../../src/git/went-live.ts';
import { commit, push } from './changes.ts';

const within = (...folders: string[]) =>
  folders.map((folder) => placeOf(`github/acme/mono${folder && `:${folder}/`}`)!);
const kept = (...commits: Commit[]) =>
  wentLive('github', push(commits), (text) => text.replaceAll('hunter2', '***'))!;
const titleIn = (commits: Commit[], ...folders: string[]) =>
  titledFor(kept(...commits), within(...folders)).title;

const FIX = commit('f1f1f1f1', 'Fix the retries', { modified: ['payments/src/a.ts'] });
const SEARCH = commit('51515151', 'Index more', { modified: ['search/b.ts', 'search/c.ts'] });
const DOCS = commit('d0d0d0d0', 'Say it', { modified: [], removed: ['docs/x.md'] });

describe('the title of a push to several folders', () => {
  it('is, for a service, that of the newest commit in its folders', () => {
    const all = [FIX, SEARCH, DOCS];
    expect(titleIn(all, 'payments')).toBe('Fix the retries');
    expect(titleIn(all, 'payments/src')).toBe('Fix the retries');
    expect(titleIn(all, 'search')).toBe('Index more');
    expect(titleIn(all, 'payments', 'search')).toBe('Index more');
    expect(titleIn(all, 'docs')).toBe('Say it');
    expect(titleIn([FIX, { ...FIX, id: 'f2', message: 'Fix them again' }, DOCS], 'payments')).toBe(
      'Fix them again',
    );
  });

  it('is that of the newest of all where the whole repository counts, and for a folder that nobody is known to have touched', () => {
    expect(titleIn([FIX, DOCS], '')).toBe('Say it');
    expect(titleIn([FIX, DOCS], 'payments', '')).toBe('Say it');
    expect(titleIn([FIX, DOCS], 'elsewhere')).toBe('Say it');
  });

  it('is not that of an older commit where the files of a newer one are not all known', () => {
    const cut = { ...DOCS, filesTruncated: true };
    expect(titleIn([FIX, cut], 'payments')).toBe('Say it');
    expect(titleIn([cut, FIX, SEARCH], 'payments')).toBe('Fix the retries');
  });

  it('stands with its commit, and the push as it was', () => {
    const one = titledFor(kept(FIX, DOCS), within('payments'));
    expect(plain(liveText(one))).toBe(
      'pushed 2 commits up to d0d0d0d of acme/payments to main: “Fix the retries” (f1f1f1f), by Ana',
    );
    expect(one.titled).toEqual({ commit: FIX.id, url: FIX.url });
    const newest = titledFor(kept(FIX, DOCS), within('docs'));
    expect(newest).not.toHaveProperty('titled');
    expect(plain(liveText(newest))).toContain('“Say it”, by Ana');
  });

  it('is kept bounded and without secrets, and not at all where one commit says it all', () => {
    expect(kept(SEARCH, { ...SEARCH, id: 'c2' })).not.toHaveProperty('newest');
    expect(kept(FIX)).not.toHaveProperty('newest');
    const many = Array.from({ length: 2_000 }, (_, n) =>
      commit(`c${n}`, `hunter2 ${n}`, { modified: [`f${n}/x.ts`] }),
    );
    const { newest = [] } = kept(...many);
    expect(newest).toHaveLength(NEWEST_KEPT);
    expect(newest[0]).toMatchObject({ commit: 'c1999', title: '*** 1999', folders: ['f1999'] });
    const wide = commit('w', 'x', { modified: many.map((_, n) => `f${n}/x.ts`) });
    expect(JSON.stringify(kept(FIX, wide, DOCS)).length).toBeLessThan(10_000);
  });
});
