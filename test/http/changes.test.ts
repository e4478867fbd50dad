import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createChangeTaker } from '../../src/wiring/changes/change-taking.ts';
import type { Change } from '../../src/git/change.ts';
import type { ChangeNews } from '../../src/git/news.ts';
import type { TakerContext } from '../../src/inbox/taker.ts';
import { placeOf } from '../../src/git/place.ts';
import { commit, deployment, pullRequest, push } from '../unit/git/changes.ts';
import { Office } from './office.ts';

const HOUR = 3_600_000;
let office: Office;
let told: { tenant: string; id: string; news: readonly ChangeNews[] }[];

beforeEach(async () => {
  office = await Office.open();
  told = [];
});
afterEach(() => office.close());

/** The service is made of these repositories from now on. */
function map(...written: string[]): void {
  const checkout = office.config.services.get('checkout');
  if (!checkout) throw new Error('there is no service checkout');
  const repositories = written.map((text) => placeOf(text)).filter((place) => place !== undefined);
  office.config = {
    ...office.config,
    services: new Map([...office.config.services, ['checkout', { ...checkout, repositories }]]),
  };
}

/** Lets a delivery say this, of the integration `github` if not of another. */
async function tells(changes: readonly Change[], tenant = 'default', more: Partial<TakerContext> = {}) {
  const stores = office.memory.stores();
  const take = createChangeTaker({
    stores,
    redact: (text) => text.replaceAll('hunter2', '***'),
    tell: (where, id, news) => {
      told.push({ tenant: where, id, news });
      return Promise.resolve(office.memory.views.has(`${where}:${id}`));
    },
  });
  const context = { tenant, integration: 'github', delivery: 'd1', receivedAt: office.now, ...more };
  return (await take([{ context, some: changes }])).flat();
}

async function api(path: string, body?: object, token = office.token('admin')): Promise<Response> {
  return fetch(`${office.base}/api/v1${path}`, {
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    ...(body && { method: 'POST', body: JSON.stringify(body) }),
  });
}

const read = async (path: string) => (await (await api(path)).json()) as Record<string, unknown>;

async function asks(text: string, user = 'U0ANA'): Promise<string> {
  const response = await office.command(text, { user });
  expect(response.status).toBe(200);
  return response.text();
}

const declare = async (more: object = { service: 'checkout' }): Promise<void> => {
  expect((await api('/incidents', { title: 'Checkout is down', ...more })).status).toBe(201);
};

/** A change so long before now. */
const ago = <C extends Change>(change: C, ms: number): C => ({ ...change, at: office.now - ms });

