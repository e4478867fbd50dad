import type { Guide, GuideContext } from '../../inbox/guide.ts';
import type { GitHubSettings } from './settings.ts';

/** The most that GitHub sends at once, as `bodyLimit: 25mb` is read. Source: https://docs.github.com/en/webhooks/webhook-events-and-payloads */
const MOST_BYTES = 25 * 1024 ** 2;

/** Source: https://docs.github.com/en/webhooks/using-webhooks/creating-webhooks */
export function gitHubGuide(
  { redelivery }: GitHubSettings,
  { integration, address, bodyLimitBytes }: GuideContext,
): Guide {
  const path = `integrations.${integration}`;
  return {
    documentation: 'https://docs.github.com/en/webhooks/using-webhooks/creating-webhooks',
    steps: [
      {
        text: 'On GitHub, open the organization (its webhook covers all of its repositories; owners alone may) or one repository (who has admin access may), choose Settings, and under Code and automation Webhooks. On GitHub Enterprise Server it is the same; a webhook for all organizations is made in the settings of the enterprise, under Hooks.',
      },
      { text: 'Choose Add webhook. Payload URL:', copy: address },
      { text: 'Content type: application/json.' },
      {
        text: `Secret: what stands under integrations.${integration}.signingSecret in the configuration. A new one is made so:`,
        copy: 'openssl rand -hex 32',
      },
      { text: 'SSL verification: Enable SSL verification.' },
      {
        text: 'Which events would you like to trigger this webhook? Choose "Let me select individual events" and tick Branch or tag creation, Branch or tag deletion, Commit comments, Deployment statuses, Deployments, Issue comments, Issues (where action items become issues of GitHub, see `trackers`), Pull request review comments, Pull request reviews, Pull requests, Pushes and Releases. What else you tick is kept and shown as ignored.',
      },
      {
        text: `Leave Active ticked and choose Add webhook. GitHub sends a ping, which Muster shows as ignored: the way and the secret are right.`,
      },
      bodyLimitBytes < MOST_BYTES
        ? {
            text: `GitHub sends up to 25 MB at once. So that no large push is refused, set bodyLimit: 25mb under ${path}, and let a proxy before Muster pass as much.`,
            copy: 'bodyLimit: 25mb',
          }
        : {
            text: `GitHub sends up to 25 MB at once, which ${path}.bodyLimit takes: let a proxy before Muster pass as much.`,
          },
      redelivery
        ? {
            text: `GitHub sends nothing again by itself: Muster asks it every ${redelivery.everyMinutes} minutes what it could not deliver in the last three days, and to deliver that again (${path}.redelivery). How that goes is shown with this integration.`,
          }
        : {
            text: `GitHub sends nothing again by itself. What failed while Muster was away is under Recent deliveries of the webhook for three days (GitHub Enterprise Server: seven): choose the delivery and Redeliver. Or have Muster look for it: make a token that may write webhooks, put it into the environment, and name the repositories or organizations of the webhook under ${path}.`,
            copy: "redelivery: { token: '${GITHUB_WEBHOOKS_TOKEN}', of: [acme] }",
          },
    ],
  };
}
