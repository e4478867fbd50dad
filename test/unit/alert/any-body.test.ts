import { expect, it } from 'vitest';
import fc from 'fast-check';
import { alertmanager } from '../../../src/alert/alertmanager/source.ts';
import { datadog } from '../../../src/alert/datadog/source.ts';
import { email } from '../../../src/alert/email/source.ts';
import { grafana } from '../../../src/alert/grafana/source.ts';
import { json } from '../../../src/alert/json/source.ts';
import { pagerduty } from '../../../src/alert/pagerduty/source.ts';
import { Refused } from '../../../src/inbox/refused.ts';
import type { ReadingSoon } from '../../../src/inbox/reading.ts';
import type { Source } from '../../../src/inbox/source.ts';

const mapping = { key: 'id', title: 'title', labels: '@', links: '@', startedAt: 'timestamp' };
const CASES = [
  [alertmanager, {}],
  [grafana, {}],
  [datadog, {}],
  [pagerduty, {}],
  [json, { mapping }],
  ...['mime', 'mailgun', 'postmark', 'sendgrid'].map((service) => [email, { service }] as const),
] as unknown as readonly (readonly [Source<unknown, ReadingSoon>, object])[];

type Json = unknown;

/** A body with one of its values, however deep, in the place of another one. */
function withAnother(body: Json, steps: readonly number[], value: Json): Json {
  const [step, ...rest] = steps;
  if (step === undefined || typeof body !== 'object' || body === null) return value;
  const keys = Object.keys(body);
  if (keys.length === 0) return value;
  const key = keys[step % keys.length]!;
  const inner = (body as Record<string, Json>)[key];
  return Object.assign(Array.isArray(body) ? [...(body as unknown[])] : { ...body }, {
    [key]: withAnother(inner, rest, value),
  });
}

it.each(
  CASES.map(([source, written]) => [`${source.name} ${JSON.stringify(written)}`, source, written] as const),
)('whatever comes, %s reads it without an error and within its bounds', async (_name, source, written) => {
  const intake = source.create(source.settings.parse(written), { tenant: 'default', integration: 'one' });
  const { headers, body } = source.sample(1_000);
  const isJson = body.startsWith('{');
  const changed = fc
    .tuple(fc.array(fc.nat(20), { maxLength: 4 }), fc.jsonValue())
    .map(([steps, value]) => JSON.stringify(withAnother(isJson ? JSON.parse(body) : body, steps, value)));
  const bodies = fc.oneof(
    changed,
    fc.json(),
    fc.string({ unit: 'binary' }),
    fc.nat(body.length).map((length) => body.slice(0, length)),
  );
  const types = fc.constantFrom(
    headers['content-type']!,
    'application/x-www-form-urlencoded',
    'multipart/form-data',
    '',
  );
  await fc.assert(
    fc.asyncProperty(bodies, types, async (text, type) => {
      const delivery = {
        tenant: 'default',
        integration: 'one',
        receivedAt: 2_000,
        headers: { 'content-type': type },
        body: Buffer.from(text),
      };
      expect(typeof (intake.key(delivery) ?? '')).toBe('string');
      try {
        intake.answer?.(delivery);
      } catch (error) {
        expect(error).toBeInstanceOf(Refused);
      }
      const reading = await intake.read(delivery);
      if (reading.kind !== 'read') return;
      for (const { key, title, startedAt, links, labels } of reading.alerts ?? []) {
        expect(key.length).toBeLessThanOrEqual(255);
        expect(title).toMatch(/^[^\n]{1,250}$/);
        expect(startedAt).toBeLessThanOrEqual(2_000);
        expect(Object.values(labels).every((value) => typeof value === 'string')).toBe(true);
        expect(links.every(({ url }) => /^https?:\/\//i.test(url))).toBe(true);
      }
    }),
    { numRuns: 300 },
  );
});
