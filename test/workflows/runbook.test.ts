import { ApplicationFailure } from '@temporalio/common';
import { expect, test } from 'vitest';
import type { RunbookWish } from '../../activities/runbook.ts';
import { MUSTER } from '../../src/incident/person.ts';
import type { AutomaticRule, BoundRunbook } from '../../src/runbook/runbook.ts';
import { declaring } from '../harness/declare.ts';
import type { IncidentUnderTest } from '../harness/incident-under-test.ts';
import { ownChannel } from '../harness/plan.ts';
import { RecordingActivities } from '../harness/recording-activities.ts';
import { timeSkipping } from '../harness/time-skipping.ts';
import { runSignal } from '../../workflows/incident/messages.ts';

const declare = declaring(timeSkipping());

const runbook = (name: string, rule?: Partial<AutomaticRule>): BoundRunbook => ({
  name,
  title: `Do ${name}`,
  statuses: ['open', 'acknowledged', 'mitigated'],
  button: true,
  ...(rule && { automatic: { on: ['declare'], private: false, mostPerIncident: 1, ...rule } }),
});
const wishes = ({ activities }: IncidentUnderTest): RunbookWish[] =>
  activities.done({ activity: 'orderRunbook' }).map(({ input }) => input as RunbookWish);
const ordered = (incident: IncidentUnderTest): string[] =>
  wishes(incident).map(({ runbook: { name, on } }) => `${name} at ${on}`);
const notRun = (incident: IncidentUnderTest): string[] =>
  incident
    .timeline('runbook_not_run')
    .flatMap((event) => (event.type === 'runbook_not_run' ? `${event.runbook.name} ${event.code}` : []));

test('runbooks are run by themselves when an incident is declared, escalated and resolved, each once, in its channel', async () => {
  const incident = await declare({
    policy: {
      steps: [
        ['ana', '5m'],
        ['ben', '5m'],
      ],
    },
    channels: [ownChannel()],
    runbooks: [
      runbook('look'),
      runbook('first', {}),
      runbook('more', { on: ['escalate'] }),
      runbook('after', { on: ['resolve'] }),
    ],
  });
  expect(ordered(incident)).toEqual(['first at declare']);
  const own = { instance: 'main', channel: `#${incident.id.toLowerCase()}` };
  expect(wishes(incident)[0]).toMatchObject({
    tenant: 'default',
    incident: incident.id,
    runbook: { name: 'first', title: 'Do first', on: 'declare' },
    sequence: 1,
    facts: {
      id: incident.id,
      severity: 'SEV-1',
      status: 'open',
      page: expect.stringContaining(incident.id) as string,
    },
    origin: own,
  });
  await incident.skip('6m');
  expect(ordered(incident)).toEqual(['first at declare', 'more at escalate']);
  await incident.resolve('ana');
  await incident.settled();
  expect(ordered(incident)).toEqual(['first at declare', 'more at escalate', 'after at resolve']);
  expect(notRun(incident)).toEqual([]);
});

test('a limit for one incident that is reached is told once', async () => {
  const incident = await declare({
    policy: {
      steps: [
        ['ana', '5m'],
        ['ben', '5m'],
      ],
      repeat: 2,
    },
    runbooks: [runbook('more', { on: ['escalate'] })],
  });
  await incident.skip('40m');
  expect(ordered(incident)).toEqual(['more at escalate']);
  expect(notRun(incident)).toEqual(['more incident_limit']);
});

test('an incident says where it was declared by a run by itself, so that none goes on for ever', async () => {
  const byDora = await declare({ runbooks: [runbook('first', {})] });
  expect(wishes(byDora)[0]).not.toHaveProperty('isDeclaredByItself');
  const activities = new RecordingActivities();
  activities.orderRunbook = () => Promise.resolve({ refused: { code: 'loop', reason: 'and so on.' } });
  const byMuster = await declare({
    activities,
    by: MUSTER,
    policy: {
      steps: [
        ['ana', '5m'],
        ['ben', '5m'],
      ],
      repeat: 2,
    },
    runbooks: [runbook('first', { on: ['declare', 'escalate'], mostPerIncident: 9 })],
  });
  await byMuster.skip('40m');
  expect(wishes(byMuster)[0]).toMatchObject({ isDeclaredByItself: true });
  expect(wishes(byMuster).length).toBeGreaterThan(1);
  expect(notRun(byMuster)).toEqual(['first loop']);
});

