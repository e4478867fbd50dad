import { z } from 'zod';
import type { Delivery } from '../../inbox/delivery.ts';
import { jsonBody } from '../../inbox/json-body.ts';
import type { Reading } from '../../inbox/reading.ts';
import type { Alert } from '../alert.ts';
import { annotated } from '../reading/annotations.ts';
import { instantOf } from '../reading/instant.ts';
import { withinBounds } from '../reading/within-bounds.ts';

const texts = z.record(z.string(), z.string());

/** One alert of a notification. Source: alertmanager `template/template.go`, type Alert. */
const alertSchema = z.object({
  status: z.enum(['firing', 'resolved']),
  labels: texts,
  annotations: texts.prefault({}),
  startsAt: z.iso.datetime({ offset: true }),
  endsAt: z.iso.datetime({ offset: true }).optional(),
  generatorURL: z.string().optional(),
  fingerprint: z.string().min(1),
});

/** Source: alertmanager `notify/webhook/webhook.go`, type Message, and `template/template.go`, type Data. */
const notificationSchema = z.object({
  version: z.literal('4'),
  groupKey: z.string().min(1),
  truncatedAlerts: z.number().int().nonnegative().prefault(0),
  receiver: z.string().optional(),
  externalURL: z.string().optional(),
  alerts: z.array(alertSchema),
});

type Notification = z.infer<typeof notificationSchema>;

/**
 * Reads a notification of Alertmanager's webhook, version 4.
 * @returns its alerts by their fingerprints, and how many were left out; `unparsed` for any other version.
 * Source: https://prometheus.io/docs/alerting/latest/configuration/#webhook_config
 */
export function readAlertmanager({ body, receivedAt }: Pick<Delivery, 'body' | 'receivedAt'>): Reading {
  const read = jsonBody(body, notificationSchema);
  if ('problem' in read) {
    const reason = `no notification of version 4: ${read.problem}. A payload of one's own is not read: take \`payload\` out of webhook_config.`;
    return { kind: 'unparsed', reason };
  }
  const { alerts, truncatedAlerts } = read.value;
  return {
    kind: 'read',
    alerts: alerts.map((one) => withinBounds(alertOf(one, read.value, receivedAt))),
    ...(truncatedAlerts > 0 && {
      notes: [
        `Alertmanager left out ${truncatedAlerts} ${truncatedAlerts === 1 ? 'alert' : 'alerts'} of this group: set max_alerts: 0 in its webhook_config.`,
      ],
    }),
  };
}

function alertOf(
  {
    status,
    labels,
    annotations,
    startsAt,
    endsAt,
    generatorURL = '',
    fingerprint,
  }: Notification['alerts'][number],
  { groupKey, externalURL, receiver }: Notification,
  receivedAt: number,
): Alert {
  const { summary, description, links } = annotated(annotations);
  const endedAt = status === 'resolved' ? (instantOf(endsAt, receivedAt) ?? receivedAt) : undefined;
  return {
    key: fingerprint,
    status,
    title: summary ?? labels.alertname ?? 'Alert',
    ...(description !== undefined && { description }),
    labels,
    startedAt: instantOf(startsAt, receivedAt) ?? receivedAt,
    ...(endedAt !== undefined && { endedAt }),
    links: [
      { title: 'Graph', url: generatorURL },
      ...links,
      ...(externalURL === undefined ? [] : pagesOf(externalURL.replace(/\/+$/, ''), receiver, labels)),
    ],
    group: groupKey,
  };
}

/** Pages of Alertmanager itself. Sources: alertmanager `template/default.tmpl`, `ui/app/src/Views/SilenceForm/Parsing.elm`. */
function pagesOf(
  external: string,
  receiver: string | undefined,
  labels: Readonly<Record<string, string>>,
): Alert['links'] {
  const matchers = Object.entries(labels).map(([name, value]) => `${name}=${JSON.stringify(value)}`);
  const query = receiver === undefined ? '' : `?receiver=${encodeURIComponent(receiver)}`;
  return [
    { title: 'Alertmanager', url: `${external}/#/alerts${query}` },
    {
      title: 'Silence',
      url: `${external}/#/silences/new?filter=${encodeURIComponent(`{${matchers.join(',')}}`)}`,
    },
  ];
}
