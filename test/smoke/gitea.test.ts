import { MongoClient } from 'mongodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LoggedDelivery } from '../../src/inbox/kept.ts';
import { createStores, type Stores } from '../../src/mongo/index.ts';
import type { Api } from '../harness/api.ts';
import { eventually } from '../harness/eventually.ts';
import {
  findGitea,
  Gitea,
  type GiteaBrowser,
  type GiteaHook,
  type GiteaRepository,
} from '../harness/gitea.ts';
import { System } from '../harness/system.ts';

const program = findGitea();
const ADDRESS_SECRET = 'a-secret-of-twenty-four-characters';
const SIGNING_SECRET = 'what-gitea-signs-with';

describe('a real Gitea', () => {
  let system: System;
  let api: Api;
  let client: MongoClient;
  let stores: Stores;
  let gitea: Gitea;
  let payments: GiteaRepository;
  let browser: GiteaBrowser;
  let hook: GiteaHook;
  beforeAll(async () => {
    if (program === undefined) return;
    system = await System.start({
      config: `
server: { host: 127.0.0.1 }
chat:
  sandbox: { platform: sandbox }
integrations:
  git: { source: gitea, secret: '\${SECRET}', signingSecret: '\${SIGNING_SECRET}' }
services:
  checkout: { name: Checkout, repositories: [git/acme/payments] }
# Tests ask again and again whether something holds by now.
access: { limits: { person: { count: 5000, per: 1m } } }
`,
      env: { SECRET: ADDRESS_SECRET, SIGNING_SECRET },
    });
    api = await system.api();
    client = await MongoClient.connect(system.mongodbUri);
    stores = createStores(client.db('muster'));
    await api.declare('Checkout is down', { service: 'checkout' });
    // The settings are those that the guide of the integration names.
    const { body } = await api.request<{ steps: { copy?: string }[] }>('GET', '/integrations/git/guide');
    const settings = body.steps.map(({ copy }) => copy).find((copy) => copy?.startsWith('[webhook]'));
    gitea = await Gitea.start(program, settings!.replace('private', 'loopback'));
    payments = await gitea.repository('payments');
    await payments.api('PUT', '/collaborators/jane', { permission: 'write' });
    hook = {
      url: `${system.baseUrl}/in/git/${ADDRESS_SECRET}`,
      secret: SIGNING_SECRET,
      events: [
        ...['create', 'delete', 'push', 'release'],
        ...['pull_request_only', 'pull_request_comment', 'pull_request_review', 'pull_request_sync'],
      ],
    };
    await payments.tells(hook);
    browser = await gitea.browser();
  });
  afterAll(async () => {
    if (program === undefined) return;
    await gitea.stop();
    await client.close();
    await system.stop();
  });

  /** @returns what came, the oldest first. */
  const lines = async (): Promise<LoggedDelivery[]> =>
    (await stores.inbox.list({ tenant: 'default', integration: 'git' }, { limit: 200 })).lines.toReversed();

  /** Does something, and waits until a line of its own says each of these. @returns those lines. */
  async function hears(work: () => Promise<unknown>, ...sentences: RegExp[]): Promise<LoggedDelivery[]> {
    const before = (await lines()).length;
    await work();
    return eventually(`the deliveries have ${sentences.map(String).join(', ')}`, async () => {
      const fresh = (await lines()).slice(before);
      const found = sentences.map((one) => fresh.find(({ state, text }) => one.test(`${state}: ${text}`)));
      return found.every((line) => line !== undefined) && found;
    });
  }

  const says = async (text: string): Promise<string> =>
    (await api.request<{ text: string }>('POST', '/im', { text })).body.text;

  it('shows by Test Delivery, on its page and by its API, that the way and the secret are right', async ({
    skip,
  }) => {
    if (program === undefined) return skip('gitea is not on PATH');
    const nothing = /^ignored: a test delivery: nothing was pushed/;
    await hears(() => payments.testsDelivery(browser), nothing);
    await payments.commits('Begin', { 'src/card.ts': 'begun\n' });
    await hears(() => payments.pushes('main'), /^processed: push to main/, /: new branch main/);
    await hears(() => payments.tests(), nothing);
  });

  it('is understood, whatever happens to a repository', async ({ skip }) => {
    if (program === undefined) return skip('gitea is not on PATH');
    await payments.commits('Retry with a limit\n\nFor INC-1.', { 'src/retry.ts': 'one\n' });
    await payments.commits('Say it in Japanese', { 'docs/再試行 "new".md': 'x\n', 'src/card.ts': undefined });
    await hears(
      () => payments.pushes('main'),
      /^processed: push to main of acme\/payments: kept, and told to INC-1/,
    );

    await payments.git('switch', '--quiet', '--create', 'limit');
    await payments.commits('Limit tries', { 'src/retry.ts': 'two\n' });
    await hears(() => payments.pushes('limit'), /: new branch limit/, /: push to limit/);
    const request = (action: string) => new RegExp(`^processed: pull request #1 of acme/payments: ${action}`);
    await hears(
      () => payments.opensPullRequest('limit', 'Limit tries to three', 'For INC-1.'),
      request('opened'),
    );
    await payments.commits('Limit them to three', { 'src/retry.ts': 'three\n' });
    await hears(() => payments.pushes('limit'), request('updated'), /: push to limit/);
    const asks = { body: 'Why three?' };
    await hears(() => payments.api('POST', '/issues/1/comments', asks, 'jane'), request('commented'));
    for (const event of ['COMMENT', 'REQUEST_CHANGES', 'APPROVED'])
      await hears(
        () => payments.api('POST', '/pulls/1/reviews', { event, body: 'So be it' }, 'jane'),
        request('reviewed'),
      );
    await hears(
      () => payments.api('POST', '/pulls/1/merge', { Do: 'merge', delete_branch_after_merge: true }),
      request('merged'),
      /: push to main/,
      /: deleted branch limit/,
    );

    await payments.git('tag', '--annotate', 'v1.0.0', '--message', 'One');
    await hears(() => payments.pushes('v1.0.0'), /: new tag v1\.0\.0/);
    await hears(() => payments.pushes(':v1.0.0'), /: deleted tag v1\.0\.0/);
    const release = { tag_name: 'v2.0.0', name: 'Two', target_commitish: 'main' };
    await hears(() => payments.api('POST', '/releases', release), /: release v2\.0\.0 of .*: published/);

    for (let n = 1; n <= 11; n++) await payments.commits(`Step ${n}`, { [`steps/${n}`]: `${n}\n` });
    await hears(() => payments.pushes('limit:steps'), /: new branch steps/, /: push to steps/);
    await payments.git('reset', '--quiet', '--hard', 'HEAD~3');
    await hears(() => payments.pushes('--force', 'limit:steps'), /: push to steps/);
    await eventually('all are worked off', async () =>
      (await lines()).every(({ state }) => state !== 'waiting'),
    );
    expect(new Set((await lines()).map(({ state }) => state))).toEqual(new Set(['processed', 'ignored']));
  }, 400_000);

  it('tells an incident what mentions it, and the next one what was merged before it', async ({ skip }) => {
    if (program === undefined) return skip('gitea is not on PATH');
    const told = async () =>
      (await api.timeline('INC-1'))
        .filter(({ type }) => type === 'changes_mentioned')
        .map(({ text }) => text);
    await eventually('the incident is told of the merge', async () => {
      expect(await told()).toEqual(
        expect.arrayContaining([
          expect.stringMatching(
            /^Commit [0-9a-f]{7} of acme\/payments mentions it: “Retry with a limit”, by Jane Doe/,
          ),
          'Pull request #1 of acme/payments mentions it: “Limit tries to three”, by acme.',
          'Pull request #1 of acme/payments was merged: “Limit tries to three”, by acme.',
        ]),
      );
      return true;
    });
    await api.declare('Checkout is down again', { service: 'checkout' });
    const before = await says('changes 2 --since 1h');
    expect(before).toContain(
      'merged pull request #1 of acme/payments into main: “Limit tries to three”, by acme',
    );
    expect(before).toContain('released v2.0.0 of acme/payments: “Two”');
    expect(before).not.toContain('Merge pull request');
    expect(await says('find commit japanese')).toContain('Say it in Japanese');
    const { body } = await api.request<{ repositories: { name: string; lastAt: string }[] }>(
      'GET',
      '/integrations/git',
    );
    expect(body.repositories.map(({ name }) => name)).toEqual(['acme/payments']);
  });

  it('counts once what is replayed, and takes it when the secret is right again', async ({ skip }) => {
    if (program === undefined) return skip('gitea is not on PATH');
    const idOf = async (text: RegExp, state: string): Promise<string> => {
      const line = (await lines()).findLast((one) => one.state === state && text.test(one.text));
      const { body } = await api.request<{ headers: Record<string, string> }>(
        'GET',
        `/integrations/git/deliveries/${line?.key ?? ''}`,
      );
      return body.headers['x-gitea-delivery'] ?? '';
    };
    const merge = await idOf(/pull request #1 .*: merged/, 'processed');
    await hears(() => payments.replays(browser, merge), /^duplicate: it had come before/);

    await payments.signsWith(browser, { ...hook, secret: 'another-secret-of-gitea' });
    await payments.git('switch', '--quiet', '--create', 'late');
    await hears(() => payments.pushes('late'), /^refused: the signature does not match/);
    await payments.signsWith(browser, hook);
    const refused = await idOf(/the signature does not match/, 'refused');
    await hears(() => payments.replays(browser, refused), /^processed: (new branch|push to) late/);
  });
});
