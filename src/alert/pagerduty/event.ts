/** Longest dedup_key, in characters. */
const DEDUP_KEY_LIMIT = 255;
const ACTIONS = ['trigger', 'acknowledge', 'resolve'] as const;
const SEVERITIES = ['critical', 'error', 'warning', 'info'] as const;

export type EventAction = (typeof ACTIONS)[number];

/** An event as senders of PagerDuty's Events API v2 write it, checked as far as PagerDuty checks it. */
export interface PagerDutyEvent {
  readonly action: EventAction;
  readonly routingKey: string;
  readonly dedupKey?: string;
  /** Present with every trigger. */
  readonly payload?: Readonly<Record<string, unknown>>;
  readonly client?: string;
  readonly clientUrl?: string;
  readonly links: readonly Readonly<Record<string, unknown>>[];
  readonly images: readonly Readonly<Record<string, unknown>>[];
}

/** What PagerDuty answers to what is no event, with status 400. */
export interface InvalidEvent {
  readonly status: string;
  readonly message: string;
  readonly errors: readonly string[];
}

/**
 * Reads the body of `POST /v2/enqueue`.
 * @param body raw bytes. @returns the event, or what its sender is told.
 * Source: https://developer.pagerduty.com/docs/send-alert-event, PagerDuty/api-schema `reference/events-v2/openapiv3.json`.
 */
export function parseEvent(
  body: Uint8Array,
): { readonly event: PagerDutyEvent } | { readonly invalid: InvalidEvent } {
  const written = parsed(body);
  if (written === undefined) {
    const message = 'Event object format is unrecognized';
    return { invalid: { status: 'Unrecognized object', message, errors: ['JSON parse error'] } };
  }
  const action = ACTIONS.find((one) => one === written.event_action);
  const payload = objectOf(written.payload);
  const errors = [
    ...required('routing_key', written.routing_key),
    ...required('event_action', written.event_action),
    ...(textOf(written.event_action) !== undefined && action === undefined
      ? ["'event_action' is invalid (must be one of the following: 'trigger', 'acknowledge' or 'resolve')"]
      : []),
    ...dedupErrors(written.dedup_key, action),
    ...(action === 'trigger' ? payloadErrors(written.payload, payload) : []),
  ];
  const routingKey = textOf(written.routing_key);
  if (errors.length > 0 || action === undefined || routingKey === undefined)
    return { invalid: { status: 'invalid event', message: 'Event object is invalid', errors } };
  const dedupKey = textOf(written.dedup_key);
  const client = textOf(written.client);
  const clientUrl = textOf(written.client_url);
  return {
    event: {
      action,
      routingKey,
      ...(dedupKey !== undefined && { dedupKey }),
      ...(payload !== undefined && { payload }),
      ...(client !== undefined && { client }),
      ...(clientUrl !== undefined && { clientUrl }),
      links: objectsOf(written.links),
      images: objectsOf(written.images),
    },
  };
}

function payloadErrors(written: unknown, payload: Readonly<Record<string, unknown>> | undefined): string[] {
  if (payload === undefined)
    return [`'payload' is ${written === undefined ? 'missing or blank' : 'not an object'}`];
  const severity = textOf(payload.severity);
  return [
    ...required('payload.summary', payload.summary),
    ...required('payload.source', payload.source),
    ...required('payload.severity', payload.severity),
    ...(severity !== undefined && !SEVERITIES.some((one) => one === severity)
      ? [
          "'payload.severity' is invalid (must be one of the following: 'critical', 'warning', 'error' or 'info')",
        ]
      : []),
  ];
}

function dedupErrors(written: unknown, action: EventAction | undefined): string[] {
  if (action !== 'trigger' && action !== undefined) {
    const missing = required('dedup_key', written);
    if (missing.length > 0) return missing;
  }
  if (written !== undefined && written !== null && typeof written !== 'string')
    return ["'dedup_key' is not a string"];
  return typeof written === 'string' && written.length > DEDUP_KEY_LIMIT
    ? [`'dedup_key' is too long (at most ${DEDUP_KEY_LIMIT} characters)`]
    : [];
}

function required(name: string, value: unknown): string[] {
  return textOf(value) === undefined ? [`'${name}' is missing or blank`] : [];
}

/** @returns a text that says something. */
export function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value.trim() !== '' ? value : undefined;
}

function parsed(body: Uint8Array): Readonly<Record<string, unknown>> | undefined {
  try {
    return objectOf(JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body)));
  } catch {
    return undefined;
  }
}

function objectOf(value: unknown): Readonly<Record<string, unknown>> | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Readonly<Record<string, unknown>>)
    : undefined;
}

function objectsOf(value: unknown): readonly Readonly<Record<string, unknown>>[] {
  return Array.isArray(value) ? value.map(objectOf).filter((one) => one !== undefined) : [];
}
