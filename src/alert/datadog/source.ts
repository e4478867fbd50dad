import { z } from 'zod';
import type { Guide, GuideContext, GuideStep } from '../../inbox/guide.ts';
import type { Source } from '../../inbox/source.ts';
import { authorization, type Authorization } from '../../signature/authorization.ts';
import { byAuthorization } from '../../signature/by-authorization.ts';
import { PAYLOAD } from './payload.ts';
import { eventIdOf, readDatadog } from './read.ts';

const settings = z.strictObject({
  authorization: authorization
    .optional()
    .describe(
      'What the webhook sends in the header Authorization (Custom Headers), besides the secret of the address.',
    ),
});

/**
 * Webhooks of Datadog, with a payload of ours. Datadog signs nothing.
 * Source: https://docs.datadoghq.com/integrations/webhooks/
 */
export const datadog: Source<z.infer<typeof settings>> = {
  name: 'datadog',
  title: 'Datadog',
  domain: 'datadoghq.com',
  brings: ['alerts'],
  settings,
  headers: ['content-type', 'user-agent'],
  create: (configured) => ({
    verify: (arrival) => byAuthorization(arrival, configured.authorization),
    key: ({ body }) => eventIdOf(body),
    read: readDatadog,
  }),
  guide,
  sample: (now) => ({
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      ...PAYLOAD,
      id: `muster-test-${now}`,
      title: '[Triggered] A test of the way from Datadog to Muster',
      alert_title: 'A test of the way from Datadog to Muster',
      message: '',
      transition: 'Triggered',
      type: 'info',
      alert_id: '0',
      aggregation_key: 'muster-test',
      tags: 'monitor,team:muster',
      date: String(now),
    }),
  }),
};

function guide(configured: z.infer<typeof settings>, { integration, address }: GuideContext): Guide {
  return {
    documentation: 'https://docs.datadoghq.com/integrations/webhooks/',
    steps: [
      {
        text: 'In Datadog (with the permission Create Webhooks), open Integrations, search for Webhooks, open its tile and press New. As Name enter',
        copy: `muster-${integration}`,
      },
      { text: 'As URL enter', copy: address },
      {
        text: 'Replace the Payload by this one, and leave Encode as form off.',
        copy: JSON.stringify(PAYLOAD, null, 2),
      },
      ...headers(configured.authorization, integration),
      {
        text: 'Save. In each monitor that is to open incidents, add the mention below to the message, outside of conditions such as {{#is_alert}}, so that recoveries come, too.',
        copy: `@webhook-muster-${integration}`,
      },
      {
        text: 'Press Test Notifications in the monitor; the delivery stands on the page of this integration.',
      },
      {
        text: 'What is answered with 500 to 599, or not within 15 seconds, Datadog sends up to five more times. Nobody can have it sent again later: set Renotification in the monitor, so that an alert that is still open is told again.',
      },
    ],
  };
}

function headers(setting: Authorization | undefined, integration: string): GuideStep[] {
  if (setting === undefined) return [];
  const { username, scheme } = setting;
  if (username !== undefined)
    return [
      {
        text: `Put ${username}:<password>@ before the host of the URL, with the password that integrations.${integration}.authorization.password has.`,
      },
    ];
  return [
    {
      text: `Tick Custom Headers and enter this, with what integrations.${integration}.authorization.credentials has; a variable that is hidden from view (New in Custom Variables) keeps it secret.`,
      copy: JSON.stringify({ Authorization: `${scheme} $MUSTER_CREDENTIALS` }),
    },
  ];
}
