import { activityInfo } from '@temporalio/activity';
import { expect, test } from 'vitest';
import { createAlertActivities, type AlertOrder } from '../../activities/alert.ts';
import type { Maintenance } from '../../src/alert/maintenance.ts';
import { createSuppressing } from '../../src/wiring/alerts/alert-suppressing.ts';
import { groupQuery } from '../../workflows/alert-group/messages.ts';
import { alerting, configured } from '../harness/alerts-under-test.ts';
import { eventually } from '../harness/eventually.ts';
import { timeSkipping } from '../harness/time-skipping.ts';

const temporal = timeSkipping();
const under = alerting(temporal);
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

test('alerts of one group open one incident, which is resolved when all have been clear for the settle time', async () => {
  const { alerts } = under;
  expect(await alerts.fire('disk')).toEqual([{ of: 'disk', text: 'belongs to INC-1', incidents: ['INC-1'] }]);
  await alerts.fire('memory', 'disk');
  await alerts.clear('disk');
  await alerts.skip(10 * MINUTE);
  expect(alerts.opened).toHaveLength(1);
  expect(alerts.resolved).toHaveLength(0);
  await alerts.clear('memory');
  await alerts.skip(4 * MINUTE);
  expect(alerts.resolved).toHaveLength(0);
  await alerts.skip(90_000);
  await eventually('it is resolved', () => alerts.resolved.length === 1);
  expect(alerts.resolved[0]!.news).toMatchObject({
    firing: 0,
    heard: 2,
    note: 'All alerts of prom have been clear for 5 minutes.',
  });
});

test('alerts that come within the window are one incident, and what has cleared by then is none', async () => {
  const { alerts } = under;
  alerts.config = configured('alerts: {rules: [{wait: 1m}]}');
  const [outcome] = await alerts.fire('disk');
  expect(outcome!.text).toMatch(/^an incident is opened at /);
  await alerts.clear('disk');
  await alerts.skip(5 * MINUTE);
  expect(alerts.opened).toHaveLength(0);
  await alerts.fire('disk');
  await alerts.skip(30_000);
  await alerts.fire('memory');
  await alerts.skip(40_000);
  await eventually('it is opened', () => alerts.opened.length === 1);
  expect(alerts.opened[0]!.alerts).toMatchObject({ firing: 2 });
});

test('what is suppressed waits, and opens an incident if it still fires afterwards', async () => {
  const { alerts } = under;
  const { activities } = alerts;
  const open = activities.openByAlerts;
  const until = (await temporal.env.currentTimeMs()) + 2 * HOUR;
  let holds = true;
  activities.openByAlerts = (order) =>
    holds ? Promise.resolve({ suppressed: { by: 'the maintenance of checkout', until } }) : open(order);
  const [outcome] = await alerts.fire('disk');
  expect(outcome).toEqual({ of: 'disk', text: 'held back by the maintenance of checkout' });
  await alerts.skip(10 * MINUTE);
  expect((await alerts.group()).incident).toBeUndefined();
  // It is ended before its time.
  holds = false;
  await alerts.skip(3 * MINUTE);
  await eventually('it is opened', async () => (await alerts.group()).incident?.id === 'INC-1');
});

test('an incident is of what fires, and of the worst: never of what has cleared', async () => {
  const { alerts } = under;
  alerts.config = configured('alerts: {rules: [{wait: 1m}]}');
  const said = (severity: string) => ({ labels: { severity } });
  const [checkout, search] = [said('critical'), said('warning')];
  await alerts.deliver([
    await alerts.alert('old', 'resolved', checkout),
    await alerts.alert('checkout', 'firing', checkout),
    await alerts.alert('search', 'firing', search),
  ]);
  await alerts.deliver([await alerts.alert('search', 'firing', search)]);
  await alerts.clear('other');
  await alerts.skip(70_000);
  await eventually('it is opened', () => alerts.opened.length === 1);
  expect(alerts.opened[0]!.terms).toMatchObject({
    about: 'checkout is bad',
    declaration: { title: 'checkout is bad', severity: 'SEV-1' },
  });
});

test('a maintenance of one alert holds none of the others of its group back', async () => {
  const { alerts } = under;
  alerts.maintenances = [{ id: 'm', match: { labels: { host: 'a' } } }];
  alerts.config = configured('alerts: {rules: [{wait: 1m}]}');
  const on = (host: string, severity: string) => ({ labels: { host, severity } });
  await alerts.deliver([await alerts.alert('b', 'firing', on('b', 'warning'))]);
  await alerts.deliver([
    await alerts.alert('a', 'firing', on('a', 'critical')),
    await alerts.alert('b', 'firing', on('b', 'warning')),
  ]);
  await alerts.deliver([await alerts.alert('a', 'firing', on('a', 'critical'))]);
  await alerts.skip(70_000);
  await eventually('it is opened', () => alerts.opened.length === 1);
  expect(alerts.opened[0]!.terms).toMatchObject({ said: { labels: { host: 'b' } } });
  expect(alerts.opened[0]!.terms.held).toBeUndefined();
});

