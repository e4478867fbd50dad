import type { WorkflowHandle } from '@temporalio/client';
import { expect, test } from 'vitest';
import { createIncidents, type IdSource } from '../../src/http/incidents.ts';
import { incidentWorkflowId } from '../../src/incident/id.ts';
import { SEARCH_ATTRIBUTES } from '../../workflows/incident/messages.ts';
import { declaring, inputOf } from '../harness/declare.ts';
import { timeSkipping } from '../harness/time-skipping.ts';

const temporal = timeSkipping();
const declare = declaring(temporal);

const SLA = { 'SEV-1': { acknowledge: '10m', resolve: '1h' }, 'SEV-3': { resolve: '1d' } } as const;

async function attributes(incident: { handle: WorkflowHandle }): Promise<Record<string, unknown>> {
  const { typedSearchAttributes: typed, startTime } = await incident.handle.describe();
  const due = typed.get(SEARCH_ATTRIBUTES.slaDueAt);
  return {
    tenant: typed.get(SEARCH_ATTRIBUTES.tenant),
    severity: typed.get(SEARCH_ATTRIBUTES.severity),
    status: typed.get(SEARCH_ATTRIBUTES.status),
    team: typed.get(SEARCH_ATTRIBUTES.team),
    service: typed.get(SEARCH_ATTRIBUTES.service),
    due: due && (due.getTime() - startTime.getTime()) / 60_000,
  };
}

test('an incident is found by tenant, severity, status, team, service and when its SLA is due', async () => {
  const incident = await declare({ team: 'payments', service: 'checkout', sla: SLA });
  const found = {
    tenant: 'default',
    severity: 'SEV-1',
    status: 'open',
    team: 'payments',
    service: 'checkout',
  };
  expect(await attributes(incident)).toEqual({ ...found, due: 10 });
  await incident.ack('ana');
  await incident.settled();
  expect(await attributes(incident)).toEqual({ ...found, status: 'acknowledged', due: 60 });
  await incident.setSeverity('ana', 'SEV-3');
  await incident.settled();
  expect(await attributes(incident)).toEqual({
    ...found,
    severity: 'SEV-3',
    status: 'acknowledged',
    due: 24 * 60,
  });
  await incident.resolve('ana');
  await incident.settled();
  expect(await attributes(incident)).toEqual({
    ...found,
    severity: 'SEV-3',
    status: 'resolved',
    due: undefined,
  });
});

test('an incident that no worker has seen yet is found by the same', async () => {
  const { client } = temporal.env;
  const id = 'INC-900';
  const ids: IdSource = {
    allocate: () => Promise.resolve(id),
    allocateAnew: () => Promise.reject(new Error('taken')),
  };
  const incidents = createIncidents({ client, taskQueue: 'nobody works here', ids });
  const input = inputOf(id, { team: 'payments', service: 'checkout', sla: SLA });
  await incidents.declare('default', input.deliveryId, () => input);
  const handle = client.workflow.getHandle(incidentWorkflowId('default', id));
  const found = await attributes({ handle });
  await handle.terminate('the test is over');
  expect(found).toMatchObject({
    tenant: 'default',
    severity: 'SEV-1',
    status: 'open',
    team: 'payments',
    service: 'checkout',
  });
  // By the clock of who declared it, until a worker reckons from the workflow's own beginning.
  expect(found.due).toBeDefined();
});

test('an incident without team and service is found by the rest', async () => {
  const incident = await declare();
  expect(await attributes(incident)).toEqual({ tenant: 'default', severity: 'SEV-1', status: 'open' });
});

test('the details in the Temporal UI tell the whole story and what comes next', async () => {
  const incident = await declare({
    title: 'Checkout *broken* <b>',
    sla: SLA,
    policy: { steps: [['ana', '5m']], repeat: 1 },
    channels: [],
  });
  const mend = incident.activities.breaks(
    { target: 'main/#critical' },
    'channel_not_found',
    'it is archived',
  );
  await incident.ack('ana');
  await incident.command('assign', { person: { id: 'ben', name: 'ben' }, role: 'commander' }, 'ana');
  await incident.settled();
  const details = await incident.currentDetails();
  expect(details).toContain(`### ${incident.id} · SEV-1 · acknowledged`);
  expect(details).toContain('Checkout \\*broken\\* \\<b\\>');
  expect(details).toMatch(/- acknowledged .* by ana, after \d+ seconds?/);
  expect(details).toContain('- commander: ben');
  expect(details).toContain('- next: **resolve SLA breach** at ');
  expect(details).toContain('- escalation stopped, step 1 of 1');
  expect(details).toContain('- shown in main/\\#critical');
  expect(details).toContain('- **problem** with main/\\#critical: channel_not_found, it is archived');
  mend();
  await incident.note('ana', 'unarchived');
  await incident.settled();
  expect(await incident.currentDetails()).not.toContain('problem');
});

test('every activity and timer says in one line what it is about', async () => {
  const incident = await declare({ policy: { steps: [['ana', '5m']] }, sla: SLA });
  await incident.ack('ana');
  await incident.settled();
  const { events } = await incident.handle.fetchHistory();
  const scheduled = (events ?? []).filter(
    (event) => event.activityTaskScheduledEventAttributes ?? event.timerStartedEventAttributes,
  );
  const summaries = scheduled.map(({ userMetadata }) =>
    userMetadata?.summary?.data ? Buffer.from(userMetadata.summary.data).toString() : '',
  );
  expect(summaries).toContainEqual(expect.stringContaining('page person/ana by main/@ana (step 1 of 1)'));
  expect(summaries).toContainEqual(expect.stringContaining('acknowledge SLA breach at '));
  expect(summaries.filter((summary) => !summary.includes(incident.id))).toEqual([]);
});
