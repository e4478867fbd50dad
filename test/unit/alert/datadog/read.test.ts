import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { PAYLOAD } from '../../../../src/alert/datadog/payload.ts';
import { eventIdOf, readDatadog } from '../../../../src/alert/datadog/read.ts';
import { datadog } from '../../../../src/alert/datadog/source.ts';
import { tagsOf } from '../../../../src/alert/datadog/tags.ts';
import { alertsOf } from '../alerts-of.ts';

const receivedAt = Date.UTC(2026, 10, 21, 3);
const fixture = (name: string) =>
  readFileSync(new URL(`../../../fixtures/datadog/${name}.json`, import.meta.url), 'utf8');
const bytes = (body: unknown) => Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
const came = (body: unknown) => ({ body: bytes(body), receivedAt });
const triggered = () => JSON.parse(fixture('triggered')) as Record<string, unknown>;
const alertOf = (changed: object) => alertsOf(readDatadog(came({ ...triggered(), ...changed })))[0];

describe('a delivery of Datadog', () => {
  it.each(['triggered', 'recovered'])('is read as it should be: %s', (name) => {
    expect(readDatadog(came(fixture(name)))).toEqual(JSON.parse(fixture(`${name}.golden`)));
  });

  it('is read from its own sample', () => {
    expect(readDatadog(came(datadog.sample(7).body))).toMatchObject({
      alerts: [{ status: 'firing', startedAt: 7, title: 'A test of the way from Datadog to Muster' }],
    });
  });

  it.each([
    ['Triggered', 'firing', 'alert'],
    ['Re-Triggered', 'firing', 'alert'],
    ['Warn', 'firing', 'warn'],
    ['Re-Warn', 'firing', 'warn'],
    ['No Data', 'firing', 'no data'],
    ['Re-No Data', 'firing', 'no data'],
    ['Recovered', 'resolved', 'ok'],
  ])('with the transition %s is %s', (transition, status, state) => {
    expect(alertOf({ transition })).toMatchObject({ status, labels: { state } });
  });

  it('with the transition Renotify fires on, in the state that it had', () => {
    const alert = alertOf({ transition: 'Renotify' });
    expect(alert).toMatchObject({ status: 'firing' });
    expect(alert!.labels).not.toHaveProperty('state');
  });

  it('is of one alert from its trigger to its recovery, and when it fires again', () => {
    const key = (changed: object) => alertOf(changed)!.key;
    expect(key({ transition: 'Recovered', cycle_key: '2' })).toBe(key({ cycle_key: '1' }));
    const noKey = { aggregation_key: '$AGGREG_KEY' };
    expect(key(noKey)).toBe('1234/availability-zone:us-east-1a, role:computing-node');
    expect(key({ ...noKey, scope: '' })).toBe('1234/*');
    expect(key({ ...noKey, alert_id: 'null', cycle_key: '77' })).toBe('77');
  });

  it('takes what begins with the state out of a title', () => {
    expect(alertOf({ title: '[Re-Triggered on {host:a}] Disk full on a' })).toMatchObject({
      title: 'Disk full on a',
    });
    expect(alertOf({ alert_title: 'Disk full' })).toMatchObject({ title: 'Disk full' });
  });

  it('is known by the event that it tells of', () => {
    expect(eventIdOf(bytes(triggered()))).toBe('1234567/Triggered');
    expect(eventIdOf(bytes({ id: '$ID' }))).toBeUndefined();
    expect(eventIdOf(bytes('down'))).toBeUndefined();
  });

  it.each([
    ['an event of no monitor', { ...triggered(), transition: '$ALERT_TRANSITION' }, 'ignored', 'no monitor'],
    [
      'a transition to come',
      { ...triggered(), transition: 'Escalated' },
      'unparsed',
      '"Escalated" is not known',
    ],
    ['no key', { transition: 'Triggered' }, 'unparsed', 'aggregation_key'],
    ['the payload of Datadog itself', { id: '1', title: 'x', body: 'y' }, 'unparsed', 'paste the Payload'],
    ['a form', 'id=1&title=x', 'unparsed', 'leave Encode as form off'],
  ])('is %s', (_what, body, kind, reason) => {
    expect(readDatadog(came(body))).toMatchObject({
      kind,
      reason: expect.stringContaining(reason) as string,
    });
  });

  it('has tags as labels', () => {
    expect(tagsOf('monitor, name:myService,url:http://a:1 ,role:a,role:b,role:a,, :x')).toEqual({
      monitor: 'true',
      name: 'myService',
      url: 'http://a:1',
      role: 'a,b',
    });
  });

  it('has every variable of the payload but those that Datadog leaves as they are', () => {
    for (const value of Object.values(PAYLOAD)) expect(value).toMatch(/^\$[A-Z_]+$/);
    const { steps } = datadog.guide(
      {},
      { integration: 'dd', address: 'https://example.com/in/dd/secret', bodyLimitBytes: 5 * 1024 ** 2 },
    );
    expect(JSON.parse(steps.find(({ copy }) => copy?.startsWith('{'))!.copy!)).toEqual(PAYLOAD);
  });
});