/** Has maintenances hold back what opens incidents, as they do in earnest: by the time of this Temporal. */
function maintained(): void {
  const { alerts } = under;
  const open = alerts.activities.openByAlerts;
  const suppressing = createSuppressing({
    config: () => alerts.config,
    maintenances: () => Promise.resolve(alerts.maintenances),
    now: () => activityInfo().currentAttemptScheduledTimestampMs,
  });
  const inEarnest = createAlertActivities({
    suppressing,
    declare: async (order) => {
      const opened = await open(order);
      declared.push(order);
      return 'incident' in opened ? opened.incident : { denied: 'held back' };
    },
    tell: () => Promise.reject(new Error('nothing is told')),
  });
  alerts.activities.openByAlerts = (order) => inEarnest.openByAlerts(order);
}
const declared: AlertOrder[] = [];

test('alerts of one group wait each for the end of its own maintenance, and not of that which leads', async () => {
  const { alerts } = under;
  maintained();
  declared.length = 0;
  const began = (alerts.now = await temporal.env.currentTimeMs());
  const of = (host: string, hours: number): Maintenance => ({
    id: host,
    match: { labels: { host } },
    until: began + hours * HOUR,
    reason: host,
  });
  alerts.maintenances = [of('a', 30), of('b', 3), of('c', 1)];
  const on = (host: string, severity: string) => ({
    labels: { host, severity },
    description: `see ${host}`,
  });
  const [first] = await alerts.deliver([
    await alerts.alert('a', 'firing', on('a', 'critical')),
    await alerts.alert('b', 'firing', on('b', 'warning')),
    await alerts.alert('c', 'firing', on('c', 'info')),
  ]);
  expect(first!.text).toBe('held back by the maintenance of c (c)');
  // What has cleared when its maintenance ends opens nothing.
  await alerts.clear('c');
  await alerts.skip(2.5 * HOUR);
  expect(declared).toHaveLength(0);
  await alerts.skip(40 * MINUTE);
  await eventually('it is opened', () => declared.length === 1);
  expect(declared[0]).toMatchObject({
    terms: { key: expect.any(String) as string, said: { labels: { host: 'b' } }, held: true },
    alerts: { firing: 2, cause: { description: 'see b' } },
  });
  expect(await alerts.group()).toMatchObject({ incident: { id: 'INC-1' }, firing: 2 });
  // The one that is held back for longer belongs to it.
  await alerts.skip(30 * HOUR);
  expect(declared).toHaveLength(1);
}, 60_000);

test('an alert that nothing holds back does not wait until the others of its group are looked at again', async () => {
  const { alerts } = under;
  maintained();
  declared.length = 0;
  alerts.now = await temporal.env.currentTimeMs();
  alerts.maintenances = [{ id: 'a', match: { labels: { host: 'a' } } }];
  await alerts.deliver([await alerts.alert('a', 'firing', { labels: { host: 'a', severity: 'critical' } })]);
  expect(declared).toHaveLength(0);
  const [free] = await alerts.deliver([await alerts.alert('b', 'firing', { labels: { host: 'b' } })]);
  expect(free!.text).toBe('belongs to INC-1');
  expect(declared[0]!.terms.said.labels).toEqual({ host: 'b' });
});

test('an incident is of an alert that fires still, and not of one that has cleared while it was waited', async () => {
  const { alerts } = under;
  alerts.config = configured('alerts: {rules: [{wait: 1m}]}');
  const [worse, other] = [{ labels: { severity: 'critical' } }, { labels: { severity: 'warning' } }];
  await alerts.deliver([
    await alerts.alert('checkout', 'firing', worse),
    await alerts.alert('search', 'firing', other),
  ]);
  await alerts.clear('checkout');
  await alerts.skip(70_000);
  await eventually('it is opened', () => alerts.opened.length === 1);
  expect(alerts.opened[0]!.terms).toMatchObject({
    about: 'search is bad',
    declaration: { title: 'search is bad' },
  });
});

test('what cannot be opened for long keeps nobody waiting who brings more', async () => {
  const { alerts } = under;
  alerts.activities.openByAlerts = () => Promise.reject(new Error('the store is away'));
  await alerts.fire('disk');
  const began = await temporal.env.currentTimeMs();
  for (let n = 0; n < 10; n++) await alerts.fire(`disk-${n}`);
  expect((await temporal.env.currentTimeMs()) - began).toBeLessThan(5_000);
}, 60_000);

