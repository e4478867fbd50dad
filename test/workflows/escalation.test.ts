import { expect, test } from 'vitest';
import type { Delivery } from '../../src/chat/delivery.ts';
import { plain } from '../../src/chat/text.ts';
import { declaring } from '../harness/declare.ts';
import type { IncidentUnderTest } from '../harness/incident-under-test.ts';
import { ownChannel } from '../harness/plan.ts';
import { RecordingActivities } from '../harness/recording-activities.ts';
import { timeSkipping } from '../harness/time-skipping.ts';

const declare = declaring(timeSkipping());

const TWO_STEPS = {
  steps: [
    ['ana', '5m'],
    [['ben', 'main/#critical'], '10m'],
  ],
} as const;

/** @returns what was told in a channel outside of the thread too. */
const loudly = (incident: IncidentUnderTest, target: string): string[] =>
  incident.activities
    .done({ activity: 'deliver', target })
    .map(({ input }) => input as Delivery)
    .filter(({ alsoInChannel }) => alsoInChannel)
    .map(({ message }) => message.summary);

test('each step is paged after the delay of the one before, and the policy is repeated as often as it says', async () => {
  const incident = await declare({ policy: { ...TWO_STEPS, repeat: 1 } });
  await incident.skip('16m');
  expect(await incident.pages()).toEqual(['ana at 0m', '#critical at 5m', 'ben at 5m', 'ana at 15m']);
  await incident.skip('1h');
  expect(await incident.pages()).toEqual([
    'ana at 0m',
    '#critical at 5m',
    'ben at 5m',
    'ana at 15m',
    '#critical at 20m',
    'ben at 20m',
  ]);
});

test('the end of a policy that nobody acknowledged is told loudly in the channel and stands on the card', async () => {
  const incident = await declare({ policy: TWO_STEPS });
  await incident.skip('16m');
  expect(incident.timeline('escalation_exhausted')).toMatchObject([{ reached: true }]);
  expect(loudly(incident, 'main/#critical').at(-1)).toContain('NOBODY HAS ACKNOWLEDGED');
  expect(incident.cards('main/#critical').at(-1)?.at(-1)).toContain('NOBODY HAS ACKNOWLEDGED');
});

test('a policy that reached nobody says so at its end, until a page is delivered after all', async () => {
  const activities = new RecordingActivities();
  const mend = activities.breaks({ activity: 'page' }, 'connection_failed');
  const incident = await declare({ policy: { steps: [['ana', '5m']] }, activities });
  await incident.skip('6m');
  expect(incident.timeline('escalation_exhausted')[0]).not.toHaveProperty('reached');
  expect(loudly(incident, 'main/#critical').at(-1)).toContain('NOBODY HAS BEEN REACHED');
  expect(await incident.currentDetails()).toContain('NOBODY HAS BEEN REACHED');
  mend();
  await incident.skip('10m');
  expect(await incident.currentDetails()).toContain('NOBODY HAS ACKNOWLEDGED');
  expect(incident.cards('main/#critical').at(-1)?.at(-1)).toContain('NOBODY HAS ACKNOWLEDGED');
});

test('an incident to which no policy applies says loudly that nobody is paged, and with which setting that ends', async () => {
  const incident = await declare({
    service: 'checkout',
    sla: { 'SEV-1': { acknowledge: '10m' } },
  });
  const [said] = loudly(incident, 'main/#critical');
  expect(said).toContain('No escalation policy applies: NOBODY IS PAGED');
  expect(said).toContain('services.checkout.escalation or defaults.escalation');
  expect(incident.cards('main/#critical').at(-1)?.at(-1)).toContain('NOBODY IS PAGED');
  expect(await incident.currentDetails()).toContain('**NOBODY IS PAGED');
  await incident.skip('11m');
  expect(loudly(incident, 'main/#critical').slice(1)).toEqual([
    expect.stringMatching(/SLA warning: not acknowledged yet.*nobody was paged/),
    expect.stringMatching(/SLA breach: not acknowledged.*nobody was paged/),
  ]);
  await incident.ack('ana');
  await incident.settled();
  expect(incident.cards('main/#critical').at(-1)?.at(-1)).not.toContain('NOBODY');
});

