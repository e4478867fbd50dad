import { pino } from 'pino';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createDevelopmentActivities } from '../../activities/development.ts';
import { beginDevelopment, createDevelopmentTaking } from '../../src/wiring/changes/development-taking.ts';
import type { Change } from '../../src/git/change.ts';
import type { Aftermath } from '../../src/inbox/aftermath.ts';
import type { TakerContext } from '../../src/inbox/taker.ts';
import type { Development } from '../../src/tracker/development.ts';
import { JiraDevelopment } from '../../src/tracker/jira/development/client.ts';
import { developmentSettings } from '../../src/tracker/jira/development/settings.ts';
import { DEVELOPMENT_WORKFLOW, type DevelopmentOrder } from '../../workflows/development/messages.ts';
import { FakeAtlassian } from '../fakes/atlassian/fake.ts';
import { RecordingActivities } from '../harness/recording-activities.ts';
import { timeSkipping } from '../harness/time-skipping.ts';

const temporal = timeSkipping();
const AT = Date.parse('2026-03-01T12:00:00Z');
const context: TakerContext = { tenant: 'acme', integration: 'github', delivery: 'd1', receivedAt: AT };
const pull = (number: number, title = `PAY-${number}: retry hunter2`): Change => ({
  type: 'pull_request',
  key: `pull-${number}`,
  repository: { name: 'acme/payments', url: 'https://git.example/acme/payments' },
  at: AT,
  action: 'opened',
  pullRequest: {
    number,
    title,
    url: `https://git.example/acme/payments/pull/${number}`,
    author: { name: 'Ana' },
    source: 'fix',
    state: 'open',
  },
});
let number = 0;