test('an alert that comes and goes for a week is one incident while it is flapping, and is resolved when it is calm', async () => {
  const { alerts } = under;
  alerts.config = configured('alerts: {rules: [{flapping: {times: 3, within: 2d, hold: 2d}}]}');
  for (let day = 0; day < 7; day++) {
    await alerts.fire('disk');
    await alerts.skip(4 * HOUR);
    await alerts.clear('disk');
    await alerts.skip(4 * HOUR);
    await alerts.fire('disk');
    await alerts.skip(4 * HOUR);
    await alerts.clear('disk');
    await alerts.skip(12 * HOUR);
  }
  // It fired again for the third time on the second day, and had been resolved thrice by then.
  expect(alerts.opened).toHaveLength(4);
  const before = alerts.resolved.length;
  expect(alerts.told.some(({ news }) => news.flapping !== undefined)).toBe(true);
  await alerts.skip(30 * HOUR);
  expect(alerts.resolved).toHaveLength(before);
  await alerts.skip(12 * HOUR);
  await eventually('it is resolved', () => alerts.resolved.length === before + 1);
  await alerts.skip(25 * HOUR);
  expect((await alerts.handle().describe()).status.name).toBe('COMPLETED');
}, 60_000);

test('a delivery that comes again, from another run of the inbox, has no second effect', async () => {
  const { alerts } = under;
  const firing = [await alerts.alert('disk', 'firing')];
  await alerts.deliver(firing, 'same');
  await alerts.clear('disk');
  await alerts.signalled(firing, 'same');
  expect((await alerts.group()).firing).toBe(0);
  expect(alerts.opened).toHaveLength(1);
});

test('what is only ever said to be over begins no group, and hides nothing that fires anew', async () => {
  const { alerts } = under;
  expect(await alerts.clear('disk', 'memory')).toEqual([
    { of: 'disk', text: 'it is over; that it fires was never heard' },
    { of: 'memory', text: 'it is over; that it fires was never heard' },
  ]);
  await alerts.signalled([await alerts.alert('disk', 'resolved')], 'without a worker');
  expect(alerts.groups.size).toBe(0);
  await alerts.skip(MINUTE);
  const firedAt = await temporal.env.currentTimeMs();
  await alerts.fire('disk');
  expect((await alerts.handle().describe()).startTime.getTime()).toBeGreaterThanOrEqual(firedAt);
  expect(alerts.opened).toHaveLength(1);
});

test('an end that overtakes its own firing opens nothing, and is not believed for ever', async () => {
  const { alerts } = under;
  const startedAt = await temporal.env.currentTimeMs();
  const disk = (status: 'firing' | 'resolved') => alerts.alert('disk', status, { startedAt });
  await alerts.skip(5_000);
  await alerts.deliver([await disk('resolved')]);
  const late = [{ of: 'disk', text: 'late: that it is over came before' }];
  expect(await alerts.deliver([await disk('firing')])).toEqual(late);
  expect(alerts.groups.size).toBe(0);
  await alerts.deliver([await disk('resolved')], 'once more');
  expect((await alerts.deliver([await disk('firing')])).map(({ text }) => text)).toEqual([late[0]!.text]);
  await alerts.skip(3 * MINUTE);
  expect(await alerts.deliver([await disk('firing')])).toMatchObject([{ incidents: ['INC-1'] }]);
});

test('a group that runs hears of every end, also of one whose firing is still under way', async () => {
  const { alerts } = under;
  await alerts.fire('disk');
  const memory = [await alerts.alert('memory', 'firing')];
  expect(await alerts.clear('memory')).toMatchObject([{ incidents: ['INC-1'] }]);
  await alerts.deliver(memory);
  expect(await alerts.group()).toMatchObject({ firing: 1, heard: 1 });
});

test('an end that is left with Temporal, as no worker answers, is heard after its firing that was left there too', async () => {
  const { alerts } = under;
  alerts.config = configured('alerts: {rules: [{wait: 1m}]}');
  await alerts.signalled([await alerts.alert('disk', 'firing')], 'its firing');
  await alerts.signalled([await alerts.alert('disk', 'resolved')], 'its end');
  await eventually('its end is heard', async () => {
    const { alerts: known } = await alerts.group();
    return Object.values(known).some(({ clearedAt }) => clearedAt !== undefined);
  });
  await alerts.skip(70_000);
  expect(alerts.opened).toHaveLength(0);
});

test('the groups of a delivery wait together for a worker that does not answer', async () => {
  const { alerts } = under;
  const keys = Array.from({ length: 30 }, (_, n) => `disk-${n}`);
  const firing = keys.map((key) => alerts.alert(key, 'firing', { group: key }));
  await alerts.signalled(await Promise.all(firing), 'many');
  expect(alerts.unanswered).toBeLessThanOrEqual(8);
  await eventually('all are opened', () => alerts.opened.length === keys.length);
});

