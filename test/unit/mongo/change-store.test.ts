import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Change } from '../../../src/git/change.ts';
import { codeOf } from '../../../src/git/code.ts';
import type { Cursor } from '../../../src/git/cursor.ts';
import { shippedOf } from '../../../src/git/shipped.ts';
import { searchOf, type Findable } from '../../../src/git/term.ts';
import type { WentLive } from '../../../src/git/went-live.ts';
import { createChangeStore, type ChangeStore } from '../../../src/mongo/change-store.ts';
import { createCodeStore, type CodeStore, type Found } from '../../../src/mongo/code-store.ts';
import { createPageStore } from '../../../src/mongo/page-store.ts';
import { createRetentionStore } from '../../../src/mongo/retention-store.ts';
import { createShippedStore } from '../../../src/mongo/shipped-store.ts';
import { startDocumentStore, type TestStore } from '../../harness/document-store.ts';
import { AT, commit, deployment, pullRequest, push, REPOSITORY } from '../git/changes.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const HERE = { integration: 'github', repository: 'acme/payments' };

let store: TestStore;
let changes: ChangeStore;
let code: CodeStore;

beforeAll(async () => {
  store = await startDocumentStore();
  changes = createChangeStore(store.db);
  code = createCodeStore(store.db);
  await changes.ensureIndexes();
  await code.ensureIndexes();
}, 300_000);
afterAll(() => store.stop());

const live = (key: string, at: number, more: Partial<WentLive> = {}): WentLive => ({
  key,
  kind: 'merged',
  at,
  ...HERE,
  ...more,
});

describe('what went live', () => {
  it('is kept once, and found by repository and time, the newest first', async () => {
    const all = [
      live('old', AT - 2 * DAY),
      live('b', AT - HOUR),
      live('a', AT - 2 * HOUR),
      live('late', AT + 1),
    ];
    await changes.add('default', all);
    await changes.add('default', [...all, live('a', AT - 30)]);
    await changes.add('acme', [live('theirs', AT - HOUR)]);
    await changes.add('default', [live('elsewhere', AT - HOUR, { repository: 'acme/other' })]);
    const keys = async (from: number, place = HERE) =>
      (await changes.between('default', place, from, AT + 1)).map(({ key }) => key);
    expect(await keys(AT - DAY)).toEqual(['b', 'a']);
    expect(await keys(AT - 3 * DAY, { ...HERE, repository: 'Acme/Payments' })).toEqual(['b', 'a', 'old']);
  });

  it('fills page after page on a busy day, whoever writes at the same time', async () => {
    const other = createChangeStore(store.db);
    const many = Array.from({ length: 700 }, (_, n) => live(`n${n}`, AT + n, { repository: 'acme/busy' }));
    const half = many.slice(0, 400);
    await Promise.all([
      changes.add('default', many),
      other.add('default', half),
      changes.add('default', half),
    ]);
    const place = { ...HERE, repository: 'acme/busy' };
    const found = await changes.between('default', place, AT, AT + 1_000);
    expect(found).toHaveLength(700);
    expect(new Set(found.map(({ key }) => key)).size).toBe(700);
    expect(found[0]?.key).toBe('n699');
  });

  it('expires by the day', async () => {
    const retention = createRetentionStore(store.db);
    await changes.add('default', [live('ancient', AT - 500 * DAY, { repository: 'acme/kept' })]);
    const expired = async (before: number) => {
      const ids: string[] = [];
      for await (const { id } of retention.expired('changes', 'default', before)) ids.push(id);
      return ids;
    };
    expect(await expired(AT - 500 * DAY - DAY)).toEqual([]);
    const [id = '', ...others] = await expired(AT - 400 * DAY);
    expect(others).toEqual([]);
    expect(await retention.delete('changes', 'default', id, AT)).toBe(true);
    expect(await expired(AT - 400 * DAY)).toEqual([]);
  });
});

