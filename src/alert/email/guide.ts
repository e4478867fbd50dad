import type { Guide, GuideContext, GuideStep } from '../../inbox/guide.ts';
import type { EmailSettings } from './settings.ts';
import type { Service } from './ways.ts';

const DOCUMENTATION: Readonly<Record<Service, string>> = {
  mime: 'https://www.postfix.org/pipe.8.html',
  mailgun: 'https://documentation.mailgun.com/docs/mailgun/user-manual/receive-forward-store/routes',
  postmark: 'https://postmarkapp.com/developer/user-guide/inbound/configure-an-inbound-server',
  sendgrid:
    'https://www.twilio.com/docs/sendgrid/for-developers/parsing-email/setting-up-the-inbound-parse-webhook',
};

/** @returns how mails come to Muster by the service that is configured. */
export function emailGuide(settings: EmailSettings, { integration, address }: GuideContext): Guide {
  const { service } = settings;
  return {
    documentation: DOCUMENTATION[service],
    steps: [
      ...STEPS[service](settings, integration, address),
      {
        text: `Send a mail there. What came of it stands on the page of this integration; resolvedWhen, keyBy, keyPattern and labels of integrations.${integration} say what is made of subjects and texts.`,
      },
    ],
  };
}

type Steps = (settings: EmailSettings, integration: string, address: string) => readonly GuideStep[];

const STEPS: Readonly<Record<Service, Steps>> = {
  mime: (settings, _integration, address) => [
    {
      text: 'Have your mail server post whole messages. With Postfix, add an alias that pipes to curl to /etc/aliases and run newaliases.',
      copy: `alerts: "|curl -sSf --data-binary @- -H 'Content-Type: message/rfc822'${settings.authorization === undefined ? '' : ' -H @/etc/muster-authorization'} '${address}' || exit 75"`,
    },
    {
      text: 'The exit status 75 has Postfix keep a mail and try again while Muster cannot be reached, for five days unless maximal_queue_lifetime says otherwise. mailq lists what waits; this has it sent again at once:',
      copy: 'postqueue -f',
    },
  ],
  mailgun: ({ signingKey }, integration, address) => [
    {
      text: 'In Mailgun, open Receive → Routes and press Create route. As Expression Type choose Match Recipient and enter the address to which alerts are mailed.',
    },
    { text: 'Tick Forward and enter the address below; press Create route.', copy: address },
    {
      text:
        signingKey === undefined
          ? `Copy HTTP webhook signing key (API Security) into the environment and set integrations.${integration}.signingKey, so that only what Mailgun signed is taken.`
          : `Deliveries are believed by the HTTP webhook signing key (API Security) that integrations.${integration}.signingKey has.`,
    },
    {
      text: 'What is not answered with 200 Mailgun posts again for eight hours, after growing pauses (406 has it stop). What failed for longer is lost unless the route also stores (Store and notify).',
    },
  ],
  postmark: (settings, integration, address) => [
    {
      text: 'In Postmark, open the server, its Inbound message stream and Settings. As Webhook enter the address below and save.',
      copy: withUser(address, settings),
    },
    ...password(settings, integration),
    {
      text: 'Mail alerts to the address that stands there, which ends with @inbound.postmarkapp.com, or set up Inbound domain forwarding.',
    },
    {
      text: 'What is not answered with 200 Postmark posts again ten times within ten and a half hours (403 has it stop). Then it is an Inbound Error under Activity of the stream: open it and choose Retry.',
    },
  ],
  sendgrid: (settings, integration, address) => [
    {
      text: 'Let the MX record of the receiving host point to mx.sendgrid.net with priority 10, such as that of alerts.example.com.',
    },
    {
      text: 'In SendGrid, open Settings → Inbound Parse and press Add Host & URL. Choose the host and enter the Destination URL below. POST the raw, full MIME message may be ticked or not; both are read.',
      copy: withUser(address, settings),
    },
    ...password(settings, integration),
    {
      text: 'What is answered with 500 to 599 SendGrid posts again for three days, and then drops it without a word. Nobody can have it sent again.',
    },
  ],
};

function withUser(address: string, { authorization }: EmailSettings): string {
  const user = authorization?.username;
  return user === undefined ? address : address.replace('://', `://${encodeURIComponent(user)}:PASSWORD@`);
}

function password({ authorization }: EmailSettings, integration: string): readonly GuideStep[] {
  if (authorization?.username === undefined) return [];
  return [
    { text: `In place of PASSWORD write what integrations.${integration}.authorization.password has.` },
  ];
}
