import { expect, it } from 'vitest';
import { github } from '../../src/tracker/github/kind.ts';
import { githubSettings } from '../../src/tracker/github/settings.ts';
import { jira } from '../../src/tracker/jira/kind.ts';
import { jiraSettings } from '../../src/tracker/jira/settings.ts';
import type { NewTicket } from '../../src/tracker/tracker.ts';
import { FakeGithub } from '../fakes/github/fake.ts';
import { FakeJira } from '../fakes/jira/fake.ts';
import { describeTracker, type TrackerHarness } from './tracker-contract.ts';

const HOSTILE =
  '@ana closes #1 GH-2 acme/x#3 <!-- x --> *b* [~ana] {code} https://github.com/acme/x/issues/4';
const wish = (place: string): NewTicket => ({
  place,
  title: HOSTILE,
  paragraphs: [
    [HOSTILE, { bold: HOSTILE }],
    ['Owner: ', { bold: 'Ana' }],
  ],
  due: '2026-03-01',
  marker: 'muster-1',
});

async function openGithub(): Promise<TrackerHarness & { readonly fake: FakeGithub }> {
  const fake = new FakeGithub();
  const repository = fake.repository('acme/payments');
  await fake.server.start();
  const { base: url } = fake.server;
  const site = 'https://github.example';
  const settings = githubSettings.parse({
    url,
    site,
    token: fake.token,
    labels: ['incident'],
    timeoutMs: 300,
  });
  return {
    fake,
    tracker: github.create(settings, { id: 'hub', now: Date.now }),
    server: fake.server,
    place: 'acme/payments',
    nowhere: 'acme/nothing',
    token: fake.token,
    account: fake.login,
    tickets: () => repository.issues.map(({ title, body }) => ({ title, text: body })),
    revoke: () => {
      fake.revoked = true;
    },
    forbid: () => {
      repository.may = 'read';
    },
    stop: () => fake.server.stop(),
  };
}

async function openJira(
  deployment: 'cloud' | 'data-center',
): Promise<TrackerHarness & { readonly fake: FakeJira }> {
  const fake = new FakeJira(deployment);
  const project = fake.project('PAY');
  await fake.server.start();
  const { email, token } = fake;
  const settings = jiraSettings.parse({
    url: `${fake.server.base}/`,
    deployment,
    token,
    ...(deployment === 'cloud' && { email }),
    timeoutMs: 300,
  });
  return {
    fake,
    tracker: jira.create(settings, { id: 'jira', now: Date.now }),
    server: fake.server,
    place: 'PAY',
    nowhere: 'NOPE',
    account: fake.account,
    token,
    tickets: () =>
      project.issues.map(({ summary, description }) => ({
        title: summary,
        text: JSON.stringify(description),
      })),
    revoke: () => {
      fake.revoked = true;
    },
    forbid: () => {
      project.may = 'nothing';
    },
    stop: () => fake.server.stop(),
  };
}

describeTracker('GitHub Issues', openGithub);
describeTracker('Jira Cloud', () => openJira('cloud'));
describeTracker('Jira Data Center', () => openJira('data-center'));