describe('addresses', () => {
  it('of repositories lead to what is on record of their commits and pull requests', async () => {
    const repository = { name: 'acme/addressed', url: 'https://Git.example/acme/addressed.git' };
    await changes.saw('default', 'github', repository, AT, AT);
    await changes.saw('default', 'github', repository, AT + 1, AT + 1);
    const found = await changes.repositoryAt('default', 'git.example/acme/addressed');
    expect(found).toEqual({ integration: 'github', name: 'acme/addressed' });
    expect(await changes.repositoryAt('acme', 'git.example/acme/addressed')).toBeUndefined();
    // It is told by another integration from now on.
    await createChangeStore(store.db).saw('default', 'hub', repository, AT + 2, AT + 2);
    expect(await changes.repositoryAt('default', 'git.example/acme/addressed')).toMatchObject({
      integration: 'hub',
    });
    await code.add(
      'default',
      codeOf('github', pullRequest('merged'), (text) => text),
      AT,
    );
    expect(await code.get('default', { ...HERE, repository: 'Acme/Payments' }, '#42')).toMatchObject({
      kind: 'pull_request',
      state: 'merged',
      terms: [],
    });
    expect(await code.get('default', HERE, '#43')).toBeUndefined();
    expect(await code.get('acme', HERE, '#42')).toBeUndefined();
  });

  it('of releases, tags and deployments lead to how they stand last, whoever tells it in which order, until they expire', async () => {
    const shipped = createShippedStore(store.db);
    await shipped.ensureIndexes();
    const of = (...all: Change[]) =>
      all.flatMap((change) => shippedOf('github', change, (text) => text.replaceAll('hunter2', '***')) ?? []);
    const url = 'https://git.example/acme/payments/-/jobs/8';
    const states = (['running', 'succeeded', 'pending'] as const).map((state, n) =>
      deployment({ state, url, at: AT + ([1, 3, 2][n] ?? 0) }),
    );
    await Promise.all(states.map((one) => createShippedStore(store.db).add('default', of(one))));
    await shipped.add('default', of(...states.toReversed(), deployment({ environment: 'hunter2' })));
    const environment = (name: string, repository = 'Acme/Payments') =>
      [{ integration: 'github', repository, of: 'environment' as const, name }] as const;
    const page = [{ page: 'git.example/acme/payments/-/jobs/8' }];
    const known = { kind: 'deployment', state: 'succeeded', at: AT + 3, url };
    expect(await shipped.get('default', page)).toMatchObject(known);
    expect(await shipped.get('default', environment('PRODUCTION'))).toMatchObject(known);
    expect(await shipped.get('default', environment('production', 'acme/other'))).toBeUndefined();
    expect(await shipped.get('acme', page)).toBeUndefined();
    expect(await store.db.collection('shipped').countDocuments({ environment: 'hunter2' })).toBe(0);

    const base = { key: 'r', repository: REPOSITORY, at: AT + 5 };
    await shipped.add(
      'default',
      of(
        { ...base, type: 'release', action: 'published', tag: 'v1', name: 'One' },
        { ...base, type: 'tag', action: 'created', name: 'v1' },
      ),
    );
    const named = (kind: 'tag' | 'release') => ({ ...HERE, of: kind, name: 'v1' });
    expect(await shipped.get('default', [named('release'), named('tag')])).toMatchObject({ kind: 'release' });
    expect(await shipped.get('default', [named('tag')])).not.toHaveProperty('_id');

    const retention = createRetentionStore(store.db);
    const expired: string[] = [];
    for await (const { id } of retention.expired('changes', 'default', AT + 4))
      if (/ environment production$/.test(id)) expired.push(id);
    expect(expired).toEqual(['default:github/acme/payments environment production']);
    // What was told again meanwhile stays.
    await shipped.add('default', of(deployment({ state: 'failed', at: AT + 9 })));
    expect(await retention.delete('changes', 'default', expired[0]!, AT + 4)).toBe(false);
    expect(await retention.delete('changes', 'default', expired[0]!, AT + 10)).toBe(true);
    expect(await shipped.get('default', environment('production'))).toBeUndefined();
  });

  it('of dashboards lead to the incidents that they belong to, the last one first, until they expire', async () => {
    const pages = createPageStore(store.db);
    await pages.ensureIndexes();
    const url = 'https://grafana.example/d/abc/checkout';
    for (const n of [1, 2, 3, 4, 5, 6, 1] as const)
      await pages.note('default', [{ url, incident: `INC-${n}`, at: AT + n }]);
    expect(await pages.incidentsOf('default', `${url}-renamed?from=now-1h`)).toEqual(
      [6, 5, 4, 3, 2].map((n) => `INC-${n}`),
    );
    await createPageStore(store.db).note('default', [{ url, incident: 'INC-4', at: AT + 9 }]);
    expect(await pages.incidentsOf('default', url)).toEqual([4, 6, 5, 3, 2].map((n) => `INC-${n}`));
    expect(await pages.incidentsOf('acme', url)).toEqual([]);
    await pages.note('default', [{ url: 'javascript:alert(1)', incident: 'INC-1', at: AT }]);
    const expired: string[] = [];
    for await (const { id } of createRetentionStore(store.db).expired('changes', 'default', AT + 10))
      expired.push(id);
    expect(expired).toContain('default:grafana.example/d/abc');
  });

  it('of a storm are noted together, from several workers at once', async () => {
    const pageOf = (n: number) => `https://prometheus.example/graph?g0.expr=up{host="${n}"}`;
    const some = Array.from({ length: 150 }, (_, n) => ({
      url: pageOf(n % 100),
      incident: `INC-${1 + Math.floor(n / 100)}` as const,
      at: AT,
    }));
    await createPageStore(store.db).note('storm', some.slice(40, 60));
    await Promise.all([1, 2, 3].map(() => createPageStore(store.db).note('storm', some)));
    const pages = createPageStore(store.db);
    expect(await pages.incidentsOf('storm', pageOf(0))).toEqual(['INC-2', 'INC-1']);
    expect(await pages.incidentsOf('storm', pageOf(45))).toEqual(['INC-2', 'INC-1']);
    expect(await pages.incidentsOf('storm', pageOf(99))).toEqual(['INC-1']);
  });
});

