import { EmailProvider } from '../../src/chat/email/provider.ts';
import { emailSettings } from '../../src/chat/email/settings.ts';
import { readMail } from '../fakes/email/reader.ts';
import { FakeSmtpServer } from '../fakes/email/smtp-server.ts';
import { describeProvider } from './provider-contract.ts';

const ANSWERS = 'https://muster.example/chat/mail/answer';

describeProvider('email', async () => {
  const server = new FakeSmtpServer();
  const port = await server.start();
  const settings = emailSettings.parse({
    host: '127.0.0.1',
    port,
    encryption: 'none',
    user: 'muster',
    password: server.password,
    from: 'muster@muster.example',
    linkSecret: 'link-secret-of-the-test-of-32-characters',
    timeoutMs: 2_000,
  });
  server.unknown.add('gone@muster.example').add('nobody@muster.example');
  const taken = (address: string) =>
    Promise.all(
      server.mails.filter(({ to }) => to.includes(address)).map(({ raw }) => readMail(raw, ANSWERS)),
    );
  const next = (mood: typeof server.mood) => () => {
    server.failNext(mood);
  };
  let stopped: Promise<void> | undefined;
  const stop = () => (stopped ??= server.stop());
  return {
    provider: new EmailProvider(
      settings,
      { tenant: 'default', instance: 'mail' },
      { now: Date.now, address: () => ANSWERS },
    ),
    channel: { id: 'ops@muster.example', name: 'ops@muster.example' },
    ana: { id: 'ana@muster.example', name: 'ana' },
    ben: { id: 'ben@muster.example', name: 'ben' },
    absent: {
      channel: 'gone@muster.example',
      user: 'nobody@muster.example',
      message: '<none@muster.example>',
    },
    seen: taken,
    seenBy: (user) => taken(user),
    channelState: () => Promise.reject(new Error('mail has no channels')),
    lacks: ['limits'],
    // Greylisting does not say how long.
    usualWaitMs: 20_000,
    faults: {
      'rate limited': next('greylists'),
      'reset before': next('breaks before the message'),
      'reset after': next('breaks after the message'),
      'hang before': next('silent before the message'),
      'hang after': next('silent after the message'),
      unreachable: stop,
      'token revoked': () => {
        server.password = 'another';
      },
      'right missing': next('refuses the sender'),
    },
    close: stop,
  };
});
