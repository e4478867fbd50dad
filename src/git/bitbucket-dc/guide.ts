import type { Guide, GuideContext } from '../../inbox/guide.ts';

/** Source: https://confluence.atlassian.com/bitbucketserver/manage-webhooks-938025878.html */
export function dataCenterGuide({ integration, address }: GuideContext): Guide {
  return {
    documentation: 'https://confluence.atlassian.com/bitbucketserver/manage-webhooks-938025878.html',
    steps: [
      {
        text: 'In Bitbucket, open the project (as one of its admins: its webhook covers all of its repositories) or one repository (as one of its admins), choose Project settings or Repository settings, Webhooks, and Create webhook.',
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
        text: 'Choose Test connection: it should be answered with 202, and is shown here as ignored. Bitbucket does not sign it: whether the secret is right shows the push of the next step.',
      },
      {
        text: 'Push a commit, and look under View details of the webhook whether it was answered with 202. Bitbucket sends no lists of files, and of a push the newest five commits: Muster marks both as incomplete. Before version 7.14 it sends no commits at all.',
      },
      {
        text: 'Bitbucket sends nothing again, neither by itself nor by hand. A webhook that fails five times in a row is left out for ten seconds, and for longer each time it fails again, up to ten hours (plugin.webhooks in bitbucket.properties sets both): what happens meanwhile is not sent. Whoever needs it pushes again, or looks into Bitbucket.',
      },
    ],
  };
}