describe('repositories and mentions', () => {
  it('are known once something came of them', async () => {
    expect(await changes.repository('default', 'github', 'acme/new')).toBeUndefined();
    const repository = { name: 'acme/new', url: 'https://git.example/acme/new', defaultBranch: 'main' };
    await changes.saw('default', 'github', repository, AT, AT);
    await changes.saw('default', 'github', repository, AT - HOUR, AT - HOUR);
    expect(await changes.repository('default', 'github', 'Acme/New')).toEqual({
      integration: 'github',
      ...repository,
      seenAt: AT,
    });
    expect(await changes.repository('acme', 'github', 'acme/new')).toBeUndefined();
  });

  it('have every name by which their server told of the same one, until another has it', async () => {
    const told = (name: string, id: string | undefined, at: number, integration = 'names') =>
      changes.saw('default', integration, { name, url: '', ...(id !== undefined && { id }) }, AT + 9, at);
    const names = (name: string) => changes.namesOf('default', 'names', name);
    await told('acme/old', '7', AT);
    await told('acme/old', '7', AT, 'other');
    await told('acme/without', undefined, AT);
    expect(await names('acme/old')).toEqual({ current: 'acme/old', all: ['acme/old'] });
    expect(await names('acme/without')).toEqual({ all: ['acme/without'] });
    expect(await names('acme/none')).toEqual({ all: ['acme/none'] });
    await told('acme/new', '7', AT + 1);
    await told('Acme/New', '7', AT + 2);
    expect(await names('acme/old')).toEqual({ current: 'Acme/New', all: ['acme/old', 'Acme/New'] });
    expect(await names('acme/new')).toEqual({ current: 'Acme/New', all: ['acme/new', 'acme/old'] });
    expect(await changes.namesOf('default', 'other', 'acme/old')).toMatchObject({ all: ['acme/old'] });
    expect(await changes.namesOf('acme', 'names', 'acme/old')).toEqual({ all: ['acme/old'] });
    // What is read again, or was delivered late, tells what it was called then.
    const later = createChangeStore(store.db);
    await later.saw('default', 'names', { name: 'acme/old', url: '', id: '7' }, AT + 60_000, AT);
    await later.saw('default', 'names', { name: 'acme/older', url: '', id: '7' }, AT + 60_000, AT - 1);
    expect(await names('acme/old')).toEqual({
      current: 'Acme/New',
      all: ['acme/old', 'Acme/New', 'acme/older'],
    });
    await told('acme/old', '8', AT + 3);
    await later.saw('default', 'names', { name: 'acme/old', url: '', id: '7' }, AT + 90_000, AT + 1);
    expect(await names('acme/old')).toEqual({ current: 'acme/old', all: ['acme/old'] });
    expect(await names('acme/new')).toEqual({ current: 'Acme/New', all: ['acme/new', 'acme/older'] });
  });

  it('of an incident are kept once, and of a commit together', async () => {
    const news = { key: 'x', kind: 'commit', repository: 'acme/payments', name: 'a1', at: AT } as const;
    await Promise.all([
      changes.mention('default', 'INC-1', [news, { ...news, key: 'y' }]),
      createChangeStore(store.db).mention('default', 'INC-1', [{ ...news, title: 'told again' }]),
    ]);
    expect((await changes.mentionsOf('default', 'INC-1')).map(({ key }) => key).sort()).toEqual(['x', 'y']);
    expect(await changes.mentionsOf('acme', 'INC-1')).toEqual([]);
    await changes.forget('default', 'INC-1');
    expect(await changes.mentionsOf('default', 'INC-1')).toEqual([]);
    await changes.noteMentions('default', HERE, 'A1B2', ['INC-1'], AT);
    await changes.noteMentions('default', HERE, 'a1b2', ['INC-2', 'INC-1'], AT);
    expect(await changes.mentionedBy('default', HERE, 'a1b2')).toEqual(['INC-1', 'INC-2']);
    expect(await changes.mentionedBy('acme', HERE, 'a1b2')).toEqual([]);
  });
});

