/** @param now epoch milliseconds. @returns a notification as Grafana sends it, of an alert that says that it is a test. */
export function sampleNotification(now: number): {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
} {
  const labels = { alertname: 'MusterTest', grafana_folder: 'Muster', severity: 'info' };
  const annotations = { summary: 'A test of the way from Grafana to Muster' };
  return {
    headers: { 'content-type': 'application/json', 'user-agent': 'Grafana' },
    body: JSON.stringify({
      receiver: 'muster',
      status: 'firing',
      orgId: 1,
      alerts: [
        {
          status: 'firing',
          labels,
          annotations,
          startsAt: new Date(now).toISOString(),
          endsAt: '0001-01-01T00:00:00Z',
          generatorURL: 'http://localhost:3000/alerting/grafana/muster-test/view?orgId=1',
          fingerprint: '6d75737465727465',
          silenceURL:
            'http://localhost:3000/alerting/silence/new?alertmanager=grafana&matcher=alertname%3DMusterTest&orgId=1',
          dashboardURL: '',
          panelURL: '',
          values: { B: 1 },
        },
      ],
      groupLabels: { alertname: labels.alertname },
      commonLabels: labels,
      commonAnnotations: annotations,
      externalURL: 'http://localhost:3000/',
      version: '1',
      groupKey: '{}:{alertname="MusterTest"}',
      truncatedAlerts: 0,
      title: '[FIRING:1] MusterTest (Muster info)',
      state: 'alerting',
      message: '',
    }),
  };
}
