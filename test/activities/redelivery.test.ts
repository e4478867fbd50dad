import { generateKeyPairSync } from 'node:crypto';
import { MockActivityEnvironment } from '@temporalio/testing';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createRedeliveryActivities, type RedeliveryActivities } from '../../activities/redelivery.ts';
import { createStores, type Stores } from '../../src/mongo/index.ts';
import { GitHubAttempts, type GitHubRedelivery } from '../../src/redelivery/github/client.ts';
import { redeliveryStatus, type RedeliveryStatus } from '../../src/redelivery/status.ts';
import { FakeGithubHooks, type FakeHook } from '../fakes/github/hooks.ts';
import { startDocumentStore, type TestStore } from '../harness/document-store.ts';

const START = Date.parse('2026-03-01T12:00Z');
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const SECRET = 'an-address-that-nobody-guesses';

let store: TestStore;
let stores: Stores;
beforeAll(async () => {
  store = await startDocumentStore();
  stores = createStores(store.db);
}, 300_000);
afterAll(() => store.stop());

let number = 0;
let now: number;
let ref: { tenant: string; integration: string };
let github: FakeGithubHooks;
let settings: GitHubRedelivery;
let activities: RedeliveryActivities;
/** How our server answers; 0 while it is away. */
let answers: number;
/** Deliveries that our server took, by their guids, each time. */
let taken: string[];
let warned: string[];

beforeEach(async () => {
  now = START;
  ref = { tenant: 'default', integration: `github-${++number}` };
  [answers, taken, warned] = [202, [], []];
  github = new FakeGithubHooks(() => now);
  github.post = ({ guid }) => {
    if (answers === 202) taken.push(guid);
    return Promise.resolve(answers);
  };
  await github.server.start();
  settings = { url: github.server.base, token: github.token, of: ['acme/payments'], everyMs: 5 * MINUTE };
  activities = createRedeliveryActivities({
    configured: () => [ref],
    attempts: () =>
      new GitHubAttempts(settings, {
        integration: ref.integration,
        paths: [`/in/${ref.integration}/${SECRET}`],
        now: () => now,
      }),
    store: stores.redeliveries,
    inbox: { find: (_, key) => Promise.resolve(taken.includes(key) ? ({ key } as never) : undefined) },
    pauseMs: 0,
    now: () => now,
    log: { warn: (_: object, message: string) => void warned.push(message) },
  });
});
afterEach(() => github.server.stop());

const hookOf = (place = 'acme/payments'): FakeHook =>
  github.hook(place, `https://muster.example/in/${ref.integration}/${SECRET}`);

async function look(): Promise<string> {
  const env = new MockActivityEnvironment({ heartbeatTimeoutMs: 10_000 });
  const done = await env.run<[], string, () => Promise<string>>(() => activities.redeliverMissed(ref));
  await github.settled();
  return done;
}

/** Looks every five minutes for so long. */
async function lookFor(ms: number): Promise<void> {
  for (const until = now + ms; now < until; now += 5 * MINUTE) await look();
}

async function status(): Promise<RedeliveryStatus> {
  const known = await stores.redeliveries.find(`${ref.tenant}:${ref.integration}`);
  return redeliveryStatus(known?.state, settings.app ? ['app'] : settings.of);
}

const asked = (): number => github.server.calls.filter(({ method }) => method === 'POST').length;