const asIs = (text: string): string => text;
const found = async (by: Findable, text: string, tenant = 'default', limit = 10) => {
  const search = searchOf(by, text);
  if (!search) throw new Error('nothing to look for');
  return (await code.find(tenant, search, limit)).found;
};

describe('code', () => {
  it('is found in page after page, and expires with its page', async () => {
    const many = Array.from({ length: 450 }, (_, n) =>
      commit(`beef${String(n).padStart(6, '0')}`, n % 150 === 0 ? 'rarely done' : 'often done', {
        at: AT + n,
      }),
    );
    await code.add('paged', codeOf('github', push(many, { at: AT + 1_000 }), asIs), AT);
    await code.add('paged', codeOf('github', push(many.slice(0, 5)), asIs), AT);
    const rare = await found('commit', 'rarely', 'paged');
    expect(rare.map(({ at }) => at - AT)).toEqual([300, 150, 0]);
    expect(await found('commit', 'often', 'paged', 20)).toHaveLength(20);
    const retention = createRetentionStore(store.db);
    const ids: string[] = [];
    for await (const { id } of retention.expired('changes', 'paged', AT + 1)) ids.push(id);
    expect(ids).toEqual(['paged:code/0', 'paged:code/1', 'paged:code/2']);
    for (const id of ids) {
      await code.forget(id);
      await retention.delete('changes', 'paged', id, AT + 1);
    }
    expect(await found('commit', 'rarely', 'paged')).toEqual([]);
    expect(await store.db.collection('code').countDocuments({ tenant: 'paged' })).toBe(0);
  });

  it.each(['the embedded store', 'an index'])('is found to its end, part by part, by %s', async (way) => {
    const tenant = way === 'an index' ? 'indexed' : 'parted';
    const db = { collection: store.db.collection.bind(store.db), command: () => Promise.resolve({}) };
    const searched = way === 'an index' ? createCodeStore(db as unknown as typeof store.db) : code;
    // Each second has two, and what came late is older than what came before it.
    const some = (from: number, count: number, late = 0) =>
      Array.from({ length: count }, (_, n) =>
        commit(`c0de${String(from + n).padStart(6, '0')}`, 'often', { at: AT - late + Math.floor(n / 2) }),
      );
    await code.add(tenant, codeOf('github', push(some(0, 230), { at: AT + 1_000 }), asIs), AT);
    await code.add(tenant, codeOf('github', push(some(230, 30, 500), { at: AT + 1_000 }), asIs), AT);
    const ids: string[] = [];
    let parts = 0;
    for (let cursor: Cursor | undefined = []; cursor; parts++) {
      const part: Found = await searched.find(tenant, searchOf('commit', 'often')!, 30, cursor);
      expect(part.found.map(({ at }) => at)).toEqual(part.found.map(({ at }) => at).sort((a, b) => b - a));
      ids.push(...part.found.map(({ key }) => key));
      cursor = part.next;
    }
    expect(ids).toHaveLength(260);
    expect(new Set(ids).size).toBe(260);
    expect(parts).toBeLessThan(12);
  });

  it('says that older ones were not looked through, and goes on with them', async () => {
    const rare = [
      commit('f00d00', 'rare'),
      ...Array.from({ length: 420 }, (_, n) => commit(`bad${n}a`, 'often')),
    ];
    await code.add('long', codeOf('github', push(rare), asIs), AT);
    const brief = createCodeStore(store.db, 1);
    const search = searchOf('commit', 'rare')!;
    const first = await brief.find('long', search, 5);
    expect(first).toMatchObject({ found: [], truncated: true });
    const second = await brief.find('long', search, 5, first.next);
    expect(second).toMatchObject({ found: [], truncated: true });
    const third = await brief.find('long', search, 5, second.next);
    expect(third.found.map(({ key }) => key)).toEqual(['f00d00']);
    expect(third).not.toHaveProperty('truncated');
    expect(third).not.toHaveProperty('next');
    expect(await code.find('long', search, 5)).not.toHaveProperty('truncated');
  });

  it('knows a branch that was deleted and is there again', async () => {
    const branch = (action: 'created' | 'deleted', at: number) => {
      const { repository } = push([]);
      return { type: 'branch', action, key: `b${at}`, repository, at, name: 'phoenix' } as const;
    };
    for (const change of [branch('created', AT), branch('deleted', AT + 1)])
      await code.add('again', codeOf('github', change, asIs), AT);
    expect(await found('branch', 'phoenix', 'again')).toMatchObject([{ deleted: true }]);
    await code.add(
      'again',
      codeOf('github', push([], { branch: 'phoenix', after: 'a1', at: AT + 2 }), asIs),
      AT,
    );
    const [one] = await found('branch', 'phoenix', 'again');
    expect(one).toMatchObject({ name: 'phoenix', commit: 'a1' });
    expect(one).not.toHaveProperty('deleted');
  });

  it('is found by tenant, the newest first, by every word', async () => {
    const commits = Array.from({ length: 30 }, (_, n) =>
      commit(`abcdef${String(n).padStart(2, '0')}`, `Limit the retries, part ${n}`, { at: AT + n }),
    );
    await code.add('default', codeOf('github', push(commits), asIs), AT);
    await code.add('acme', codeOf('github', push([commit('feedbeef', 'Limit the retries')]), asIs), AT);
    const all = await found('commit', 'limit retries');
    expect(all).toHaveLength(10);
    expect(all[0]).toMatchObject({ kind: 'commit', id: 'abcdef29', branches: ['main'], by: 'Ana' });
    expect((await found('commit', 'retries part 7')).map(({ key }) => key)).toEqual(['abcdef07']);
    expect((await found('commit', 'abcdef07')).map(({ key }) => key)).toEqual(['abcdef07']);
    expect(await found('commit', 'retries', 'acme')).toHaveLength(1);
    expect(await found('file', 'src/retry.ts', 'default', 100)).toHaveLength(30);
  });

  it('keeps of a commit the branches on which it was seen, and of a pull request its newest state', async () => {
    const one = commit('c0ffee0', 'Coffee');
    for (const branch of ['main', 'feature', 'main'])
      await code.add('default', codeOf('github', push([one], { branch }), asIs), AT);
    expect(await found('commit', 'coffee')).toMatchObject([{ branches: ['main', 'feature'] }]);
    await code.add('default', codeOf('github', pullRequest('merged', {}, AT + 10), asIs), AT);
    await code.add('default', codeOf('github', pullRequest('opened', {}, AT), asIs), AT);
    expect(await found('pr', '42')).toMatchObject([{ number: 42, state: 'merged', at: AT + 10 }]);
  });
});
