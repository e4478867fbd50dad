import type { Guide, GuideContext } from '../../inbox/guide.ts';

/** Source: https://confluence.atlassian.com/bitbucketserver/manage-webhooks-938025878.html */
export function dataCenterGuide({ integration, address }: GuideContext): Guide {
  return {
    documentation: 'https://confluence.atlassian.com/bitbucketserver/manage-webhooks-938025878.html',
    steps: [
      {
        text: 'In Bitbucket, open the project (its webhook covers all of its repositories) or one repository, choose Project settings or Repository settings, Webhooks, and Create webhook.',
      },
      { text: 'Title:', copy: `Muster ${integration}` },
      { text: 'URL:', copy: address },
      { text: 'Status: Active.' },
      {
        text: `Secret: what stands under integrations.${integration}.signingSecret in the configuration. A new one is made so:`,
        copy: 'openssl rand -hex 32',
      },
      { text: 'SSL/TLS: leave certificates verified.' },
      {
        text: 'Events: under Repository tick Push and Comment added; under Pull request Opened, Source branch updated, Target branch updated, Modified, Approved, Unapproved, Changes requested (Needs work), Merged, Declined, Deleted and Comment added. What else you tick is kept and shown as ignored. Choose Create.',
      },
      {
        text: 'Push a commit, and look at the webhook whether it was answered with 202. Bitbucket sends no lists of files, and of a push the newest five commits: Muster marks both as incomplete. Before version 7.14 it sends no commits at all.',
      },
    ],
  };
}