test('a private incident pages the people of its policy alone, and passes over a step that has none', async () => {
  const incident = await declare({
    private: true,
    policy: {
      steps: [
        ['main/#critical', '5m'],
        [['main/#critical', 'ben'], '5m'],
      ],
    },
    channels: [ownChannel()],
  });
  expect(await incident.pages()).toEqual(['ben at 0m']);
  expect(incident.timeline('notification_failed')).toEqual([]);
  const own = `main/#${incident.id.toLowerCase()}`;
  expect(loudly(incident, own)[0]).toContain('Escalation step 1 of 2: NOBODY IS PAGED');
});

test('escalate pages the next step at once, and the policy goes on from there', async () => {
  const incident = await declare({ policy: TWO_STEPS });
  await incident.skip('1m');
  const { outcome = [] } = await incident.escalate('cy');
  expect(plain(outcome)).toBe('Step 2 of 2: ben and #critical are paged now.');
  await incident.settled();
  expect(await incident.pages()).toEqual(['ana at 0m', '#critical at 1m', 'ben at 1m']);
  await incident.skip('10m');
  expect(incident.timeline('escalation_exhausted')).toHaveLength(1);
});

test('escalate begins a policy anew that is used up, because somebody must be reached', async () => {
  const incident = await declare({ policy: TWO_STEPS });
  await incident.skip('20m');
  await incident.escalate('cy');
  await incident.settled();
  expect((await incident.pages()).at(-1)).toBe('ana at 20m');
});

test('escalate pages the next step of an acknowledged incident too, and that step alone', async () => {
  const incident = await declare({ policy: TWO_STEPS });
  await incident.ack('ana');
  await incident.escalate('ana');
  await incident.skip('1h');
  expect(await incident.pages()).toEqual(['#critical at 0m', 'ana at 0m', 'ben at 0m']);
});

test('an acknowledgement that nothing follows expires, and the escalation resumes', async () => {
  const incident = await declare({ policy: { ...TWO_STEPS, ackTimeout: '30m' } });
  await incident.ack('ana');
  await incident.skip('29m');
  await incident.note('ana', 'looking at the database');
  await incident.skip('29m');
  expect(await incident.pages()).toEqual(['ana at 0m']);
  await incident.skip('2m');
  expect(await incident.pages()).toEqual(['ana at 0m', '#critical at 59m', 'ben at 59m']);
  expect((await incident.view()).incident.status).toBe('open');
});

test('a reopened incident is escalated from the first step', async () => {
  const incident = await declare({ policy: TWO_STEPS });
  await incident.resolve('ana');
  await incident.skip('1h');
  await incident.reopen('ben');
  await incident.skip('6m');
  expect(await incident.pages()).toEqual(['ana at 0m', 'ana at 60m', '#critical at 65m', 'ben at 65m']);
});

test('a policy may take weeks', async () => {
  const incident = await declare({
    policy: {
      steps: [
        ['ana', '7d'],
        ['ben', '14d'],
      ],
      repeat: 1,
    },
  });
  await incident.skip('30d');
  const days = (count: number): number => count * 24 * 60;
  expect(await incident.pages()).toEqual([
    'ana at 0m',
    `ben at ${days(7)}m`,
    `ana at ${days(21)}m`,
    `ben at ${days(28)}m`,
  ]);
});

test('an incident that a worker sees late is escalated from then', async () => {
  const incident = await declare({ policy: TWO_STEPS, worker: false });
  await incident.startWorker();
  await incident.settled();
  const { startTime } = await incident.handle.describe();
  const { incident: seen } = await incident.view();
  expect(seen.declared.at).toBe(startTime.getTime());
  expect(seen.escalation?.nextAt).toBeGreaterThan(startTime.getTime() + 5 * 60_000);
});
