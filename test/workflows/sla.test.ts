import { expect, test } from 'vitest';
import type { IncidentUnderTest } from '../harness/incident-under-test.ts';
import { plain } from '../../src/chat/text.ts';
import { narrate } from '../../src/incident/narrate.ts';
import { declaring } from '../harness/declare.ts';
import { person } from '../harness/plan.ts';
import { RecordingActivities } from '../harness/recording-activities.ts';
import { timeSkipping } from '../harness/time-skipping.ts';

const temporal = timeSkipping();
const declare = declaring(temporal);

const SLA = {
  'SEV-1': { acknowledge: '10m', resolve: '1h' },
  'SEV-3': { acknowledge: '1h', resolve: '1d' },
} as const;

/** @returns warnings and breaches with their minute: `acknowledge sla_warning at 8m`. */
function sla(incident: IncidentUnderTest): string[] {
  const [declared] = incident.timeline('declared');
  return incident
    .timeline()
    .flatMap((event) =>
      event.type === 'sla_warning' || event.type === 'sla_breached'
        ? [`${event.clock} ${event.type} at ${Math.round((event.at - declared!.at) / 60_000)}m`]
        : [],
    );
}

test('each clock warns before its time and breaches at its time, once', async () => {
  const incident = await declare({ sla: SLA });
  await incident.skip('7d');
  expect(sla(incident)).toEqual([
    'acknowledge sla_warning at 8m',
    'acknowledge sla_breached at 10m',
    'resolve sla_warning at 48m',
    'resolve sla_breached at 60m',
  ]);
  expect(incident.told('main/#critical').filter((line) => line.includes('SLA breach'))).toHaveLength(2);
});

test('an acknowledgement stops its clock for good, a resolution both', async () => {
  const incident = await declare({ sla: SLA });
  await incident.skip('9m');
  await incident.ack('ana');
  await incident.skip('40m');
  await incident.resolve('ana');
  await incident.skip('7d');
  expect(sla(incident)).toEqual(['acknowledge sla_warning at 8m', 'resolve sla_warning at 48m']);
});

test('a change of severity moves the deadlines, counted from the time of declaring', async () => {
  const incident = await declare({ severity: 'SEV-3', sla: SLA });
  await incident.skip('5m');
  const { deadlines } = await incident.setSeverity('ana', 'SEV-1');
  const declaredAt = await incident.declaredAt();
  expect(deadlines.map(({ name, at }) => [name, (at - declaredAt) / 60_000])).toEqual([
    ['acknowledge SLA warning', 8],
    ['acknowledge SLA breach', 10],
    ['resolve SLA warning', 48],
    ['resolve SLA breach', 60],
  ]);
  await incident.skip('6m');
  expect(sla(incident)).toEqual(['acknowledge sla_warning at 8m', 'acknowledge sla_breached at 10m']);
});

test('a graver severity whose time is over already breaches at once, without a warning after the fact', async () => {
  const incident = await declare({ severity: 'SEV-3', sla: SLA });
  await incident.skip('30m');
  await incident.setSeverity('ana', 'SEV-1');
  await incident.skip('1m');
  expect(sla(incident)).toEqual(['acknowledge sla_breached at 30m']);
  await incident.skip('1h');
  expect(sla(incident)).toEqual([
    'acknowledge sla_breached at 30m',
    'resolve sla_warning at 48m',
    'resolve sla_breached at 60m',
  ]);
});

test('a warning that was given is not given again for another severity', async () => {
  const incident = await declare({ sla: SLA });
  await incident.skip('9m');
  await incident.setSeverity('ana', 'SEV-3');
  await incident.skip('1h');
  expect(sla(incident)).toEqual(['acknowledge sla_warning at 8m', 'acknowledge sla_breached at 60m']);
});

test('clocks run from when the incident was declared, even if no worker was there then', async () => {
  const incident = await declare({ sla: SLA, worker: false });
  await incident.startWorker();
  await incident.settled();
  const { startTime } = await incident.handle.describe();
  const { deadlines } = await incident.view();
  expect(deadlines.map(({ at }) => (at - startTime.getTime()) / 60_000)).toEqual([8, 10, 48, 60]);
});