test('secrets go no further than the inbox', async () => {
  const { alerts } = under;
  const labels = { token: 'hunter2' };
  await alerts.deliver([await alerts.alert('disk', 'firing', { title: 'it is hunter2', labels })]);
  const history = await alerts.handle().fetchHistory();
  expect(JSON.stringify(history)).not.toContain(Buffer.from('hunter2').toString('base64').slice(0, 8));
  expect(alerts.opened[0]!.terms).toMatchObject({
    declaration: { title: 'it is [redacted]' },
    said: { labels: { token: '[redacted: secret]' } },
  });
});

test('a storm of 10,000 alerts of 20 groups makes 20 incidents, by one message per group and delivery', async () => {
  const { alerts } = under;
  const began = performance.now();
  const one = await alerts.alert('k', 'firing');
  const all = Array.from({ length: 10_000 }, (_, n) => ({ ...one, key: `k${n}`, group: `g${n % 20}` }));
  for (let from = 0; from < all.length; from += 2_500) await alerts.deliver(all.slice(from, from + 2_500));
  expect(alerts.opened).toHaveLength(20);
  expect(alerts.groups.size).toBe(20);
  await alerts.skip(MINUTE);
  for (const id of alerts.groups) {
    const group = await alerts.handle(id).query(groupQuery);
    expect(group).toMatchObject({ firing: 500, heard: 500, opened: 1 });
    const { events } = await alerts.handle(id).fetchHistory();
    expect(events!.filter((event) => event.workflowExecutionUpdateAcceptedEventAttributes)).toHaveLength(4);
  }
  expect(performance.now() - began).toBeLessThan(60_000);
}, 90_000);

test('an alert whose end is lost does not stand for ever: its incident hears of it, and is resolved where the rule says so', async () => {
  const { alerts } = under;
  alerts.config = configured(
    'alerts: {rules: [{match: {title: "lost*"}, expire: {after: 6h, then: resolve}}, {expire: {after: 6h}}]}',
  );
  await alerts.deliver([await alerts.alert('disk', 'firing'), await alerts.alert('lost', 'firing')]);
  await eventually('both are open', () => alerts.opened.length === 2);
  await alerts.skip(5 * HOUR);
  await alerts.fire('disk');
  await alerts.skip(2 * HOUR);
  await eventually('it is resolved', () => alerts.resolved.length === 1);
  expect(alerts.resolved[0]!.news.note).toBe(
    'All alerts of prom have been clear for 5 minutes. Of 1 no end was heard, but nothing more either.',
  );
  const unheard = () => alerts.told.flatMap(({ news }) => (news.unheard ? [news.unheard] : []));
  expect(unheard()).toEqual([expect.objectContaining({ count: 1, titles: ['lost is bad'], cleared: true })]);
  await alerts.skip(5 * HOUR);
  await eventually('the other is told of', () => unheard().length === 2);
  expect(unheard()[1]).not.toHaveProperty('cleared');
  expect(alerts.resolved).toHaveLength(1);
});

test('what an alert says is no Markdown in the list of workflows', async () => {
  const { alerts } = under;
  const title = '![](https://evil.test/seen.png) disk_full';
  await alerts.deliver([await alerts.alert('disk', 'firing', { title })]);
  const { raw } = await alerts.handle().describe();
  const summary = raw.executionConfig?.userMetadata?.summary?.data;
  expect(Buffer.from(summary ?? []).toString()).toContain(
    JSON.stringify('\\!\\[\\]\\(https://evil.test/seen.png\\) disk\\_full').slice(1, -1),
  );
});

test('an alert that is open in a group clears there, whatever the rules have become meanwhile', async () => {
  const { alerts } = under;
  alerts.config = configured('alerts: {rules: [{group: alert}]}');
  await alerts.fire('disk', 'memory');
  await eventually('both are open', () => alerts.opened.length === 2);
  // Another group, and none at all.
  alerts.config = configured(
    'alerts: {rules: [{match: {title: "memory*"}, ignore: true}, {match: {title: "disk*"}, group: [region]}]}',
  );
  expect(await alerts.fire('disk')).toEqual([
    expect.objectContaining({ text: expect.stringMatching(/^belongs to INC-/) as string }),
  ]);
  await alerts.clear('disk', 'memory');
  await alerts.skip(10 * MINUTE);
  await eventually('both are resolved', () => alerts.resolved.length === 2);
  expect(alerts.opened).toHaveLength(2);
  // What fires after that is by the rules as they are.
  expect(await alerts.fire('memory')).toEqual([{ of: 'memory', text: 'ignored by the rule rule-1' }]);
  await alerts.fire('disk');
  await eventually('it is in another group', () => alerts.opened.length === 3);
  expect(alerts.groups.size).toBe(3);
});
