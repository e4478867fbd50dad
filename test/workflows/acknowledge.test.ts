import { expect, test } from 'vitest';
import { pageWantedQuery } from '../../workflows/incident/messages.ts';
import { declaring } from '../harness/declare.ts';
import { eventually } from '../harness/eventually.ts';
import { RecordingActivities } from '../harness/recording-activities.ts';
import { timeSkipping } from '../harness/time-skipping.ts';

const declare = declaring(timeSkipping());

const ANA_THEN_BEN = {
  steps: [
    ['ana', '5m'],
    ['ben', '5m'],
  ],
} as const;

/** @returns whether a promise has settled by now. */
async function hasSettled(promise: Promise<unknown>): Promise<boolean> {
  const not = Symbol();
  return (await Promise.race([promise, Promise.resolve(not)])) !== not;
}

test('nobody is paged after an acknowledgement, and its answer names the timers that it stopped', async () => {
  const incident = await declare({
    policy: ANA_THEN_BEN,
    sla: { 'SEV-1': { acknowledge: '10m', resolve: '1h' } },
  });
  await incident.skip('4m');
  const reply = await incident.ack('ana');
  expect(reply.done.by.name).toBe('ana');
  expect(reply.cancelled.map(({ name }) => name)).toEqual([
    'escalation',
    'acknowledge SLA warning',
    'acknowledge SLA breach',
  ]);
  expect(reply.deadlines.map(({ name }) => name)).toEqual(['resolve SLA warning', 'resolve SLA breach']);
  await incident.skip('1d');
  expect(await incident.pages()).toEqual(['ana at 0m']);
});

test.each(['mitigate', 'resolve'] as const)('%s ends the paging too', async (command) => {
  const incident = await declare({ policy: ANA_THEN_BEN });
  await incident[command]('ana');
  await incident.skip('1d');
  expect(await incident.pages()).toEqual(['ana at 0m']);
});

test('a page that waits to be tried again is called off', async () => {
  const activities = new RecordingActivities();
  const mend = activities.breaks({ activity: 'page' }, 'connection_failed');
  const incident = await declare({ policy: ANA_THEN_BEN, activities });
  await incident.ack('ben');
  const attempts = activities.find({ activity: 'page' }).length;
  mend();
  await incident.skip('1h');
  expect(activities.find({ activity: 'page' })).toHaveLength(attempts);
});

test('while an attempt is under way the acknowledgement is not answered, and the page is no longer wanted', async () => {
  const activities = new RecordingActivities();
  const gate = activities.gate({ activity: 'page' });
  const incident = await declare({ policy: ANA_THEN_BEN, activities });
  const [page] = activities.find({ activity: 'page' });
  expect(await incident.handle.query(pageWantedQuery, page!.key)).toBe(true);
  const ack = incident.ack('ben');
  await eventually('the acknowledgement is noted', async () => {
    return (await incident.view()).incident.status === 'acknowledged';
  });
  expect(await incident.handle.query(pageWantedQuery, page!.key)).toBe(false);
  expect(await hasSettled(ack)).toBe(false);
  gate.open();
  await ack;
  expect(activities.find({ activity: 'page' }).map(({ outcome }) => outcome)).toEqual(['done']);
  await incident.skip('1d');
  expect(activities.find({ activity: 'page' })).toHaveLength(1);
});

test('an attempt under way is told of the acknowledgement and gives up', async () => {
  const activities = new RecordingActivities();
  activities.gate({ activity: 'page' }, { heedsCancel: true });
  const incident = await declare({ policy: ANA_THEN_BEN, activities });
  await incident.ack('ben');
  expect(activities.find({ activity: 'page' }).map(({ outcome }) => outcome)).toEqual(['cancelled']);
});

test('the second answer to one acknowledgement waits for the attempt under way as the first does', async () => {
  const activities = new RecordingActivities();
  const gate = activities.gate({ activity: 'page' });
  const incident = await declare({ policy: ANA_THEN_BEN, activities });
  const confirmTo = { instance: 'main', channel: '#critical', user: 'ben' };
  const ack = incident.ack('ben', { deliveryId: 'press-1' });
  await incident.signal('ack', {}, 'ben', { deliveryId: 'press-1', confirmTo });
  await eventually('the acknowledgement is noted', async () => {
    return (await incident.view()).incident.status === 'acknowledged';
  });
  await incident.settled();
  expect(activities.find({ key: /:confirm:/ })).toEqual([]);
  gate.open();
  await ack;
  await incident.settled();
  expect(activities.done({ key: /:confirm:/ })).toHaveLength(1);
});

test('who asks for an escalation a moment before somebody acknowledges pages nobody', async () => {
  const incident = await declare({ policy: ANA_THEN_BEN, worker: false });
  await incident.signal('escalate', {}, 'cy');
  await incident.signal('ack', {}, 'ana');
  await incident.startWorker();
  await incident.settled();
  await incident.skip('1h');
  expect(incident.timeline().map(({ type }) => type)).toEqual([
    'declared',
    'escalated',
    'escalated',
    'acknowledged',
  ]);
  expect(await incident.pages()).toEqual([]);
});

test('who asks for an escalation a moment after somebody acknowledged pages the next step', async () => {
  const incident = await declare({ policy: ANA_THEN_BEN, worker: false });
  await incident.signal('ack', {}, 'ana');
  await incident.signal('escalate', {}, 'cy');
  await incident.startWorker();
  await incident.settled();
  await incident.skip('1h');
  expect(await incident.pages()).toEqual(['ben at 0m']);
});

test('nobody is paged for an incident that was acknowledged before a worker saw it', async () => {
  const incident = await declare({ policy: ANA_THEN_BEN, worker: false });
  await incident.signal('ack', {}, 'ana');
  await incident.startWorker();
  await incident.settled();
  await incident.skip('1h');
  expect(await incident.pages()).toEqual([]);
});

test('of two who acknowledge at once the first wins, and the other is told who that was', async () => {
  const incident = await declare({ policy: ANA_THEN_BEN });
  const [ana, ben] = await Promise.allSettled([incident.ack('ana'), incident.ack('ben')]);
  const won = ana.status === 'fulfilled' ? 'ana' : 'ben';
  const lost = won === 'ana' ? ben : ana;
  expect(lost.status).toBe('rejected');
  const refusal = await incident.refusal(Promise.reject((lost as PromiseRejectedResult).reason as Error));
  expect(refusal.code).toBe('impossible_transition');
  expect(refusal.message).toContain(`acknowledged just now by ${won}`);
  await incident.settled();
  expect(incident.timeline('acknowledged').map(({ by }) => by.name)).toEqual([won]);
});
