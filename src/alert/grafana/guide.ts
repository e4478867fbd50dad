import type { Guide, GuideContext, GuideStep } from '../../inbox/guide.ts';
import type { GrafanaSettings } from './settings.ts';

const DOCUMENTATION =
  'https://grafana.com/docs/grafana/latest/alerting/configure-notifications/manage-contact-points/integrations/webhook-notifier/';

/** @returns how Grafana Alerting is set up. */
export function grafanaGuide(settings: GrafanaSettings, { integration, address }: GuideContext): Guide {
  return {
    documentation: DOCUMENTATION,
    steps: [
      {
        text: 'In Grafana, open Alerts & IRM → Alerting → Contact points (Notification configuration → Contact points in Grafana 13) and press Add contact point.',
      },
      { text: 'Name it, choose the integration Webhook and paste the URL.', copy: address },
      {
        text: 'In Optional Webhook settings leave HTTP Method at POST, Max Alerts at 0 and Custom Payload empty.',
      },
      ...signing(settings, integration),
      ...authorizing(settings, integration),
      {
        text: 'In Notification settings, leave Disable resolved message off: Muster resolves by it. Press Test: the delivery stands on the page of this integration as ignored. Save the contact point.',
      },
      {
        text: 'Open Alerting → Notification policies and choose the contact point in the default policy or in a nested one, or choose it in the alert rule itself.',
      },
      {
        text: 'What was not answered with 200 to 299 Grafana sends again at the next Group interval of the notification policy (five minutes unless set), and so on: nothing has to be sent by hand. The contact point shows its last delivery attempt and the error; what still fires is told again each Repeat interval.',
      },
    ],
  };
}

function signing(settings: GrafanaSettings, integration: string): GuideStep[] {
  const { signingSecret, signatureHeader, timestampHeader } = settings;
  if (signingSecret === undefined) return [];
  return [
    {
      text: `In HMAC Signature, enter as Secret what integrations.${integration}.signingSecret has, and as Header the name below.${timestampHeader === undefined ? ' Leave Timestamp header empty.' : ` Timestamp header: ${timestampHeader}.`}`,
      copy: signatureHeader,
    },
  ];
}

function authorizing(settings: GrafanaSettings, integration: string): GuideStep[] {
  const { authorization } = settings;
  if (authorization === undefined)
    return settings.signingSecret === undefined
      ? [
          {
            text: `Grafana shows the URL, with its secret, to everybody who may read contact points. Set integrations.${integration}.signingSecret or authorization, which it keeps hidden, and this page says where they are entered.`,
          },
        ]
      : [];
  const { username, scheme } = authorization;
  const text =
    username === undefined
      ? `As Authorization Header - Scheme enter ${scheme}, as Authorization Header - Credentials what integrations.${integration}.authorization.credentials has.`
      : `As HTTP Basic Authentication - Username enter ${username}, as HTTP Basic Authentication - Password what integrations.${integration}.authorization.password has.`;
  return [{ text }];
}
