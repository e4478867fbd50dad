import { expect, test } from 'vitest';
import { incidentWorkflowId } from '../../src/incident/id.ts';
import type { IncidentId } from '../../src/incident/id.ts';
import type { IncidentView } from '../../src/incident/view.ts';
import {
  alertNewsUpdate,
  COMMANDS,
  INCIDENT_WORKFLOW,
  viewQuery,
} from '../../workflows/incident/messages.ts';
import { alerting } from '../harness/alerts-under-test.ts';
import { inputOf } from '../harness/declare.ts';
import { eventually } from '../harness/eventually.ts';
import { timeSkipping } from '../harness/time-skipping.ts';

const temporal = timeSkipping();
const under = alerting(temporal);
const MINUTE = 60_000;
const ANA = { id: 'ana', name: 'Ana' };

/** Lets alerts open real incidents, on the same worker. */
function real(): { readonly view: (id: IncidentId) => Promise<IncidentView>; readonly ids: IncidentId[] } {
  const { activities, queue } = under.alerts;
  const ids: IncidentId[] = [];
  const { workflow } = temporal.env.client;
  const handle = (id: IncidentId) => workflow.getHandle(incidentWorkflowId(queue, id));
  activities.openByAlerts = async ({ terms, by, alerts }) => {
    const id: IncidentId = `INC-${ids.length + 1}`;
    ids.push(id);
    const input = inputOf(id, { policy: { steps: [['ben', '2h']] } });
    const declaration = { ...terms.declaration, by, alerts };
    await workflow.start(INCIDENT_WORKFLOW, {
      workflowId: incidentWorkflowId(queue, id),
      taskQueue: queue,
      args: [{ ...input, tenant: queue, declaration }],
    });
    return { incident: id };
  };
  activities.tellIncident = ({ incident, by, news, key }) =>
    handle(incident).executeUpdate(alertNewsUpdate, { args: [{ by, news }], updateId: key });
  return { ids, view: (id) => handle(id).query(viewQuery) };
}

const command = (id: IncidentId, name: 'resolve' | 'reopen' | 'hold' | 'resume' | 'close') =>
  temporal.env.client.workflow
    .getHandle(incidentWorkflowId(under.alerts.queue, id))
    .executeUpdate(COMMANDS[name].update, { args: [{ by: ANA }] });

test('an incident knows its alerts, is resolved when they are clear and followed by another when people had resolved it', async () => {
  const { alerts } = under;
  const { view, ids } = real();
  await alerts.fire('disk');
  await alerts.fire('memory');
  await alerts.skip(MINUTE);
  await eventually('it is told', async () => (await view('INC-1')).incident.alerts?.firing === 2);
  expect((await view('INC-1')).incident).toMatchObject({
    status: 'open',
    declared: { by: { id: 'integration:prom', name: 'alert prom' } },
    alerts: { integration: 'prom', firing: 2, heard: 2 },
  });
  await command('INC-1', 'resolve');
  await eventually('the group knows', async () => (await alerts.group()).incident?.phase === 'answered');
  expect(ids).toEqual(['INC-1']);
  await alerts.fire('network');
  await eventually('another is opened', () => ids.length === 2);
  await eventually('it is told what it follows', () =>
    alerts.told.some(({ incident, news }) => incident === 'INC-2' && news.after?.incident === 'INC-1'),
  );
  expect(alerts.told.find(({ incident }) => incident === 'INC-2')?.news.after).toMatchObject({ by: 'Ana' });
  await alerts.clear('disk', 'memory', 'network');
  await alerts.skip(6 * MINUTE);
  const { incident } = await view('INC-2');
  expect(incident).toMatchObject({
    status: 'resolved',
    resolved: { by: { name: 'alert prom' }, note: 'All alerts of prom have been clear for 5 minutes.' },
    alerts: { firing: 0, heard: 3 },
  });
});

test('on hold it is not resolved before it is taken off', async () => {
  const { alerts } = under;
  const { view } = real();
  await alerts.fire('disk');
  await command('INC-1', 'hold');
  await alerts.clear('disk');
  await alerts.skip(10 * MINUTE);
  expect((await view('INC-1')).incident.status).toBe('open');
  await command('INC-1', 'resume');
  await eventually('it is resolved', async () => (await view('INC-1')).incident.status === 'resolved');
});

test('what somebody has reopened is for people to resolve', async () => {
  const { alerts } = under;
  const { view, ids } = real();
  await alerts.fire('disk');
  await alerts.clear('disk');
  await alerts.skip(6 * MINUTE);
  await eventually('it is resolved', async () => (await view('INC-1')).incident.status === 'resolved');
  await command('INC-1', 'reopen');
  await eventually('the group knows', async () => (await alerts.group()).incident?.phase === 'open');
  await alerts.skip(60 * MINUTE);
  expect((await view('INC-1')).incident.status).toBe('open');
  await alerts.fire('memory');
  expect(ids).toEqual(['INC-1']);
  await command('INC-1', 'resolve');
  await alerts.clear('memory');
  await command('INC-1', 'close');
});
