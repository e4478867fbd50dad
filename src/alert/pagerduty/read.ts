import { createHash } from 'node:crypto';
import type { Delivery } from '../../inbox/delivery.ts';
import type { Reading } from '../../inbox/reading.ts';
import type { Alert, AlertLink, AlertStatus } from '../alert.ts';
import { detailsOf } from '../reading/details.ts';
import { instantOf } from '../reading/instant.ts';
import { withinBounds } from '../reading/within-bounds.ts';
import { parseEvent, textOf, type EventAction, type PagerDutyEvent } from './event.ts';

const STATUS: Readonly<Record<EventAction, AlertStatus>> = {
  trigger: 'firing',
  acknowledge: 'acknowledged',
  resolve: 'resolved',
};

/** Fields of the payload that rules look at by these names. */
const FIELDS = ['severity', 'source', 'component', 'group', 'class'] as const;

/** @returns the key of an event's alert: its own, or one that is the same whenever the same bytes come. */
export function dedupKeyOf({ dedupKey }: PagerDutyEvent, body: Uint8Array): string {
  return dedupKey ?? createHash('sha256').update(body).digest('hex').slice(0, 32);
}

/**
 * Reads an event of PagerDuty's Events API v2.
 * @returns its alert by its dedup_key. The routing key is a secret: it is taken over nowhere.
 * Source: https://developer.pagerduty.com/docs/send-alert-event
 */
export function readPagerDuty({ body, receivedAt }: Pick<Delivery, 'body' | 'receivedAt'>): Reading {
  const read = parseEvent(body);
  if ('invalid' in read) {
    const { message, errors } = read.invalid;
    return { kind: 'unparsed', reason: `${message}: ${errors.join(', ')}` };
  }
  return { kind: 'read', alerts: [withinBounds(alertOf(read.event, body, receivedAt))] };
}

function alertOf(event: PagerDutyEvent, body: Uint8Array, receivedAt: number): Alert {
  const { action, payload = {}, client } = event;
  const key = dedupKeyOf(event, body);
  const at = instantOf(textOf(payload.timestamp), receivedAt) ?? receivedAt;
  const details = detailsOf(payload.custom_details);
  const fields = FIELDS.flatMap((name): [string, string][] => {
    const value = textOf(payload[name]);
    return value === undefined ? [] : [[name, value]];
  });
  return {
    key,
    status: STATUS[action],
    title: textOf(payload.summary) ?? key,
    ...(details.text !== '' && { description: details.text }),
    labels: { ...details.labels, ...(client !== undefined && { client }), ...Object.fromEntries(fields) },
    startedAt: at,
    ...(action === 'resolve' && { endedAt: at }),
    links: linksOf(event),
  };
}

function linksOf({ links, images, client, clientUrl }: PagerDutyEvent): readonly AlertLink[] {
  return [
    ...(clientUrl === undefined ? [] : [{ title: client ?? 'Client', url: clientUrl }]),
    ...links.map(({ href, text }) => ({ title: textOf(text) ?? 'Link', url: textOf(href) ?? '' })),
    ...images.flatMap(({ src, href, alt }) => {
      const title = textOf(alt) ?? 'Image';
      return [
        { title, url: textOf(src) ?? '' },
        { title, url: textOf(href) ?? '' },
      ];
    }),
  ];
}
