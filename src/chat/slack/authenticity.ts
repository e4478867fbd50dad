import { createHmac, timingSafeEqual } from 'node:crypto';
import { ChatError } from '../error.ts';

/** How far a request's timestamp may lie from now, in seconds, before and after: Slack's own advice. */
const WINDOW = 5 * 60;

/** A request as Slack signs it. */
export interface SignedRequest {
  /** Header `X-Slack-Signature`: `v0=` and a hexadecimal HMAC-SHA256. */
  readonly signature: string | undefined;
  /** Header `X-Slack-Request-Timestamp`: epoch seconds. */
  readonly timestamp: string | undefined;
  /** The raw bytes. */
  readonly body: Uint8Array;
}

/** @returns the value of `X-Slack-Signature` for a body. @param timestamp epoch seconds, as in the header. */
export function slackSignature(secret: string, timestamp: string, body: Uint8Array): string {
  return `v0=${createHmac('sha256', secret).update(`v0:${timestamp}:`).update(body).digest('hex')}`;
}

function same(given: string, expected: string): boolean {
  const a = Buffer.from(given);
  const b = Buffer.from(expected);
  return a.length === b.length && timingSafeEqual(a, b);
}

/**
 * Verifies that a request comes from Slack, as "Verifying requests from Slack" says
 * (https://docs.slack.dev/authentication/verifying-requests-from-slack).
 * @param secrets the app's signing secret and, while it is being replaced, the one before.
 * @param now epoch milliseconds.
 * @param instance names the setting in errors.
 * @throws ChatError `authentication_failed` when there is no secret; `invalid_webhook` when forged, stale or unsigned.
 */
export function verifySlackRequest(
  request: SignedRequest,
  secrets: readonly (string | undefined)[],
  now: number,
  instance: string,
): void {
  const live = secrets.filter((secret) => secret !== undefined && secret !== '') as string[];
  if (live.length === 0) {
    const message = `chat.${instance}.signingSecret is missing, so that no request from Slack can be believed; set it.`;
    throw new ChatError('authentication_failed', message);
  }
  const { signature, timestamp, body } = request;
  if (!signature || !timestamp || !/^\d{1,12}$/.test(timestamp)) {
    throw new ChatError('invalid_webhook', `chat.${instance}: the request is not signed as Slack signs.`);
  }
  const age = now / 1000 - Number(timestamp);
  if (Math.abs(age) > WINDOW) {
    const message = `chat.${instance}: the request's timestamp is ${Math.round(age)} s old; look at this machine's clock.`;
    throw new ChatError('invalid_webhook', message);
  }
  // Every secret is tried, so that the time taken does not tell which one is live.
  const matches = live.map((secret) => same(signature, slackSignature(secret, timestamp, body)));
  if (!matches.includes(true)) {
    const message = `chat.${instance}: the signature does not match; compare signingSecret with "Basic Information".`;
    throw new ChatError('invalid_webhook', message);
  }
}