describe('what changed before an incident', () => {
  it('is told in chat, by the API and on its page, the newest first', async () => {
    map('github/acme/payments');
    await tells([
      ago(pullRequest('merged', { number: 41, title: 'Old', mergeCommit: 'x1' }), 30 * HOUR),
      ago(pullRequest('merged'), 2 * HOUR),
      ago(deployment(), HOUR),
      ago(push([commit('feed', 'Not live')], { branch: 'feature' }), HOUR),
    ]);
    await declare();
    await tells([ago({ ...deployment(), key: 'after' }, -HOUR)], 'default', {
      receivedAt: office.now + HOUR,
    });

    const text = await asks('changes 1');
    expect(text).toMatch(
      /1 hour before.*deployed.*a1b2c3d.*2 hours before.*merged.*#42.*Retry with a limit.*by Ana/s,
    );
    expect(text).not.toContain('Not live');
    expect(text).not.toContain('Old');
    expect(await asks('changes 1 --since 3d')).toContain('Old');
    expect(await asks('what changed before INC-1?')).toContain('no command');

    const found = await read('/incidents/INC-1/changes?since=3d');
    expect(found).toMatchObject({
      service: { id: 'checkout' },
      repositories: [{ repository: 'github/acme/payments' }],
      changes: [{ kind: 'deployed', environment: 'production' }, { number: 42 }, { number: 41 }],
      total: 3,
    });
    expect((await api('/incidents/INC-1/changes?since=1y')).status).toBe(422);
    expect((await api('/incidents/INC-9/changes')).status).toBe(404);

    const page = await (await fetch(`${office.base}/incidents/INC-1`)).text();
    expect(page).toMatch(/What changed before.*2 hours before.*pull\/42/s);
    expect(page).not.toContain('Old');
    expect(await (await fetch(`${office.base}/incidents/INC-1?changes=3d`)).text()).toContain('Old');
  });

  it('is there also where the clock of its server goes fast', async () => {
    map('github/acme/payments');
    const came = office.now;
    await tells([ago(push([commit('feed', 'Double the timeout')]), -HOUR / 12)]);
    office.now += HOUR / 60;
    await declare();
    expect(await read('/incidents/INC-1/changes')).toMatchObject({
      changes: [{ title: 'Double the timeout', at: new Date(came).toISOString() }],
    });
  });

  it('counts for a service under whichever name its repository has, which the integration says', async () => {
    map('code/acme/payments');
    const called = (name: string, number: number): Change => ({
      ...ago(
        pullRequest('merged', { number, title: `By ${name}`, mergeCommit: `x${number}` }),
        HOUR - number,
      ),
      key: `pr-${number}`,
      repository: { name, url: `https://git.example/${name}`, id: '17' },
    });
    await tells([called('acme/payments', 1)], 'default', { integration: 'code' });
    const later = { integration: 'code', receivedAt: office.now + 1 };
    await tells([called('pay/api', 2)], 'default', later);
    await declare();
    const text = await asks('changes 1');
    expect(text).toContain('By acme/payments');
    expect(text).toContain('By pay/api');
    const renamed = async (): Promise<string | undefined> => {
      const { notices } = (await read('/integrations/code')) as { notices: { kind: string; text: string }[] };
      return notices.find(({ kind }) => kind === 'renamed')?.text;
    };
    expect(await renamed()).toMatch(
      /acme\/payments is called pay\/api now.*write code\/pay\/api in services\.checkout\.repositories/,
    );
    map('code/pay/api', 'code/acme/payments');
    expect(await renamed()).toMatch(
      /is called pay\/api now\. [^;]*; take code\/acme\/payments out of services\.checkout\.repositories, where code\/pay\/api stands/,
    );
    map('code/pay/api');
    expect(await asks('changes 1')).toContain('By acme/payments');
    expect(await renamed()).toBeUndefined();
    // A delivery that comes late, or is read again, does not turn it round.
    await tells([called('acme/payments', 1)], 'default', { integration: 'code', receivedAt: office.now + 2 });
    expect(await renamed()).toBeUndefined();
  });

  it('calls a push to several folders by the newest commit in those of the service', async () => {
    map('github/acme/payments:payments', 'github/acme/payments:shared');
    const pushed = push([
      commit('a1b2c3d4', 'Retry with a limit', { modified: ['payments/retry.ts'] }),
      commit('b1b2c3d4', 'Share the clock', { modified: ['shared/clock.ts'] }),
      commit('c1b2c3d4', 'Index more', { modified: ['search/index.ts'] }),
    ]);
    await tells([ago(pushed, HOUR)]);
    await declare();
    const { changes } = await read('/incidents/INC-1/changes');
    expect(changes).toMatchObject([
      { commit: 'c1b2c3d4', commits: 3, title: 'Share the clock', titleCommit: 'b1b2c3d4' },
    ]);
    expect(JSON.stringify(changes)).not.toContain('newest');
    expect(await asks('changes 1')).toMatch(/Share the clock[^]*b1b2c3d/);
  });

  it('says what to set where nothing is mapped, or nothing ever came', async () => {
    await declare({});
    await declare();
    expect(await asks('changes 1')).toContain(
      'services.<id>.repositories'.replaceAll('<', '&lt;').replaceAll('>', '&gt;'),
    );
    expect(await asks('changes 2')).toContain('services.checkout.repositories');
    map('github/acme/paymnets');
    expect(await asks('changes 2')).toMatch(/Nothing has ever come of.*github\/acme\/paymnets/);
    map('github/acme/payments');
    await tells([ago(pullRequest('opened'), HOUR)]);
    expect(await asks('changes 2')).toMatch(/Nothing went live to Checkout in the 1 day before/);
  });

  it('is told to who may see the incident alone', async () => {
    map('github/acme/payments');
    await tells([ago(deployment(), HOUR)]);
    await declare({ service: 'checkout', private: true });
    expect(await asks('changes 1', 'U0BEN')).toMatch(/no incident INC-1/i);
    expect((await api('/incidents/INC-1/changes', undefined, office.token('viewer'))).status).toBe(404);
  });

  it('says how many there are beyond those that are shown', async () => {
    map('github/acme/payments');
    const many = Array.from({ length: 20 }, (_, n) =>
      ago({ ...deployment(), key: `d${n}` }, HOUR + n * 60_000),
    );
    await tells(many);
    await declare();
    expect(await asks('changes 1')).toMatch(/And 8 more in the 1 day before/);
  });
});