describe('what git servers tell reaches Jira', () => {
  let fake: FakeAtlassian;
  let clock: number;
  let development: Development;
  const taskQueue = 'development';
  let stop: () => Promise<void>;
  const begun: string[] = [];
  const noted = new Map<string, Aftermath>();

  const settings = (clientSecret: string) =>
    developmentSettings.parse({
      url: fake.server.base,
      cloudId: fake.cloudId,
      clientId: fake.clientId,
      clientSecret,
    });
  const open = (clientSecret = fake.clientSecret): Development =>
    new JiraDevelopment(settings(clientSecret), 400, { id: 'jira', now: () => clock });

  beforeAll(async () => {
    const real = createDevelopmentActivities({
      development: () => development,
      now: () => clock,
      aftermath: {
        note: (tenant, { integration, delivery, receivedAt }, part, aftermath) => {
          noted.set([tenant, integration, delivery, receivedAt, part.length].join(' '), aftermath);
          return Promise.resolve();
        },
      },
      redact: (text) => text.replaceAll('hunter2', '[redacted]'),
      log: pino({ level: 'silent' }),
    });
    stop = await temporal.work(taskQueue, {
      ...new RecordingActivities().implementation,
      pushDevelopment: async (wish) => {
        clock = await temporal.env.currentTimeMs();
        return real.pushDevelopment(wish);
      },
    });
  });
  afterAll(() => stop());
  beforeEach(async () => {
    number++;
    begun.length = 0;
    noted.clear();
    clock = await temporal.env.currentTimeMs();
    fake = new FakeAtlassian(() => clock);
    await fake.server.start();
    development = open();
  });
  afterEach(() => fake.server.stop());

  const take = (changes: readonly Change[], more: Partial<TakerContext> = {}) => {
    const begin = beginDevelopment(temporal.env.client, taskQueue);
    return createDevelopmentTaking({
      begin: (workflowId: string, order: DevelopmentOrder) => {
        begun.push(workflowId);
        return begin(workflowId, order);
      },
      developments: () => new Map([['jira', development]]),
      redact: (text) => text.replaceAll('hunter2', '[redacted]'),
    })({ ...context, delivery: `${context.delivery}-${number}`, ...more }, changes);
  };
  // One after the other: each that waits lets the clock jump.
  async function results(): Promise<unknown[]> {
    const all: unknown[] = [];
    for (const id of new Set(begun)) all.push(await temporal.env.client.workflow.getHandle(id).result());
    return all;
  }

  test('once for each delivery, without secrets, and the delivery tells of it', async () => {
    expect(await take([pull(1), pull(2), pull(3, 'tidy')])).toEqual([
      { of: 'pull-1', text: 'passed on to jira: PAY-1' },
      { of: 'pull-2', text: 'passed on to jira: PAY-2' },
    ]);
    await take([pull(1), pull(2), pull(3, 'tidy')]);
    expect(begun).toHaveLength(2);
    expect(await results()).toEqual([{ accepted: 2, refused: [], unknownIssues: [] }]);
    expect(fake.bulks).toHaveLength(1);
    expect(JSON.stringify(fake.bulks)).not.toContain('hunter2');
  });

  test('once more when somebody asks for that, once each time, which changes what is lacking there alone', async () => {
    await take([pull(1), pull(2)]);
    await results();
    const [kept] = [...fake.kept.keys()];
    fake.kept.delete(kept!);
    const others = [...fake.kept];
    expect(await take([pull(1), pull(2)], { again: 1 })).toEqual([
      { of: 'pull-1', text: 'passed on once more to jira: PAY-1' },
      { of: 'pull-2', text: 'passed on once more to jira: PAY-2' },
    ]);
    // Whoever reads it again may die and do it once more.
    await take([pull(1), pull(2)], { again: 1 });
    await results();
    expect(fake.bulks).toHaveLength(2);
    expect(fake.kept.has(kept!)).toBe(true);
    expect([...fake.kept].filter(([key]) => key !== kept)).toEqual(others);
    expect([...noted.values()]).toEqual([
      { outcomes: [{ of: 'jira', text: 'jira took 2 things, told once more' }] },
    ]);
    await take([pull(1), pull(2)], { again: 2 });
    await results();
    expect(fake.bulks).toHaveLength(3);
  });

  test('nothing is begun for changes that name no issue', async () => {
    expect(await take([pull(3, 'tidy')])).toEqual([]);
    expect(begun).toEqual([]);
  });

  test('after the wait that Jira asks for, and whatever breaks', async () => {
    fake.server.fails({ status: 503, headers: { 'retry-after': '3600' } }, 'reset after', 'reset before');
    const before = await temporal.env.currentTimeMs();
    await take([pull(1)]);
    expect(await results()).toMatchObject([{ accepted: 1 }]);
    expect((await temporal.env.currentTimeMs()) - before).toBeGreaterThanOrEqual(3_600_000);
    expect(fake.kept.size).toBe(1);
  });

  test('when the credentials are put right, days later', async () => {
    development = open('withdrawn');
    await take([pull(1)]);
    await temporal.env.sleep('2d');
    expect(fake.kept.size).toBe(0);
    expect([...noted.values()]).toMatchObject([
      {
        outcomes: [
          { of: 'jira', text: expect.stringMatching(/^jira is not told yet.*`clientId`/) as string },
        ],
        trouble: 'jira is not told yet',
      },
    ]);
    development = open();
    expect(await results()).toMatchObject([{ accepted: 1 }]);
    expect([...noted.values()]).toEqual([{ outcomes: [{ of: 'jira', text: 'jira took 1 thing' }] }]);
  });

  test('in parts, where it is too much at once, and many at once in several workflows', async () => {
    fake.most = 60;
    await take(Array.from({ length: 250 }, (_, n) => pull(n + 1)));
    expect(begun).toHaveLength(2);
    expect(await results()).toMatchObject([{ accepted: 200 }, { accepted: 50 }]);
    expect(fake.kept.size).toBe(250);
  });

  test('and the delivery says what Jira refused, and which issues it does not know', async () => {
    fake.refusing.set('2', 'hunter2 is no title');
    await take([pull(1), pull(2), pull(3, 'QA-3: tidy')]);
    await results();
    expect([...noted]).toEqual([
      [
        `acme github d1-${number} ${AT} 32`,
        {
          outcomes: [
            {
              of: '2',
              what: 'pull request 2 of acme/payments',
              text: 'refused by jira: [redacted] is no title',
            },
            { of: 'jira', text: 'jira knows no issue QA-3' },
            { of: 'jira', text: 'jira took 2 things' },
          ],
          trouble: 'jira refused 1 thing; jira knows no issue QA-3',
        },
      ],
    ]);
  });

  test('without the one that Jira does not understand, which is said', async () => {
    const items = development.itemsOf([pull(1), pull(2), pull(3), pull(4)], (text) => text);
    const broken = items.map((item, n) =>
      n === 2 && 'entity' in item ? { ...item, repository: { ...item.repository, id: 'r2', url: '' } } : item,
    );
    const workflowId = `one-refused-${number}`;
    const handle = await temporal.env.client.workflow.start(DEVELOPMENT_WORKFLOW, {
      workflowId,
      taskQueue,
      args: [{ tenant: 'acme', tracker: 'jira', items: broken }],
    });
    expect(await handle.result()).toMatchObject({ accepted: 3, refused: [{ id: '3' }] });
    expect(fake.kept.size).toBe(3);
  });

  test('what Jira refuses for good ends, and says why', async () => {
    const item = development.itemsOf([pull(1)], (text) => text);
    fake.server.fails(
      { status: 200, body: { access_token: 'x' } },
      { status: 400, body: [{ message: 'no' }] },
    );
    const workflowId = `refused-${number}`;
    const order = { tenant: 'acme', tracker: 'jira', items: item };
    const handle = await temporal.env.client.workflow.start(DEVELOPMENT_WORKFLOW, {
      workflowId,
      taskQueue,
      args: [order],
    });
    expect(await handle.result()).toMatchObject({
      accepted: 0,
      refused: [{ id: '1', reason: expect.stringContaining('(400: no)') as string }],
    });
  });
});
