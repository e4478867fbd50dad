import { expect, test } from 'vitest';
import {
  heartbeatChangedSignal,
  heartbeatWorkflowId,
  HEARTBEAT_WORKFLOW,
} from '../../workflows/heartbeat/messages.ts';
import { alerting, configured } from '../harness/alerts-under-test.ts';
import { eventually } from '../harness/eventually.ts';
import { timeSkipping } from '../harness/time-skipping.ts';

const temporal = timeSkipping();
const under = alerting(temporal);
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const WATCHED = `
alerts:
  rules:
    - name: watchdog
      match: {labels: {alertname: Watchdog}}
      severity: SEV-1
      heartbeat: {every: 5m, grace: 1m}
`;

async function watch(): Promise<void> {
  const { alerts } = under;
  alerts.config = configured(WATCHED);
  const none = alerts.activities.lookAtHeartbeat;
  alerts.activities.lookAtHeartbeat = (awaited) => {
    const found = alerts.config.alertRules[0]?.heartbeat;
    return found ? Promise.resolve(found) : none(awaited);
  };
  alerts.activities.sayOfHeartbeat = (news) => alerts.taking.heartbeat(news);
  const awaited = { tenant: alerts.queue, rule: 'watchdog' };
  const workflowId = heartbeatWorkflowId(awaited);
  alerts.groups.add(workflowId);
  await temporal.env.client.workflow.signalWithStart(HEARTBEAT_WORKFLOW, {
    workflowId,
    taskQueue: alerts.queue,
    args: [awaited],
    signal: heartbeatChangedSignal,
  });
}

const beat = async () => {
  const { alerts } = under;
  return alerts.deliver([await alerts.alert('w', 'firing', { labels: { alertname: 'Watchdog' } })]);
};

test('a sign of life that never comes opens an incident, and its return resolves it after the settle time', async () => {
  const { alerts } = under;
  await watch();
  await alerts.skip(5 * MINUTE + 30_000);
  expect(alerts.opened).toHaveLength(0);
  await alerts.skip(MINUTE);
  await eventually('it is told', () => alerts.opened.length === 1);
  expect(alerts.opened[0]!.terms).toMatchObject({
    integration: 'heartbeat',
    declaration: { severity: 'SEV-1', title: 'No sign of life of watchdog, which comes every 5 minutes' },
  });
  await alerts.skip(HOUR);
  expect(alerts.resolved).toHaveLength(0);
  expect(await beat()).toEqual([{ of: 'w', text: 'a sign of life for watchdog' }]);
  await alerts.skip(4 * MINUTE);
  await beat();
  await alerts.skip(90_000);
  await eventually('it is resolved', () => alerts.resolved.length === 1);
  expect(alerts.opened).toHaveLength(1);
});

test('a rule that is taken out while it is silent leaves its incident to people, and says so there', async () => {
  const { alerts } = under;
  await watch();
  await alerts.skip(7 * MINUTE);
  await eventually('it is told', () => alerts.opened.length === 1);
  alerts.config = configured('');
  const handle = temporal.env.client.workflow.getHandle(id());
  await handle.signal(heartbeatChangedSignal);
  await handle.result();
  await alerts.skip(HOUR);
  await eventually('its incident hears of it', () =>
    alerts.told.some(({ news }) =>
      news.cleared?.titles[0]?.startsWith('nobody waits for signs of life of watchdog any more'),
    ),
  );
  expect(alerts.resolved).toHaveLength(0);
});

test('a week of signs of life opens nothing; the end of the rule ends the watch', async () => {
  const { alerts } = under;
  await watch();
  for (let day = 0; day < 7; day++) {
    // Each late, but within the grace.
    for (let n = 0; n < 3; n++) {
      await alerts.skip(5 * MINUTE + 50_000);
      await beat();
    }
    alerts.config = configured(WATCHED.replace('every: 5m', 'every: 23h'));
    await temporal.env.client.workflow.getHandle(id()).signal(heartbeatChangedSignal);
    await alerts.skip(23 * HOUR);
    await beat();
    alerts.config = configured(WATCHED);
    await temporal.env.client.workflow.getHandle(id()).signal(heartbeatChangedSignal);
  }
  expect(alerts.opened).toHaveLength(0);
  alerts.config = configured('');
  await temporal.env.client.workflow.getHandle(id()).signal(heartbeatChangedSignal);
  await temporal.env.client.workflow.getHandle(id()).result();
}, 60_000);

const id = (): string => heartbeatWorkflowId({ tenant: under.alerts.queue, rule: 'watchdog' });