describe('a change that mentions an incident', () => {
  it('goes to that incident, and is shown with it, without secrets', async () => {
    await declare();
    const outcomes = await tells([
      push([commit('a1b2c3d4', 'INC-1: drop hunter2'), commit('b', 'INC-99 is not there')], { branch: 'x' }),
      pullRequest('merged', { description: 'Fixes INC-1', mergeCommit: 'c0ffee' }),
      { ...deployment(), commit: 'c0ffee' },
    ]);
    expect(outcomes.map(({ incidents }) => incidents)).toEqual([['INC-1'], ['INC-1'], ['INC-1']]);
    expect(outcomes[0]?.text).toBe('kept, and told to INC-1');
    expect(outcomes[0]?.what).toMatch(/^push to x of /);
    expect(told.filter(({ id }) => id === 'INC-1').map(({ news }) => news[0]?.kind)).toEqual([
      'commit',
      'merged',
      'deployed',
    ]);
    const text = await asks('changes 1');
    expect(text).toMatch(/Mentioned by 3 changes.*drop \*\*\*/s);
    expect(text).not.toContain('hunter2');
    expect(await office.memory.stores().changes.mentionsOf('default', 'INC-99')).toEqual([]);
    const page = await (await fetch(`${office.base}/incidents/INC-1`)).text();
    expect(page).toMatch(/Mentioned by.*Commit/s);
  });

  it('goes to no incident of another tenant', async () => {
    await declare();
    expect((await tells([pullRequest('opened', { title: 'INC-1' })], 'acme'))[0]?.incidents).toBeUndefined();
    expect((await read('/incidents/INC-1/changes')).mentions).toEqual([]);
  });

  it('has the same outcome when it is told again', async () => {
    await declare();
    const change = pullRequest('opened', { title: 'INC-1' });
    expect(await tells([change])).toEqual(await tells([change]));
    expect((await read('/incidents/INC-1/changes')).mentions).toHaveLength(1);
  });

  it('of two servers are two, though repository and number are the same; of one server, told twice, one', async () => {
    await declare();
    const change = pullRequest('opened', { title: 'INC-1: retry' });
    const url = 'https://other.example/acme/payments';
    await tells([change, { ...change, key: 'other', repository: { ...change.repository, url } }]);
    await tells([change], 'default', { integration: 'code' });
    expect((await read('/incidents/INC-1/changes')).mentions).toHaveLength(2);
  });
});

