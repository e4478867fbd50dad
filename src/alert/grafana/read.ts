import { z } from 'zod';
import type { Delivery } from '../../inbox/delivery.ts';
import { jsonBody } from '../../inbox/json-body.ts';
import type { Reading } from '../../inbox/reading.ts';
import type { Alert } from '../alert.ts';
import { annotated } from '../reading/annotations.ts';
import { instantOf } from '../reading/instant.ts';
import { withinBounds } from '../reading/within-bounds.ts';

const texts = z.record(z.string(), z.string());

/** One alert. Source: grafana/alerting `templates/template_data.go`, type ExtendedAlert. */
const alertSchema = z.object({
  status: z.enum(['firing', 'resolved']),
  labels: texts,
  annotations: texts.nullish(),
  startsAt: z.iso.datetime({ offset: true }),
  endsAt: z.iso.datetime({ offset: true }).optional(),
  generatorURL: z.string().optional(),
  fingerprint: z.string().min(1),
  silenceURL: z.string().optional(),
  dashboardURL: z.string().optional(),
  panelURL: z.string().optional(),
  imageURL: z.string().optional(),
  values: z.record(z.string(), z.unknown()).nullish(),
  valueString: z.string().optional(),
});

/** Source: grafana/alerting `receivers/webhook/v1/webhook.go`, type webhookMessage. */
const notificationSchema = z.object({
  version: z.literal('1'),
  groupKey: z.string().min(1),
  truncatedAlerts: z.number().int().nonnegative().nullish(),
  externalURL: z.string().optional(),
  alerts: z.array(alertSchema),
});

type GrafanaAlert = z.infer<typeof alertSchema>;

/** What Grafana calls the alert of a rule whose query gives nothing or fails; the rule's own name is the label `rulename`. */
const STATES: Readonly<Record<string, string>> = {
  DatasourceNoData: 'No data',
  DatasourceError: 'The query fails',
};

/**
 * Reads a notification of a webhook contact point of Grafana Alerting, version 1.
 * @returns its alerts by their fingerprints, and how many were left out; ignored: what the button Test sends;
 * `unparsed` for any other version and for payloads of one's own.
 * Source: https://grafana.com/docs/grafana/latest/alerting/configure-notifications/manage-contact-points/integrations/webhook-notifier/
 */
export function readGrafana({ body, receivedAt }: Pick<Delivery, 'body' | 'receivedAt'>): Reading {
  const read = jsonBody(body, notificationSchema);
  if ('problem' in read) {
    const reason = `no notification of version 1: ${read.problem}. A payload of one's own is not read: leave Custom Payload of the contact point empty.`;
    return { kind: 'unparsed', reason };
  }
  const { alerts, truncatedAlerts, groupKey, externalURL } = read.value;
  const real = alerts.filter((one) => !isTest(one));
  if (alerts.length > 0 && real.length === 0)
    return { kind: 'ignored', reason: 'the button Test of the contact point was pressed: the way in works' };
  return {
    kind: 'read',
    alerts: real.map((one) => withinBounds(alertOf(one, groupKey, externalURL, receivedAt))),
    ...(truncatedAlerts && {
      notes: [
        `Grafana left out ${truncatedAlerts} ${truncatedAlerts === 1 ? 'alert' : 'alerts'} of this group: set Max Alerts of the contact point to 0.`,
      ],
    }),
  };
}

function isTest({ labels }: GrafanaAlert): boolean {
  return labels.alertname === 'TestAlert' && labels.instance === 'Grafana';
}

function alertOf(
  one: GrafanaAlert,
  group: string,
  externalURL: string | undefined,
  receivedAt: number,
): Alert {
  const { status, labels, startsAt, endsAt, fingerprint } = one;
  const { summary, description, links } = annotated(one.annotations ?? {});
  const endedAt = status === 'resolved' ? (instantOf(endsAt, receivedAt) ?? receivedAt) : undefined;
  const text = [description, valuesOf(one)].filter((part) => part).join('\n\n');
  return {
    key: fingerprint,
    status,
    title: titleOf(labels, summary),
    ...(text && { description: text }),
    labels,
    startedAt: instantOf(startsAt, receivedAt) ?? receivedAt,
    ...(endedAt !== undefined && { endedAt }),
    links: [
      { title: 'Rule', url: one.generatorURL ?? '' },
      ...links,
      { title: 'Panel', url: one.panelURL ?? '' },
      { title: 'Dashboard', url: one.dashboardURL ?? '' },
      { title: 'Image', url: one.imageURL ?? '' },
      { title: 'Silence', url: one.silenceURL ?? '' },
      { title: 'Grafana', url: externalURL ?? '' },
    ],
    group,
  };
}

function titleOf(labels: GrafanaAlert['labels'], summary: string | undefined): string {
  const { alertname = 'Alert', rulename } = labels;
  const state = Object.hasOwn(STATES, alertname) ? STATES[alertname] : undefined;
  if (state === undefined) return summary ?? alertname;
  return `${state}: ${rulename ?? summary ?? alertname}`;
}

/** What the rule's expressions came to, such as `B = 44.24, C = 1`; Grafana's own text where it sends no values. */
function valuesOf({ values, valueString }: GrafanaAlert): string | undefined {
  const told = Object.entries(values ?? {})
    .filter(([, value]) => typeof value === 'number')
    .map(([name, value]) => `${name} = ${Number(Number(value).toPrecision(6))}`);
  return told.length > 0 ? told.join(', ') : valueString;
}
