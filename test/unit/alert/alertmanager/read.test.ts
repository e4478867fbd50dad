import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readAlertmanager } from '../../../../src/alert/alertmanager/read.ts';
import { sampleNotification } from '../../../../src/alert/alertmanager/sample.ts';

const text = readFileSync(
  new URL('../../../fixtures/alertmanager/notification.json', import.meta.url),
  'utf8',
);
const receivedAt = Date.UTC(2026, 10, 21, 3);
const came = (body: unknown) => ({
  body: Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)),
  receivedAt,
});
const whole = () => JSON.parse(text) as { alerts: Record<string, unknown>[] } & Record<string, unknown>;
/** As the pages of Alertmanager are addressed in the browser. */
const pages = (instance: string) => [
  { title: 'Alertmanager', url: 'http://alertmanager.example.com:9093/#/alerts?receiver=muster' },
  {
    title: 'Silence',
    url: `http://alertmanager.example.com:9093/#/silences/new?filter=${encodeURIComponent(
      `{alertname="HighErrorRate",instance="${instance}",service="checkout",severity="critical"}`,
    )}`,
  },
];
const group = '{}/{severity="critical"}:{alertname="HighErrorRate"}';

describe('a notification of Alertmanager', () => {
  it('tells which alerts fire and which have ended, by their fingerprints', () => {
    expect(readAlertmanager(came(text))).toEqual({
      kind: 'read',
      alerts: [
        {
          key: 'a7f7e8b7a3f1c2d4',
          status: 'firing',
          title: '5 % of requests fail',
          description: 'checkout answered 512 of 10240 requests with 5xx within 5 minutes.',
          labels: {
            alertname: 'HighErrorRate',
            instance: '10.0.0.7:9100',
            service: 'checkout',
            severity: 'critical',
          },
          startedAt: Date.UTC(2026, 10, 21, 2, 58, 31, 415),
          links: [
            { title: 'Graph', url: 'http://prometheus.example.com:9090/graph?g0.expr=rate&g0.tab=1' },
            { title: 'Runbook', url: 'https://runbooks.example.com/high-error-rate' },
            ...pages('10.0.0.7:9100'),
          ],
          group,
        },
        {
          key: '0c1d2e3f4a5b6c7d',
          status: 'resolved',
          title: 'HighErrorRate',
          labels: {
            alertname: 'HighErrorRate',
            instance: '10.0.0.8:9100',
            service: 'checkout',
            severity: 'critical',
          },
          startedAt: Date.UTC(2026, 10, 21, 2, 40, 1),
          endedAt: Date.UTC(2026, 10, 21, 2, 59, 1),
          links: pages('10.0.0.8:9100'),
          group,
        },
      ],
    });
  });

  it('is read from its own sample', () => {
    expect(readAlertmanager(came(sampleNotification(7).body))).toMatchObject({
      alerts: [{ status: 'firing', startedAt: 7 }],
    });
  });

  it('tells how many alerts were left out, and which setting leaves none out', () => {
    const read = readAlertmanager(came({ ...whole(), truncatedAlerts: 3 }));
    expect(read).toMatchObject({
      kind: 'read',
      notes: ['Alertmanager left out 3 alerts of this group: set max_alerts: 0 in its webhook_config.'],
    });
  });

  it('shows every annotation: addresses as links, others below the description', () => {
    const body = whole();
    body.alerts[0]!.annotations = {
      summary: 'Many fail',
      description: 'Half of them.',
      impact: 'Nobody can pay.',
      logs: 'https://logs.example.com/?q=a',
    };
    const read = readAlertmanager(came(body));
    expect(read).toMatchObject({ alerts: [{ description: 'Half of them.\n\nimpact: Nobody can pay.' }, {}] });
    expect(JSON.stringify(read)).toContain('{"title":"logs","url":"https://logs.example.com/?q=a"}');
  });

  it.each([
    'javascript:alert(1)',
    'https://ana:word@example.com/',
    `https://example.com/${'a'.repeat(4_000)}`,
  ])('has no link that a browser should not open: %.40s', (url) => {
    const body = whole();
    body.alerts[0]!.annotations = { runbook_url: url };
    body.alerts[0]!.generatorURL = url;
    const read = readAlertmanager(came(body));
    const links = 'alerts' in read ? read.alerts[0]!.links : [];
    expect(links.map(({ title }) => title)).toEqual(['Alertmanager', 'Silence']);
  });

  it('bounds what it takes over, and keeps keys unlike', () => {
    const long = (end: string) => ({
      ...whole().alerts[0],
      fingerprint: `${'f'.repeat(4_000)}${end}`,
      annotations: { summary: `two\nlines ${'x'.repeat(4_000)}`, description: 'd'.repeat(100_000) },
      labels: Object.fromEntries(Array.from({ length: 500 }, (_, i) => [`l${i}`, 'v'.repeat(5_000)])),
    });
    const read = readAlertmanager(came({ ...whole(), alerts: [long('1'), long('2')] }));
    const alerts = 'alerts' in read ? (read.alerts ?? []) : [];
    expect(new Set(alerts.map(({ key }) => key)).size).toBe(2);
    for (const { key, title, description = '', labels } of alerts) {
      expect(key.length).toBeLessThanOrEqual(255);
      expect(title).toMatch(/^two lines x+…$/);
      expect([title.length, description.length, Object.keys(labels).length]).toEqual([250, 8_000, 64]);
      expect(labels.l0).toHaveLength(1_000);
    }
  });

  it('takes no time that has not come, and the time of receipt where none is told', () => {
    const body = whole();
    body.alerts[0]!.startsAt = '2030-01-01T00:00:00Z';
    body.alerts[1]!.startsAt = '0001-01-01T00:00:00Z';
    body.alerts[1]!.endsAt = '0001-01-01T00:00:00Z';
    expect(readAlertmanager(came(body))).toMatchObject({
      alerts: [{ startedAt: receivedAt }, { startedAt: receivedAt, endedAt: receivedAt }],
    });
  });

  it.each([
    ['no JSON', '{', 'the body is no JSON in UTF-8'],
    ['another version', { ...whole(), version: '5' }, 'version: '],
    ['an alert without its status', { version: '4', groupKey: 'g', alerts: [{}] }, 'alerts[0].status: '],
    ['a number', 7, 'expected object'],
  ])('is kept unparsed with the reason: %s', (_what, body, reason) => {
    const read = readAlertmanager(came(body));
    expect(read.kind).toBe('unparsed');
    expect('reason' in read && read.reason).toContain(reason);
  });
});