describe('the search', () => {
  it('finds commits, branches and pull requests in chat, by the API and on a page', async () => {
    await tells([push([commit('a1b2c3d4', 'Limit the retries')]), pullRequest('opened')]);
    expect(await asks('find commit retries')).toMatch(/a1b2c3d.*acme\/payments on main.*Limit the retries/s);
    expect(await asks('find file src/retry.ts')).toContain('a1b2c3d');
    expect(await asks('find nothing-like-it')).toContain('Nothing is found');
    expect(await read('/changes?by=pr&text=42')).toMatchObject({
      found: [{ kind: 'pull_request', number: 42, state: 'open', source: 'retry' }],
      more: false,
    });
    expect((await api('/changes?by=other&text=x')).status).toBe(422);
    const page = await (await fetch(`${office.base}/changes?by=author&text=ana`)).text();
    expect(page).toMatch(/Commits by “ana”.*Limit the retries.*src\/retry\.ts/s);
  });

  it('goes on where it ended, in chat, by the API and on the page', async () => {
    const many = Array.from({ length: 60 }, (_, n) =>
      commit(`abc${String(n).padStart(5, '0')}`, 'Limit the retries'),
    );
    await tells([push(many)]);
    expect(await asks('find commit retries')).toContain('/im find commit retries --before 0.10');
    const rest = await asks('find commit retries --before 0.50');
    expect(rest).toContain('abc00050'.slice(0, 7));
    expect(rest).not.toContain('--before');
    expect(await asks('find commit retries --before 0.60')).toContain('Nothing more is found');
    expect(await asks('find commit retries --before soon')).toContain('is not where a search ended');
    const first = await read('/changes?text=retries&limit=40');
    expect(first).toMatchObject({ more: true, next: '0.40' });
    const second = await read(`/changes?text=retries&limit=40&before=${String(first.next)}`);
    expect(second.found).toHaveLength(20);
    expect(second).toMatchObject({ more: false });
    expect((await api('/changes?text=retries&before=x')).status).toBe(422);
    const page = await (await fetch(`${office.base}/changes?text=retries`)).text();
    const [, older = ''] = /<a href="([^"]+)">Older ones/.exec(page) ?? [];
    const next = await (await fetch(`${office.base}${older.replaceAll('&amp;', '&')}`)).text();
    expect(next.match(/data-kind="commit"/g)).toHaveLength(10);
    expect(next).not.toContain('Older ones');
  });

  it('says so when older ones were not looked through', async () => {
    office.memory.changed.isCut = true;
    expect(await asks('find commit retries')).toMatch(/so far.*Older ones were not looked through/s);
    expect(await read('/changes?text=retries')).toEqual({
      found: [],
      more: true,
      next: '7.0',
      truncated: true,
    });
    const page = await (await fetch(`${office.base}/changes?text=retries`)).text();
    expect(page).toMatch(/Older ones were not looked through.*&amp;before=7\.0">Older ones/s);
    expect(page).not.toContain('since they were connected');
  });

  it('shows nothing of another tenant', async () => {
    await tells([push([commit('a1b2c3d4', 'Limit the retries')])], 'acme');
    expect(await read('/changes?text=retries')).toEqual({ found: [], more: false });
  });
});

describe('a link', () => {
  it('is put on an incident in chat, by the API and by a form, and shown on its page', async () => {
    await declare();
    expect(await asks('link 1 https://grafana.example/d/1 The dashboard')).toContain('linked that to INC-1');
    expect((await api('/incidents/INC-1/link', { url: 'https://logs.example/q' })).status).toBe(200);
    expect(await asks('link 1 https://logs.example/q')).toContain('has that link already');
    expect((await api('/incidents/INC-1/link', { url: 'javascript:alert(1)' })).status).toBe(409);
    const page = await (await fetch(`${office.base}/incidents/INC-1`)).text();
    expect(page).toMatch(
      /<h2 id="links">Links.*https:\/\/grafana\.example\/d\/1.*The dashboard.*logs\.example/s,
    );
  });
});