test('several warnings, each at its part of the target, to whom the policy says', async () => {
  const incident = await declare({
    sla: {
      warnAt: [0.5, 0.8],
      tell: { warning: ['commander'], breach: ['channel', 'commander'] },
      'SEV-1': { mitigate: '1h' },
    },
  });
  await incident.command('assign', { person: { id: 'ana', name: 'ana' }, role: 'commander' }, 'ben');
  await incident.join('cy');
  await incident.skip('2h');
  expect(sla(incident)).toEqual([
    'mitigate sla_warning at 30m',
    'mitigate sla_warning at 48m',
    'mitigate sla_breached at 60m',
  ]);
  const loud = (target: string) => incident.told(target).filter((line) => line.includes('SLA'));
  expect(loud('main/@ana')).toHaveLength(3);
  expect(loud('main/@cy')).toEqual([]);
  // Quiet lines of the thread have no heading that says what they are about.
  expect(loud('main/#critical').map((line) => line.includes('SEV-1'))).toEqual([false, false, true]);
});

test('who wants nothing but pages is not told directly; without a commander the responders are', async () => {
  const activities = new RecordingActivities();
  activities.quiet.add('cy');
  const incident = await declare({
    activities,
    sla: { tell: { warning: ['commander'], breach: ['commander'] }, 'SEV-1': { resolve: '1h' } },
  });
  await incident.join('ben');
  await incident.join('cy');
  await incident.skip('2h');
  expect(incident.told('main/@ben').filter((line) => line.includes('SLA'))).toHaveLength(2);
  expect(incident.told('main/@cy')).toEqual([]);
});

test('on hold the clocks stand still, the deadlines move, and it runs on by itself in the end', async () => {
  const incident = await declare({ sla: { ...SLA, maxHold: '3h' } });
  await incident.ack('ana');
  await incident.skip('20m');
  const { deadlines, incident: held } = await incident.hold('ana', 'case 8812');
  expect(held.hold?.note).toBe('case 8812');
  expect(deadlines.map(({ name }) => name)).toEqual(['hold limit']);
  await incident.skip('2h');
  expect(sla(incident)).toEqual([]);
  await incident.resume('ana');
  await incident.skip('39m');
  expect(sla(incident)).toEqual(['resolve sla_warning at 168m']);
  await incident.hold('ana');
  await incident.skip('2d');
  const [limit] = incident.timeline('taken_off_hold').filter((event) => 'limit' in event);
  const [declared] = incident.timeline('declared');
  expect(Math.round((limit!.at - declared!.at) / 60_000)).toBe(359);
  expect(sla(incident)).toEqual(['resolve sla_warning at 168m', 'resolve sla_breached at 360m']);
  expect(incident.told('main/@ana').filter((line) => line.includes('The hold is over'))).toHaveLength(1);
});

test('a status update is asked of the commander, again and again; posting one moves that', async () => {
  const incident = await declare({ sla: { 'SEV-1': { updateEvery: '30m' } } });
  await incident.command('assign', { person: { id: 'ana', name: 'ana' }, role: 'commander' }, 'ben');
  await incident.skip('20m');
  await incident.update('ana', 'A fix is being rolled out');
  await incident.skip('29m');
  expect(incident.timeline('update_due')).toEqual([]);
  await incident.skip('32m');
  const asked = (): string[] => incident.told('main/@ana').filter((line) => line.includes('update is due'));
  expect(asked()).toHaveLength(2);
  await incident.update('ana', 'It is over for most');
  await incident.resolve('ana');
  await incident.skip('1d');
  expect(asked()).toHaveLength(2);
  const { sla: standing } = await incident.view();
  expect(standing).toMatchObject([{ clock: 'update', state: 'breached' }]);
});

test('only the hours of the calendar count that was frozen at declaring', async () => {
  const from = Math.floor((await temporal.env.currentTimeMs()) / 60_000) * 60_000;
  // Closed for ten hours from now, then open for one, closed for three, open for one.
  const office = { from, minutes: [600, 60, 180, 60] };
  const incident = await declare({
    sla: { warnAt: 1, 'SEV-1': { resolve: '90m', calendar: 'office' }, calendars: { office } },
  });
  const declaredAt = await incident.declaredAt();
  const { deadlines } = await incident.view();
  const due = from + (600 + 60 + 180 + 30) * 60_000;
  expect(deadlines).toEqual([{ name: 'resolve SLA breach', at: due }]);
  await incident.skip('1d');
  expect(sla(incident)).toEqual([`resolve sla_breached at ${Math.round((due - declaredAt) / 60_000)}m`]);
});

