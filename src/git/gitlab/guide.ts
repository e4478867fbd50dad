import type { Guide, GuideContext } from '../../inbox/guide.ts';
import type { GitLabSettings } from './settings.ts';

/** Source: https://docs.gitlab.com/user/project/integrations/webhooks/ */
export function gitLabGuide(settings: GitLabSettings, { integration, address }: GuideContext): Guide {
  const at = `integrations.${integration}`;
  const secret =
    settings.signingToken === undefined
      ? [
          {
            text: `Secret token: what stands under ${at}.secretToken in the configuration. A new one is made so:`,
            copy: 'openssl rand -hex 32',
          },
          {
            text: `Where your GitLab offers a signing token, take that instead: choose Generate signing token, copy it into the environment before you save, set ${at}.signingToken to it and take secretToken out. GitLab then signs what it sends.`,
          },
        ]
      : [
          {
            text: `Signing token: what stands under ${at}.signingToken in the configuration; or choose Generate signing token and copy it into the environment before you save, because GitLab does not show it again. Leave Secret token empty.`,
          },
        ];
  return {
    documentation: 'https://docs.gitlab.com/user/project/integrations/webhooks/',
    steps: [
      {
        text: 'On GitLab, open the project (as a maintainer or owner), or with Premium or Ultimate the group (as an owner: its webhook covers all of its projects), choose Settings, Webhooks, and Add new webhook. On a GitLab of your own an administrator can make one for all projects instead, under Admin, System hooks: it tells of pushes, tags and merge requests, not of comments, deployments and releases.',
      },
      { text: 'URL:', copy: address },
      ...secret,
      {
        text: 'Trigger: tick Push events (All branches), Tag push events, Comments, Merge request events, Deployment events and Releases events. What else you tick is kept and shown as ignored.',
      },
      { text: 'SSL verification: Enable SSL verification. Choose Add webhook.' },
      {
        text: 'Where Muster has a private address, an administrator allows it under Admin, Settings, Network, Outbound requests: Allow requests to the local network from webhooks and integrations.',
      },
      {
        text: 'In the list of webhooks choose Test, Push events. GitLab sends the newest commits of the project once more, as a push. It should be answered with 202.',
      },
      {
        text: 'A single push that changes more than three branches or tags is not told by GitLab (push_event_hooks_limit).',
      },
      {
        text: 'GitLab sends nothing again by itself. What failed stands for two days under Recent events, when you choose Edit at the webhook: choose View details and Resend Request.',
      },
      {
        text: 'On GitLab.com a webhook that fails four times in a row is left out for a minute, then for twice as long each time, up to a day, and after 40 failures for good: it is marked as disabled in the list, what happens meanwhile is not sent, and Test enables it again. A GitLab of your own does so where its administrator wants it.',
      },
    ],
  };
}
