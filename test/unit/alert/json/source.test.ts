import { expect, it } from 'vitest';
import { json, settings } from '../../../../src/alert/json/source.ts';

const MAPPING = { key: 'key', title: 'title' };
const delivery = (receivedAt: number, id: string) => ({
  tenant: 'default',
  integration: 'hooks',
  receivedAt,
  headers: { 'webhook-id': id },
  body: new TextEncoder().encode('{}'),
});

function keyOf(signature?: object, mapping: object = MAPPING) {
  const written = settings.parse({ mapping, ...(signature && { signature }) });
  const intake = json.create(written, { tenant: 'default', integration: 'hooks' });
  return (receivedAt: number, id: string) => intake.key(delivery(receivedAt, id));
}

it('knows deliveries by webhook-id where the sender signs by Standard Webhooks, at whatever length', () => {
  const key = keyOf({ standardWebhooks: true, secret: `whsec_${Buffer.alloc(24).toString('base64')}` });
  expect(key(1, 'msg_1')).toBe('msg_1');
  const long = 'x'.repeat(200);
  expect(key(1, `${long}1`)).not.toBe(key(1, `${long}2`));
});

it('takes the header of another sender for no name of a delivery: it may be that of the webhook', () => {
  const key = keyOf();
  expect(key(1, 'hook-7')).not.toBe(key(2, 'hook-7'));
});

it('leaves it to the inbox to know the same bytes again where they say when it began', () => {
  expect(keyOf(undefined, { ...MAPPING, startedAt: 'since' })(1, 'hook-7')).toBeUndefined();
});

it('takes the same bytes for another delivery where they do not: it may fire anew', () => {
  const key = keyOf();
  expect(key(1, '')).not.toBe(key(2, ''));
});
