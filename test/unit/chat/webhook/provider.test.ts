import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { pageMessage } from '../../../../src/chat/page.ts';
import { WebhookProvider } from '../../../../src/chat/webhook/provider.ts';
import { webhookSettings } from '../../../../src/chat/webhook/settings.ts';
import { FakeReceiver } from '../../../fakes/webhook/receiver.ts';
import { Story } from '../../incident/fixture.ts';
import { LINKS, viewOf } from '../fixture.ts';

const SECRET = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
const CONTEXT = { tenant: 'default', instance: 'ops' };
const KEY = 'default:INC-7:2:page:ops/ops:ops/ops';

let receiver: FakeReceiver;
let url: string;

beforeEach(async () => {
  receiver = new FakeReceiver(SECRET);
  url = await receiver.start();
});
afterEach(() => receiver.stop());

const provider = (more: object = {}): WebhookProvider =>
  new WebhookProvider(
    webhookSettings.parse({ url, signingSecret: SECRET, privateAddresses: true, timeoutMs: 300, ...more }),
    CONTEXT,
    { now: Date.now },
  );

function page() {
  const story = new Story(undefined, { service: 'checkout' });
  const event = story.events.findLast((one) => one.type === 'escalated')!;
  return pageMessage(viewOf(story), event, LINKS);
}
const send = (to: WebhookProvider, key = KEY): Promise<unknown> =>
  to.send({ channel: 'ops' }, page(), { key });

describe('a webhook', () => {
  it('is signed, says what a page says, and has the same id when it comes again', async () => {
    const hook = provider();
    await send(hook);
    await send(hook);
    expect(receiver.deliveries).toBe(2);
    expect([...receiver.messages.values()]).toEqual([
      expect.objectContaining({
        type: 'muster.message',
        data: expect.objectContaining({
          key: KEY,
          to: 'ops',
          incident: 'INC-7',
          severity: 'SEV-1',
          summary: 'You are paged: INC-7 SEV-1: Checkout returns 500s',
          fields: expect.arrayContaining([{ label: 'On it', value: 'nobody yet' }]) as unknown,
          links: [expect.objectContaining({ label: 'Incident page' })],
        }) as unknown,
      }),
    ]);
    await send(hook, `${KEY}2`);
    expect(receiver.messages.size).toBe(2);
  });

  it('has for programs what a message says to them', async () => {
    await provider().send({ channel: 'ops' }, { ...page(), facts: { run: 'RUN-7' } }, { key: KEY });
    expect([...receiver.messages.values()]).toMatchObject([{ data: { facts: { run: 'RUN-7' } } }]);
  });

  it('is believed by a receiver of the old secret and by one of the new, while both are given', async () => {
    const next = `whsec_${Buffer.alloc(32, 8).toString('base64')}`;
    const renewed = new FakeReceiver(next);
    const rotated = { signingSecret: next, previousSigningSecret: SECRET };
    await send(provider(rotated));
    await send(provider({ ...rotated, url: await renewed.start() }));
    await renewed.stop();
    expect([receiver.messages.size, renewed.messages.size]).toEqual([1, 1]);
  });

  it.each([
    [401, 'authentication_failed'],
    [403, 'authentication_failed'],
    [404, 'channel_not_found'],
    [410, 'channel_not_found'],
    [302, 'channel_not_found'],
    [408, 'outcome_unknown'],
    [400, 'message_rejected'],
    [429, 'rate_limited'],
    [500, 'outcome_unknown'],
    [503, 'outcome_unknown'],
  ])('that is answered by %i fails as %s, and tells nothing of address or answer', async (status, code) => {
    receiver.answer = { status, headers: { location: 'http://127.0.0.1:1/', 'retry-after': '7' } };
    const error = await send(provider()).catch((one: unknown) => one);
    expect(error).toMatchObject({ code, ...(status === 429 && { retryAfterMs: 7_000 }) });
    expect(String(error)).not.toMatch(/token=abc|private|whsec/);
    expect(receiver.deliveries).toBe(1);
  });

  it.each(['hang', 'reset'] as const)('may have come when the receiver answers by a %s', async (answer) => {
    receiver.answer = answer;
    await expect(send(provider())).rejects.toMatchObject({ code: 'outcome_unknown' });
    expect(receiver.messages.size).toBe(1);
  });

  it('has not come when nobody listens', async () => {
    await receiver.stop();
    await expect(send(provider())).rejects.toMatchObject({ code: 'connection_failed' });
    receiver = new FakeReceiver(SECRET);
    await receiver.start();
  });

  it('is not sent into a private network unless that is meant', async () => {
    for (const address of [
      url,
      'https://127.0.0.1/',
      'https://[::1]/',
      'https://10.0.0.1/',
      'https://0x7f.1/',
    ]) {
      const guarded = provider({ url: address, privateAddresses: false });
      await expect(send(guarded), address).rejects.toMatchObject({ code: 'permission_denied' });
      expect(await guarded.health()).toMatchObject({ ok: false, code: 'permission_denied' });
    }
    const named = provider({ url: 'https://localhost/', privateAddresses: false });
    await expect(send(named)).rejects.toMatchObject({ code: 'permission_denied' });
    expect(receiver.deliveries).toBe(0);
  });
});
