import type { Payload } from '../../src/chat/webhook/payload.ts';
import { WebhookProvider } from '../../src/chat/webhook/provider.ts';
import { webhookSettings } from '../../src/chat/webhook/settings.ts';
import { FakeReceiver } from '../fakes/webhook/receiver.ts';
import type { SeenMessage } from './harness.ts';
import { describeProvider } from './provider-contract.ts';

const SECRET = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;

function read(id: string, { data }: Payload): SeenMessage {
  const { heading = '', text, fields, summary } = data;
  return {
    id,
    text: [heading, text, ...fields.flatMap(({ label, value }) => [label, value])].join('\n'),
    fallback: summary,
    pings: [],
    formatted: [],
    buttons: [],
    pinned: false,
  };
}

describeProvider('webhook', async () => {
  const receiver = new FakeReceiver(SECRET);
  const url = await receiver.start();
  const settings = webhookSettings.parse({
    url,
    signingSecret: SECRET,
    privateAddresses: true,
    timeoutMs: 2_000,
  });
  const taken = (to: string) =>
    Promise.resolve(
      [...receiver.messages].flatMap(([id, message]) => {
        const payload = message as Payload;
        return payload.data.to === to ? [read(id, payload)] : [];
      }),
    );
  const next = (answer: typeof receiver.answer) => () => {
    receiver.answerNext(answer);
  };
  return {
    provider: new WebhookProvider(settings, { tenant: 'default', instance: 'hook' }, { now: Date.now }),
    channel: { id: 'ops', name: 'ops' },
    ana: { id: 'ana', name: 'ana' },
    ben: { id: 'ben', name: 'ben' },
    absent: { channel: 'nowhere', user: 'nobody', message: 'msg_none' },
    seen: taken,
    seenBy: (user) => taken(user),
    channelState: () => Promise.reject(new Error('a webhook has no channels')),
    lacks: ['formats', 'limits', 'addressees'],
    // That nobody listens or that the signature is not believed is seen only when something is sent: see the unit tests.
    faults: {
      'rate limited': next({ status: 429, headers: { 'retry-after': '7' } }),
      'reset before': next('reset before'),
      'reset after': next('reset'),
      'server error': next({ status: 500 }),
      'hang before': next('hang before'),
      'hang after': next('hang'),
    },
    close: () => receiver.stop(),
  };
});