test('what is done too late before a worker runs was too late', async () => {
  const incident = await declare({ sla: { 'SEV-1': { acknowledge: '1ms' } }, worker: false });
  await incident.signal('ack', {}, 'ana');
  await incident.startWorker();
  await incident.settled();
  const [, ...told] = incident.timeline().map(({ type }) => type);
  expect(told.filter((type) => type !== 'nobody_paged')).toEqual(['sla_breached', 'acknowledged']);
  expect((await incident.view()).sla).toMatchObject([{ clock: 'acknowledge', state: 'breached' }]);
});

test('a breach pages a policy beside the own one, once, and an acknowledgement later on does not page again', async () => {
  const activities = new RecordingActivities();
  activities.onCall.set('managers', [person('maya')]);
  const incident = await declare({
    activities,
    policy: { steps: [['ana', '1h']] },
    sla: { 'SEV-1': { acknowledge: '10m', resolve: '1h' }, pages: { breach: [{ policy: 'managers' }] } },
    slaPolicies: {
      managers: {
        steps: [
          ['schedule:nobody', '5m'],
          ['schedule:managers', '5m'],
          ['zoe', '5m'],
        ],
        repeat: 3,
      },
    },
  });
  await incident.skip('11m');
  expect(await incident.pages()).toEqual(['ana at 0m', 'maya at 10m']);
  // The incident's own escalation stays where it is.
  const { incident: state, deadlines } = await incident.view();
  expect(state.escalation).toMatchObject({ state: 'running', step: 0 });
  expect(state.paged).toEqual(['ana', 'maya']);
  expect(deadlines.map(({ name }) => name)).toContain('escalation');
  await incident.ack('ana');
  await incident.skip('2d');
  expect(await incident.pages()).toEqual(['ana at 0m', 'maya at 10m', 'maya at 60m']);
  expect(
    incident.timeline('escalated').map((event) => plain(narrate(event)).replace(/ at \d.*$/, '')),
  ).toEqual([
    expect.stringContaining('paged ana because the incident was declared'),
    'SLA breach step 1 of 3 (policy managers): NOBODY IS PAGED, because nobody is on call for nobody, which is no schedule any more. It goes on at once.',
    'SLA breach step 2 of 3 (policy managers): paged maya (on call for managers) because it was not acknowledged in time.',
    'SLA breach step 1 of 3 (policy managers): NOBODY IS PAGED, because nobody is on call for nobody, which is no schedule any more. It goes on at once.',
    'SLA breach step 2 of 3 (policy managers): paged maya (on call for managers) because it was not resolved in time.',
  ]);
});

test('the page of a breach outlasts a platform that is away, and it is sent when that is back', async () => {
  const activities = new RecordingActivities();
  const mend = activities.breaks({ activity: 'page' }, 'connection_failed');
  const words = {
    activities,
    sla: { 'SEV-1': { resolve: '10m' }, pages: { breach: [{ policy: 'managers', step: 0 }] } },
    slaPolicies: { managers: { steps: [['maya', '5m']] } },
  } as const;
  const incident = await declare(words);
  await incident.skip('20m');
  expect(await incident.pages()).toEqual([]);
  mend();
  await incident.skip('10m');
  expect((await incident.pages()).map((page) => page.split(' ')[0])).toEqual(['maya']);
});

test('what is breached when it is resolved too late pages nobody any more', async () => {
  const incident = await declare({
    worker: false,
    sla: { 'SEV-1': { resolve: '1ms' }, pages: { breach: [{ policy: 'managers' }] } },
    slaPolicies: { managers: { steps: [['maya', '5m']] } },
  });
  await incident.signal('resolve', {}, 'ana');
  await incident.startWorker();
  await incident.settled();
  expect(incident.timeline('sla_breached')).toHaveLength(1);
  expect(await incident.pages()).toEqual([]);
  expect((await incident.view()).incident.slaPages).toBeUndefined();
});

test('a policy of which no step applies says so', async () => {
  const incident = await declare({
    sla: { 'SEV-1': { resolve: '10m' }, pages: { warning: [{ policy: 'managers' }] } },
    slaPolicies: { managers: { steps: [['maya', '5m', { when: { severities: ['SEV-4'] } }]] } },
  });
  await incident.skip('9m');
  expect(incident.timeline('step_skipped').map((event) => plain(narrate(event)))).toEqual([
    'SLA warning step 1 of 1 (policy managers) is passed over: it is for SEV-4, and this is SEV-1.',
  ]);
  expect(plain(narrate(incident.timeline('sla_nobody_paged')[0]!))).toBe(
    'SLA warning: NOBODY IS PAGED by policy managers because the time to resolve it is running out: no step of it applies and reaches somebody.',
  );
  await incident.skip('1d');
  expect(await incident.pages()).toEqual([]);
});