test('what is refused for good is told with the reason, and a limit over all incidents once', async () => {
  const activities = new RecordingActivities();
  activities.orderRunbook = ({ runbook: { name } }) =>
    Promise.resolve({
      refused:
        name === 'gone'
          ? {
              code: 'unknown_action',
              reason: 'the configuration has no action a.b any more that can be run.',
            }
          : { code: 'rate_limit', reason: 'it was run often enough.' },
    });
  const incident = await declare({
    activities,
    policy: {
      steps: [
        ['ana', '5m'],
        ['ben', '5m'],
      ],
      repeat: 2,
    },
    runbooks: [
      runbook('gone', { on: ['declare'] }),
      runbook('often', { on: ['escalate'], mostPerIncident: 100 }),
    ],
  });
  await incident.skip('40m');
  expect(notRun(incident)).toEqual(['gone unknown_action', 'often rate_limit']);
  expect(ordered(incident).filter((one) => one.startsWith('often')).length).toBeGreaterThan(1);
});

test('a start that fails for long holds nothing up, and is told', async () => {
  const activities = new RecordingActivities();
  activities.orderRunbook = () =>
    Promise.reject(ApplicationFailure.retryable('the store is away', 'Unavailable'));
  const incident = await declare({
    activities,
    policy: { steps: [['ana', '5m']] },
    runbooks: [runbook('first', {})],
  });
  expect(await incident.pages()).toEqual(['ana at 0m']);
  await incident.ack('ana');
  await incident.skip('20m');
  expect(notRun(incident)).toEqual(['first Unavailable']);
  expect(incident.timeline('runbook_not_run')[0]).toMatchObject({
    reason: 'whether it was ordered is not known: the store is away',
  });
});

test('a run waits a moment for the channel of its incident, and not for ever', async () => {
  const activities = new RecordingActivities();
  activities.breaks({ activity: 'openChannel' }, 'connection_failed');
  const incident = await declare({ activities, channels: [ownChannel()], runbooks: [runbook('first', {})] });
  expect(ordered(incident)).toEqual([]);
  await incident.skip('20s');
  expect(wishes(incident)[0]?.origin).toMatchObject({
    channel: '#critical',
    thread: expect.any(String) as string,
  });
});

test('of a private incident nothing is run by itself, nor shown where others read, unless that is said', async () => {
  const incident = await declare({
    private: true,
    runbooks: [runbook('open', {}), runbook('hidden', { private: true })],
  });
  expect(ordered(incident)).toEqual(['hidden at declare']);
  expect(wishes(incident)[0]?.origin).toBeUndefined();
});

test('the card offers runbooks with how often each was ordered, as long as they fit', async () => {
  const incident = await declare({
    runbooks: [runbook('restart'), { ...runbook('grave'), severities: ['SEV-1'] }],
  });
  const offered = async () => (await incident.view()).runbooks?.map(({ name, nth }) => `${name} ${nth}`);
  expect(await offered()).toEqual(['restart 0', 'grave 0']);
  const news = { run: 'RUN-7', action: 'a.b', by: { id: 'ana', name: 'Ana' } };
  await incident.handle.signal(runSignal, {
    ...news,
    change: 'ordered',
    runbook: { name: 'restart', title: 'Do restart' },
  });
  await incident.handle.signal(runSignal, { ...news, change: 'ordered' });
  await incident.settled();
  expect(await offered()).toEqual(['restart 1', 'grave 0']);
  await incident.resolve('ana');
  await incident.settled();
  expect(await offered()).toBeUndefined();
});
