import { bounded, MOST } from '../../inbox/bounded.ts';
import type { Delivery } from '../../inbox/delivery.ts';
import type { Guide, GuideContext } from '../../inbox/guide.ts';
import type { Source } from '../../inbox/source.ts';
import { bodyDigest } from '../../signature/body-digest.ts';
import { verifyHubSignature } from '../../signature/hub-signature.ts';
import { signingSecrets, signingSettings, type SigningSettings } from '../../signature/signing-settings.ts';
import { readJira } from './read.ts';

/**
 * Webhooks of Jira Cloud and Jira Data Center, made by an admin, signed as those of git servers (WebSub).
 * Source: https://developer.atlassian.com/cloud/jira/platform/webhooks/, also "Secure admin webhooks".
 */
export const jira: Source<SigningSettings> = {
  name: 'jira',
  title: 'Jira',
  brings: ['tickets'],
  settings: signingSettings('Jira'),
  headers: ['content-type', 'user-agent', 'x-atlassian-webhook-identifier', 'x-atlassian-webhook-retry'],
  create: (own) => ({
    verify: (arrival) => verifyHubSignature(arrival, 'X-Hub-Signature', 'Jira', signingSecrets(own)),
    key: keyOf,
    read: (delivery) => readJira(delivery, keyOf(delivery) ?? bodyDigest(delivery.body)),
  }),
  guide: (_settings, context) => guideFor(context),
  sample: (now) => ({
    headers: { 'content-type': 'application/json', 'x-atlassian-webhook-identifier': `test-${now}` },
    body: JSON.stringify({
      timestamp: now,
      webhookEvent: 'jira:issue_updated',
      user: { accountId: 'test', displayName: 'A test' },
      issue: {
        key: 'MUSTERTEST-1',
        self: 'https://jira.example.com/rest/api/2/issue/1',
        fields: { status: { name: 'Done', statusCategory: { key: 'done' } } },
      },
      changelog: { items: [{ field: 'status', fieldId: 'status' }] },
    }),
  }),
};

/** A delivery that is sent again has the same. */
function keyOf({ headers }: Delivery): string | undefined {
  const id = headers['x-atlassian-webhook-identifier'];
  return id ? bounded(id, MOST.key) : undefined;
}

function guideFor({ integration, address }: GuideContext): Guide {
  return {
    documentation: 'https://developer.atlassian.com/cloud/jira/platform/webhooks/',
    steps: [
      {
        text: 'In Jira, with the global permission Administer Jira, open Settings, System, WebHooks (in Jira Data Center under Advanced), and choose Create a WebHook. URL:',
        copy: address,
      },
      {
        text: `Secret: what stands under integrations.${integration}.signingSecret in the configuration. A new one is made so:`,
        copy: 'openssl rand -hex 32',
      },
      {
        text: 'Narrow it to the projects in which tickets are made, and into which they may be moved, by JQL, so that Jira does not send all others:',
        copy: 'project in (PAY, OPS)',
      },
      {
        text: 'Tick Issue: updated and deleted, and Comment: created, updated and deleted, and choose Create.',
      },
      {
        text: 'What is answered with 408, 409, 425, 429 or 500 to 599, or not at all, Jira Cloud sends again for up to half an hour; Jira Data Center does not. What failed for longer cannot be sent again by hand: the next change of the ticket brings its status as it is then.',
      },
    ],
  };
}
