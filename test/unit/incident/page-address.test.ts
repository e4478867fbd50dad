import { describe, expect, it } from 'vitest';
import { pageAddress } from '../../../src/incident/page-address.ts';

const CONSOLE = 'https://eu-west-1.console.aws.amazon.com/cloudwatch/home?region=eu-west-1';

describe('what stands for a page that people paste', () => {
  it.each([
    [
      'https://grafana.example/d/abc/checkout?orgId=1&from=now-1h&to=now&viewPanel=4',
      'https://grafana.example/d/abc/checkout-of-today/',
    ],
    ['https://grafana.example/grafana/d-solo/abc/x?panelId=4', 'https://grafana.example/grafana/d/abc'],
    [
      'https://prom.example/graph?g0.expr=up&g0.tab=1',
      'https://PROM.example/graph?g0.range_input=2h&g0.expr=up',
    ],
    ['https://app.datadoghq.com/monitors/42?from_ts=1&to_ts=2', 'https://app.datadoghq.com/monitors/42'],
    [`${CONSOLE}#alarmsV2:alarm/Orders?~(search~'x)`, `${CONSOLE}#alarmsV2:alarm/Orders`],
    [
      'https://am.example/#/alerts?silenced=false&filter=%7Balertname%3D%22DiskFull%22%7D&receiver=muster',
      'https://am.example/#/alerts/?filter={alertname="DiskFull"}',
    ],
    [
      'https://kibana.example/app/dashboards#/view/7?_g=(time:now)',
      'https://kibana.example/app/dashboards/#!/view/7',
    ],
    ['https://grafana.example/d/abc#comments', 'https://grafana.example/d/abc'],
    ['https://ana:secret@grafana.example/d/abc', 'https://grafana.example/d/abc'],
  ])('is the same for %s and %s', (one, other) => {
    expect(pageAddress(one)).toBe(pageAddress(other));
  });

  it('is another for another page', () => {
    const all = [
      'https://grafana.example/d/abc',
      'https://grafana.example/d/abd',
      'https://grafana.example:3000/d/abc',
      'https://prom.example/graph?g0.expr=up',
      'https://prom.example/graph?g0.expr=down',
      'https://am.example',
      'https://am.example/#/alerts?filter={alertname="DiskFull"}',
      'https://am.example/#/alerts?filter={alertname="Late"}',
      'https://am.example/#/silences/new?filter={alertname="Late"}',
      'https://am.example/#/silences/7',
      'https://grafana.example/alerting/silence/new?matcher=alertname%3DLate&matcher=host%3Da',
      'https://grafana.example/alerting/silence/new?matcher=alertname%3DLate&matcher=host%3Db',
      `${CONSOLE}#alarmsV2:alarm/Orders`,
      `${CONSOLE}#alarmsV2:alarm/Payments`,
      `${CONSOLE.replace('eu-west-1', 'us-east-1').replace('eu-west-1', 'us-east-1')}#alarmsV2:alarm/Orders`,
    ].map(pageAddress);
    expect(new Set(all).size).toBe(all.length);
  });

  it.each([
    '',
    'alerts',
    'alerts/',
    'alerts?receiver=muster',
    'alerts?silenced=false&inhibited=false',
    'silences',
  ])('is nothing for a list of everything: #/%s', (route) => {
    expect(pageAddress(`https://am.example/#/${route}`)).toBeUndefined();
    expect(pageAddress(`https://example.com/alertmanager/#/${route}`)).toBeUndefined();
  });

  it('has no secret of the address, and is nothing for what is no web address', () => {
    expect(pageAddress('https://ana:hunter2@grafana.example/d/abc?auth_token=hunter2')).not.toContain(
      'hunter2',
    );
    for (const no of ['javascript:alert(1)', 'nothing', `https://a.example/${'x'.repeat(3000)}`])
      expect(pageAddress(no)).toBeUndefined();
  });
});
