import { expect, test } from 'vitest';
import type { IncidentUnderTest } from '../harness/incident-under-test.ts';
import { declaring } from '../harness/declare.ts';
import { timeSkipping } from '../harness/time-skipping.ts';

const declare = declaring(timeSkipping());

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
