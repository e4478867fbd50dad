import { z } from 'zod';
import type { Delivery } from '../../inbox/delivery.ts';
import { jsonBody } from '../../inbox/json-body.ts';
import type { Reading } from '../../inbox/reading.ts';
import type { Alert, AlertStatus } from '../alert.ts';
import { withinBounds } from '../reading/within-bounds.ts';
import { tagsOf } from './tags.ts';

const bodySchema = z.record(z.string(), z.unknown());

/** Values of `$ALERT_TRANSITION`; those that are told again begin with `Re-`. */
const TRANSITIONS: Readonly<Record<string, { readonly status: AlertStatus; readonly state?: string }>> = {
  triggered: { status: 'firing', state: 'alert' },
  warn: { status: 'firing', state: 'warn' },
  'no data': { status: 'firing', state: 'no data' },
  // The state is that of before, which is not told.
  notify: { status: 'firing' },
  renotify: { status: 'firing' },
  recovered: { status: 'resolved', state: 'ok' },
};

/** What a title begins with: `[Re-Triggered on {host:a}] `. */
const STATE_IN_TITLE = /^\[(?:Re-)?(?:Triggered|Recovered|Warn|No Data|Renotify)[^\]]{0,500}\] ?/i;

/** By which a monitor's message reaches a webhook. */
const MENTION = /@webhook-[\w-]{1,200} ?/g;

type Text = (name: string) => string | undefined;

/** @returns the id of the event that a delivery tells of; undefined when none stands there. */
export function eventIdOf(body: Uint8Array): string | undefined {
  const read = jsonBody(body, bodySchema);
  if ('problem' in read) return undefined;
  const text = textsOf(read.value);
  const id = text('id');
  return id && `${id}/${text('transition') ?? ''}`.slice(0, 200);
}

/**
 * Reads the payload that the guide gives for Datadog's webhooks.
 * @returns the alert of a monitor's group; ignored for events that no monitor raised; `unparsed` for another payload.
 * Source: https://docs.datadoghq.com/integrations/webhooks/
 */
export function readDatadog({ body, receivedAt }: Pick<Delivery, 'body' | 'receivedAt'>): Reading {
  const read = jsonBody(body, bodySchema);
  if ('problem' in read) {
    const reason = `${read.problem}: paste the Payload that the guide gives, and leave Encode as form off.`;
    return { kind: 'unparsed', reason };
  }
  if (!('transition' in read.value)) {
    const reason =
      'it has no field `transition`: paste the Payload that the guide gives in place of the present one.';
    return { kind: 'unparsed', reason };
  }
  const text = textsOf(read.value);
  const transition = text('transition');
  if (transition === undefined) return { kind: 'ignored', reason: 'the event was raised by no monitor' };
  const name = transition.toLowerCase().replace(/^re-/, '');
  const known = Object.hasOwn(TRANSITIONS, name) ? TRANSITIONS[name] : undefined;
  const key = keyOf(text);
  if (known === undefined)
    return {
      kind: 'unparsed',
      reason: `transition: ${JSON.stringify(transition.slice(0, 60))} is not known here`,
    };
  if (key === undefined)
    return { kind: 'unparsed', reason: 'it has none of aggregation_key, alert_id and cycle_key' };
  return { kind: 'read', alerts: [withinBounds(alertOf(text, key, known, receivedAt))] };
}

/** @returns a reader of fields. A variable that Datadog does not fill in stays as it is written, or is empty or `null`. */
function textsOf(body: Readonly<Record<string, unknown>>): Text {
  return (name) => {
    const value = body[name];
    const text = typeof value === 'string' ? value.trim() : typeof value === 'number' ? String(value) : '';
    return text === '' || text === 'null' || /^\$[A-Z_]+$/.test(text) ? undefined : text;
  };
}

/** A group of a monitor has the same whenever it alerts; a cycle ends with its recovery. */
function keyOf(text: Text): string | undefined {
  const monitor = text('alert_id');
  return (
    text('aggregation_key') ??
    (monitor === undefined ? text('cycle_key') : `${monitor}/${text('scope') ?? '*'}`)
  );
}

function alertOf(
  text: Text,
  key: string,
  { status, state }: { readonly status: AlertStatus; readonly state?: string },
  receivedAt: number,
): Alert {
  const date = Number(text('date'));
  const at = date > 0 ? Math.min(date, receivedAt) : receivedAt;
  const description = [text('message')?.replace(MENTION, '').trim(), text('status')].filter((part) => part);
  const own: Readonly<Record<string, string | undefined>> = {
    host: text('hostname'),
    monitor_id: text('alert_id'),
    priority: text('priority'),
    alert_type: text('type'),
    state,
    scope: text('scope'),
    metric: text('metric'),
    org: text('org_name'),
  };
  return {
    key,
    status,
    title: text('alert_title') ?? text('title')?.replace(STATE_IN_TITLE, '') ?? 'An alert of Datadog',
    ...(description.length > 0 && { description: description.join('\n\n') }),
    labels: {
      ...tagsOf(text('tags')),
      ...Object.fromEntries(
        Object.entries(own).filter((one): one is [string, string] => one[1] !== undefined),
      ),
    },
    startedAt: at,
    ...(status === 'resolved' && { endedAt: at }),
    links: [
      { title: 'Datadog', url: text('link') ?? '' },
      { title: 'Snapshot', url: text('snapshot') ?? '' },
    ],
  };
}
