/** @returns a webhook of Alertmanager (version 4) with these alerts of one group. */
export function alertsBody(group: number, alerts: readonly number[]): string {
  const startsAt = new Date().toISOString();
  const labels = { alertname: 'HighErrorRate', service: `service-${group}` };
  return JSON.stringify({
    version: '4',
    groupKey: `{}:{service="service-${group}"}`,
    truncatedAlerts: 0,
    status: 'firing',
    receiver: 'muster',
    groupLabels: { service: labels.service },
    commonLabels: labels,
    commonAnnotations: {},
    externalURL: 'https://alertmanager.example',
    alerts: alerts.map((n) => ({
      status: 'firing',
      labels: { ...labels, instance: `host-${n}:9100` },
      annotations: { summary: `Requests of ${labels.service} fail on host ${n}` },
      startsAt,
      endsAt: '0001-01-01T00:00:00Z',
      generatorURL: 'https://prometheus.example/graph',
      fingerprint: `${group.toString(16).padStart(4, '0')}${n.toString(16).padStart(12, '0')}`,
    })),
  });
}
