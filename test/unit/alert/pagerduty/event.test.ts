import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readPagerDuty } from '../../../../src/alert/pagerduty/read.ts';
import { sampleEvent } from '../../../../src/alert/pagerduty/sample.ts';
import { pagerduty } from '../../../../src/alert/pagerduty/source.ts';
import { Refused } from '../../../../src/inbox/refused.ts';
import { alertsOf } from '../alerts-of.ts';

const receivedAt = Date.UTC(2026, 10, 21, 3);
const fixture = (name: string) =>
  readFileSync(new URL(`../../../fixtures/pagerduty/${name}.json`, import.meta.url), 'utf8');
const came = (body: unknown) => ({
  tenant: 'default',
  integration: 'pagerduty',
  receivedAt,
  headers: {},
  body: Buffer.from(typeof body === 'string' ? body : JSON.stringify(body)),
});
const intake = (written: object = {}) =>
  pagerduty.create(pagerduty.settings.parse(written), {
    tenant: 'default',
    integration: 'pagerduty',
  });
const trigger = () => JSON.parse(fixture('trigger')) as Record<string, unknown>;
const payload = () => trigger().payload as Record<string, unknown>;

/** What the sender of a body is told. */
function answerTo(body: unknown): { status: number; body: unknown } {
  try {
    return intake().answer!(came(body));
  } catch (error) {
    if (error instanceof Refused) return { status: error.status, body: error.body };
    throw error;
  }
}

describe('an event for PagerDuty', () => {
  it.each(['trigger', 'acknowledge', 'resolve', 'of-alertmanager'])('is read as it should be: %s', (name) => {
    expect(readPagerDuty(came(fixture(name)))).toEqual(JSON.parse(fixture(`${name}.golden`)));
  });

  it('is read from its own sample', () => {
    expect(readPagerDuty(came(sampleEvent(7).body))).toMatchObject({
      alerts: [{ key: 'muster-test', startedAt: 7 }],
    });
  });

  it('is answered as PagerDuty answers', () => {
    expect(answerTo(trigger())).toEqual({
      status: 202,
      body: { status: 'success', message: 'Event processed', dedup_key: 'srv01/mysql' },
    });
  });

  it('is given a dedup_key where it has none, by which it is resolved later', () => {
    const { dedup_key: _, ...without } = trigger();
    const answer = answerTo(without).body as { dedup_key: string };
    expect(answer.dedup_key).toMatch(/^[0-9a-f]{32}$/);
    const [alert] = alertsOf(readPagerDuty(came(without)));
    expect(alert!.key).toBe(answer.dedup_key);
    const other = answerTo({ ...without, payload: { ...payload(), summary: 'Another' } }).body;
    expect(other).not.toEqual(answer);
  });

  it.each([
    ['no JSON', 'down', 'JSON parse error'],
    ['a list', [], 'JSON parse error'],
    ['no key', { ...trigger(), routing_key: ' ' }, "'routing_key' is missing or blank"],
    ['no action', { ...trigger(), event_action: undefined }, "'event_action' is missing or blank"],
    ['another action', { ...trigger(), event_action: 'Trigger' }, "'event_action' is invalid"],
    ['no payload', { ...trigger(), payload: undefined }, "'payload' is missing or blank"],
    [
      'no summary',
      { ...trigger(), payload: { ...payload(), summary: '' } },
      "'payload.summary' is missing or blank",
    ],
    [
      'no source',
      { ...trigger(), payload: { ...payload(), source: null } },
      "'payload.source' is missing or blank",
    ],
    [
      'another severity',
      { ...trigger(), payload: { ...payload(), severity: 'P1' } },
      "'payload.severity' is invalid",
    ],
    [
      'a resolve of nothing',
      { ...trigger(), event_action: 'resolve', dedup_key: '' },
      "'dedup_key' is missing",
    ],
    ['a long key', { ...trigger(), dedup_key: 'k'.repeat(256) }, "'dedup_key' is too long"],
    ['a key that is a number', { ...trigger(), dedup_key: 7 }, "'dedup_key' is not a string"],
  ])('is refused with 400 and the errors, so that nobody sends it again: %s', (_what, body, error) => {
    const { status, body: told } = answerTo(body);
    expect(status).toBe(400);
    const { errors } = told as { errors: string[] };
    expect(errors.join()).toContain(error);
    expect(readPagerDuty(came(body))).toMatchObject({
      kind: 'unparsed',
      reason: expect.stringContaining(error) as string,
    });
  });

  it('never takes over the routing key', () => {
    expect(JSON.stringify(readPagerDuty(came(trigger())))).not.toContain('e93facc04764012d7bfb002500d5d1a6');
  });

  it('is believed by its address, and by its routing key where one is set', async () => {
    const arrival = { headers: {}, body: came(trigger()).body };
    expect(await intake().verify(arrival, 0)).toEqual({ verified: true, by: 'address' });
    const good = { verified: true, by: 'token' };
    const key = 'e93facc04764012d7bfb002500d5d1a6';
    expect(await intake({ routingKey: key }).verify(arrival, 0)).toEqual(good);
    const replaced = intake({ routingKey: 'another-key', previousRoutingKey: key });
    expect(await replaced.verify(arrival, 0)).toEqual(good);
    expect(await intake({ routingKey: 'another-key' }).verify(arrival, 0)).toMatchObject({ verified: false });
  });

  it('is another delivery when the same bytes come later: the fault may have come again', () => {
    const first = came(trigger());
    expect(intake().key(first)).toBe(intake().key({ ...first }));
    expect(intake().key({ ...first, receivedAt: receivedAt + 1 })).not.toBe(intake().key(first));
  });
});
