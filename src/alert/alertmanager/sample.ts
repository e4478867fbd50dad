/** @param now epoch milliseconds. @returns a notification as Alertmanager sends it, of an alert that says that it is a test. */
export function sampleNotification(now: number): {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
} {
  const labels = { alertname: 'MusterTest', severity: 'info' };
  const annotations = { summary: 'A test of the way from Alertmanager to Muster' };
  const at = new Date(now).toISOString();
  return {
    headers: { 'content-type': 'application/json', 'user-agent': 'Alertmanager/test' },
    body: JSON.stringify({
      version: '4',
      groupKey: '{}:{alertname="MusterTest"}',
      truncatedAlerts: 0,
      status: 'firing',
      receiver: 'muster',
      groupLabels: { alertname: labels.alertname },
      commonLabels: labels,
      commonAnnotations: annotations,
      externalURL: 'http://localhost:9093',
      alerts: [
        {
          status: 'firing',
          labels,
          annotations,
          startsAt: at,
          endsAt: '0001-01-01T00:00:00Z',
          generatorURL: 'http://localhost:9090/graph',
          fingerprint: '6d75737465727465',
        },
      ],
    }),
  };
}
