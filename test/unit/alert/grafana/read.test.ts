import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readGrafana } from '../../../../src/alert/grafana/read.ts';
import { sampleNotification } from '../../../../src/alert/grafana/sample.ts';

const receivedAt = Date.UTC(2026, 10, 21, 3);
const fixture = (name: string) =>
  readFileSync(new URL(`../../../fixtures/grafana/${name}.json`, import.meta.url), 'utf8');
const came = (body: unknown) => ({
  body: Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)),
  receivedAt,
});
const withLabels = (labels: Record<string, string>) => {
  const body = JSON.parse(sampleNotification(0).body) as { alerts: Record<string, unknown>[] };
  body.alerts[0]!.labels = labels;
  body.alerts[0]!.annotations = {};
  return body;
};

describe('a notification of Grafana Alerting', () => {
  it.each(['webhook-notifier', 'resolved'])('is read as it should be: %s', (name) => {
    expect(readGrafana(came(fixture(name)))).toEqual(JSON.parse(fixture(`${name}.golden`)));
  });

  it('is read from its own sample', () => {
    expect(readGrafana(came(sampleNotification(7).body))).toMatchObject({
      alerts: [{ status: 'firing', startedAt: 7, title: 'A test of the way from Grafana to Muster' }],
    });
  });

  it('names the rule whose query gives nothing or fails', () => {
    const title = (alertname: string) => {
      const read = readGrafana(came(withLabels({ alertname, rulename: 'Latency of checkout' })));
      return 'alerts' in read ? read.alerts[0]!.title : undefined;
    };
    expect(title('DatasourceNoData')).toBe('No data: Latency of checkout');
    expect(title('DatasourceError')).toBe('The query fails: Latency of checkout');
    expect(title('Other')).toBe('Other');
  });

  it('is ignored when the button Test was pressed', () => {
    const read = readGrafana(came(withLabels({ alertname: 'TestAlert', instance: 'Grafana' })));
    expect(read).toMatchObject({ kind: 'ignored', reason: expect.stringContaining('Test') as string });
  });

  it.each([
    ['a version to come', { ...withLabels({}), version: '2' }, 'version: '],
    ['a payload of ones own', { text: 'down' }, 'Custom Payload'],
    ['no JSON', 'down', 'no JSON in UTF-8'],
  ])('is kept unparsed with the reason: %s', (_what, body, reason) => {
    const read = readGrafana(came(body));
    expect(read).toMatchObject({ kind: 'unparsed', reason: expect.stringContaining(reason) as string });
  });
});