describe('what GitHub could not deliver', () => {
  it('is found after our server was away for an hour, delivered again, and taken once each', async () => {
    const hook = hookOf();
    const before = await github.deliver(hook);
    await look();
    answers = 0;
    const lost: string[] = [];
    for (let n = 0; n < 12; n++) {
      now += 5 * MINUTE;
      lost.push(await github.deliver(hook));
      await look();
    }
    expect((await status()).waiting).toBeGreaterThan(8);
    // While nobody answers, one is tried now and then to see whether somebody does: no more than one at a time.
    expect(asked()).toBeLessThanOrEqual(12);
    answers = 202;
    now += 5 * MINUTE;
    await lookFor(HOUR);
    expect(taken.toSorted()).toEqual([before, ...lost].toSorted());
    expect(await status()).toMatchObject({ waiting: 0, found: 12, came: 12, givenUp: 0, problems: [] });
    const posts = asked();
    await lookFor(HOUR);
    expect(asked()).toBe(posts);
  });

  it('is looked through over pages, also where one look does not come to the end', async () => {
    const hook = hookOf();
    github.pageSize = 2;
    answers = 502;
    const lost = [await github.deliver(hook)];
    answers = 202;
    for (let n = 0; n < 150; n++) {
      now += 1_000;
      await github.deliver(hook);
    }
    now += 5 * MINUTE;
    await look();
    expect((await status()).found).toBe(0);
    await lookFor(30 * MINUTE);
    expect((await status()).came).toBe(1);
    expect(taken).toContain(lost[0]);
    github.server.calls.length = 0;
    await look();
    // What is known is not looked through again.
    expect(github.server.calls.length).toBeLessThan(4);
  });

  it('is not asked for when it came, though GitHub did not hear that it had', async () => {
    const hook = hookOf();
    github.post = ({ guid }) => {
      taken.push(guid);
      return Promise.resolve(0);
    };
    await github.deliver(hook);
    await lookFor(30 * MINUTE);
    expect([asked(), taken.length]).toEqual([0, 1]);
    expect(await status()).toMatchObject({ found: 1, came: 1, waiting: 0 });
  });

  it('is given up after some tries, seldomer each time, and that is said', async () => {
    const hook = hookOf();
    // Others come: it is this one that is refused.
    const poison = await github.deliver(hook);
    taken = [];
    hook.attempts.splice(0, 1, { ...hook.attempts[0]!, code: 401 });
    github.post = ({ guid }) => Promise.resolve(guid === poison ? 401 : 202);
    for (let hours = 0; hours < 71; hours++) {
      now += HOUR;
      await github.deliver(hook);
      await look();
    }
    expect(asked()).toBe(6);
    expect(await status()).toMatchObject({ waiting: 0, givenUp: 1 });
  });

  it('leaves GitHub alone for as long as it asks to, and goes on then', async () => {
    const hook = hookOf();
    answers = 500;
    for (let n = 0; n < 20; n++) await github.deliver(hook);
    answers = 202;
    now += MINUTE;
    await github.deliver(hook);
    github.server.fails({
      status: 403,
      headers: { 'retry-after': '3600' },
      body: { message: 'secondary rate limit' },
    });
    await look();
    expect((await status()).problems.join()).toContain('asks to wait for 3600 s');
    const before = github.server.calls.length;
    now += 59 * MINUTE;
    expect(await look()).toContain('left alone');
    expect(github.server.calls).toHaveLength(before);
    now += 2 * MINUTE;
    await lookFor(10 * MINUTE);
    expect(asked()).toBe(20);
    expect(await status()).toMatchObject({ found: 20, came: 20, problems: [] });
  });

  it('is asked no sooner than the configuration says', async () => {
    hookOf();
    await look();
    const { length } = github.server.calls;
    now += 2 * MINUTE;
    expect(await look()).toContain('a moment ago');
    expect(github.server.calls).toHaveLength(length);
  });

  it('says which setting to look at when GitHub refuses, and goes on with the other webhooks', async () => {
    settings = { ...settings, of: ['acme/gone', 'acme', 'acme/payments'] };
    github.hook('acme', 'https://elsewhere.example/in/other/secret');
    const hook = hookOf();
    answers = 502;
    await github.deliver(hook);
    answers = 202;
    now += 2 * MINUTE;
    await look();
    const { problems, waiting } = await status();
    expect(problems.join('\n')).toMatch(
      /acme\/gone .*redelivery\.token[^]*acme has no webhook that posts to the address of this integration/,
    );
    expect(waiting).toBe(1);
    expect(asked()).toBe(1);
    github.revoked = true;
    now += 5 * MINUTE;
    await look();
    expect((await status()).problems[0]).toContain('GitHub refuses the token');
    for (const said of [...warned, ...(await status()).problems]) expect(said).not.toContain(github.token);
    await github.server.stop();
    now += 5 * MINUTE;
    await look();
    expect((await status()).problems[0]).toContain('did not answer');
    await github.server.start();
  });

  it('is of an app, too, whose key signs for a few minutes', async () => {
    const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    github.appKey = publicKey;
    const pem = privateKey.export({ type: 'pkcs1', format: 'pem' }).toString();
    settings = { ...settings, token: undefined, of: [], app: { id: github.appId, privateKey: pem } };
    const hook = hookOf('app');
    answers = 502;
    const lost = await github.deliver(hook);
    answers = 202;
    now += 2 * MINUTE;
    await github.deliver(hook);
    await look();
    expect(taken).toContain(lost);
    for (const { headers } of github.server.calls) await github.verifyApp(headers.authorization);
    settings = { ...settings, app: { id: github.appId, privateKey: 'no key' } };
    now += 5 * MINUTE;
    await look();
    expect((await status()).problems.join()).toContain('redelivery.app.privateKey');
  });

  it('is asked for once by two who look at the same time', async () => {
    const hook = hookOf();
    answers = 502;
    await github.deliver(hook);
    now += 2 * MINUTE;
    answers = 202;
    await github.deliver(hook);
    const ends = await Promise.allSettled([look(), look()]);
    expect(ends.map((end) => (end.status === 'rejected' ? String(end.reason) : end.value)).join()).toMatch(
      /somebody else|a moment ago/,
    );
    expect(asked()).toBe(1);
  });
});