it('notifies nobody on GitHub, and no other issue hears of it', async () => {
  const { tracker, fake, stop, place } = await openGithub();
  expect(await tracker.create(wish(place))).toEqual({
    place,
    key: 'acme/payments#1',
    url: 'https://github.example/acme/payments/issues/1',
  });
  const [issue] = fake.repositories.get(place)!.issues;
  for (const text of [issue!.title, issue!.body]) {
    const shown = text.replaceAll('\\', '');
    expect(shown).not.toMatch(/@ana|#\d|GH-2|https:\/\/github/);
  }
  expect(issue!.body.match(/<!--/g)).toEqual(['<!--']);
  expect(issue!.body).toMatch(/<!-- muster-1 -->$/);
  expect(issue!.labels).toEqual(['incident']);
  await stop();
});

it('says of a ticket that was transferred that it is somewhere else, and changes nothing there', async () => {
  const { tracker, fake, stop, place } = await openGithub();
  const { key } = await tracker.create(wish(place));
  fake.repository('acme/ops');
  fake.transfer(place, 1, 'acme/ops');
  const asked = [
    tracker.state(key),
    tracker.setDone(key, true),
    tracker.comment(key, { paragraphs: [['x']], marker: 'muster-2' }),
  ];
  for (const one of asked)
    await expect(one).rejects.toMatchObject({
      code: 'ticket_moved',
      message: expect.stringContaining('acme/payments#1 is somewhere else now') as string,
    });
  const [there] = fake.repositories.get('acme/ops')!.issues;
  expect([there!.state, there!.comments]).toEqual([undefined, undefined]);
  await stop();
});

it.each(['cloud', 'data-center'] as const)(
  'reaches a moved issue of Jira (%s) by its old key',
  async (deployment) => {
    const { tracker, fake, stop, place } = await openJira(deployment);
    const { key } = await tracker.create(wish(place));
    fake.project('OPS');
    expect(fake.move(key, 'OPS')).toBe('OPS-1');
    await tracker.setDone(key, true);
    expect(fake.projects.get('OPS')!.issues).toMatchObject([{ key: 'OPS-1', category: 'done' }]);
    await stop();
  },
);

it('finds a ticket behind many newer ones', async () => {
  const { tracker, fake, stop, place } = await openGithub();
  const since = Date.now();
  await tracker.create(wish(place));
  const { issues } = fake.repositories.get(place)!;
  for (let n = 2; n <= 250; n++)
    issues.push({ number: n, title: 'x', body: '', labels: [], createdAt: since + n });
  expect(await tracker.find({ place, marker: 'muster-1', since })).toMatchObject({ key: 'acme/payments#1' });
  expect(fake.server.calls).toHaveLength(4);
  await stop();
});

it.each([
  ['a time to wait', () => ({ status: 403, headers: { 'retry-after': '30' } }), 30_000],
  [
    'an empty budget',
    () => ({
      status: 403,
      headers: {
        'x-ratelimit-remaining': '0',
        'x-ratelimit-reset': String(Math.ceil(Date.now() / 1000) + 90),
      },
    }),
    90_000,
  ],
  [
    'its words',
    () => ({ status: 403, body: { message: 'You have exceeded a secondary rate limit.' } }),
    60_000,
  ],
])('knows the limits of GitHub from a lack of rights by %s', async (_by, answer, ms) => {
  const { tracker, fake, stop, place } = await openGithub();
  fake.server.fails(answer());
  const error = await tracker.create(wish(place)).catch((caught: unknown) => caught);
  expect(error).toMatchObject({ code: 'rate_limited' });
  const { retryAfterMs = 0 } = error as { retryAfterMs?: number };
  expect(Math.abs(retryAfterMs - ms)).toBeLessThan(5_000);
  await stop();
});

it('says when a repository has no issues, and what GitHub does not like', async () => {
  const { tracker, fake, stop, place } = await openGithub();
  fake.repositories.get(place)!.hasIssues = false;
  await expect(tracker.create(wish(place))).rejects.toThrow(/issues switched off.*410/);
  fake.server.fails({
    status: 422,
    body: { message: 'Validation Failed', errors: [{ resource: 'Label', field: 'name', code: 'invalid' }] },
  });
  await expect(tracker.create(wish(place))).rejects.toThrow(
    /check `labels`.*Validation Failed: name invalid/,
  );
  await stop();
});

it('mentions nobody in Jira, and sets label, type and due date', async () => {
  for (const deployment of ['cloud', 'data-center'] as const) {
    const { tracker, fake, stop, place } = await openJira(deployment);
    const made = await tracker.create(wish(place));
    expect(made).toEqual({ place, key: 'PAY-1', url: `${fake.server.base}/browse/PAY-1` });
    const [issue] = fake.projects.get(place)!.issues;
    expect(issue).toMatchObject({ labels: ['muster-1'], duedate: '2026-03-01', summary: HOSTILE });
    const text = JSON.stringify(issue!.description);
    if (deployment === 'cloud') expect(text).not.toMatch(/"type":"(?:mention|codeBlock|inlineCard)"/);
    else expect(text).not.toMatch(/\[~ana\]|\{code\}|https:|@ana/);
    await stop();
  }
});

it.each([
  ['labels', /put the field Labels on the screen/],
  ['duedate', /set `dueDates: false`/],
] as const)('says what to do where Jira takes no %s', async (field, message) => {
  const { tracker, fake, stop, place } = await openJira('cloud');
  fake.projects.get(place)!.screen.delete(field);
  await expect(tracker.create(wish(place))).rejects.toThrow(message);
  await stop();
});

it('opens Jira where people do, and knows its types', async () => {
  const { fake, stop } = await openJira('cloud');
  const { email, token, server } = fake;
  const settings = { url: server.base, site: 'https://acme.atlassian.net/', email, token };
  const tracker = jira.create(jiraSettings.parse(settings), { id: 'jira', now: Date.now });
  expect((await tracker.create(wish('PAY'))).url).toBe('https://acme.atlassian.net/browse/PAY-1');
  const odd = jira.create(jiraSettings.parse({ ...settings, issueType: 'Story' }), {
    id: 'jira',
    now: Date.now,
  });
  await expect(odd.create(wish('PAY'))).rejects.toThrow(/set `issueType`/);
  server.fails({ status: 503, headers: { 'retry-after': '5' } });
  await expect(tracker.create(wish('PAY'))).rejects.toMatchObject({
    code: 'rate_limited',
    retryAfterMs: 5_000,
  });
  await stop();
});

it('moves an issue of Jira to the status that is named, and to one of the category where none is', async () => {
  const { fake, stop } = await openJira('cloud');
  fake.transitions.push({ id: '51', category: 'done', wants: false, status: 'Verified' });
  const { email, token, server } = fake;
  const incidents = {
    statuses: { resolved: 'verified', mitigated: 'Nowhere' },
    priorities: { 'SEV-1': 'Blocker' },
  };
  const parsed = jiraSettings.parse({ url: server.base, email, token, incidents });
  const tracker = jira.create(parsed, { id: 'jira', now: Date.now });
  const { key } = await tracker.create(wish('PAY'));
  const [issue] = fake.projects.get('PAY')!.issues;
  await tracker.stand(key, { status: 'acknowledged' });
  expect(issue).toMatchObject({ category: 'indeterminate' });
  await tracker.stand(key, { status: 'resolved' });
  expect(issue).toMatchObject({ category: 'done', status: 'Verified' });
  await expect(tracker.stand(key, { status: 'mitigated' })).rejects.toThrow(/to be Nowhere.*no transition/);
  await expect(tracker.stand(key, { severity: 'SEV-1' })).rejects.toThrow(/set `incidents.priorities`/);
  await tracker.stand(key, { severity: 'SEV-2' });
  expect(issue!.priority).toBeUndefined();
  fake.projects.get('PAY')!.priorities.splice(0);
  const plain = jira.create(jiraSettings.parse({ url: server.base, email, token }), {
    id: 'jira',
    now: Date.now,
  });
  await plain.stand(key, { severity: 'SEV-1' });
  await stop();
});

it('knows issues of GitHub Enterprise by the host of its API', () => {
  const token = 't';
  const of = (url?: string) =>
    github.create(githubSettings.parse({ token, ...(url && { url }) }), { id: 'hub', now: Date.now });
  expect(of().ticketAt('https://github.com/acme/payments/issues/7')).toMatchObject({
    key: 'acme/payments#7',
  });
  expect(of().ticketAt('https://github.com/acme/payments/pull/7')).toBeUndefined();
  const own = 'https://github.acme.example/acme/payments/issues/7';
  expect(of('https://github.acme.example/api/v3').ticketAt(own)).toMatchObject({ url: own });
});
