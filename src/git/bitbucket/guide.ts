import type { Guide, GuideContext } from '../../inbox/guide.ts';

/** Source: https://support.atlassian.com/bitbucket-cloud/docs/manage-webhooks/ */
export function bitbucketGuide({ integration, address }: GuideContext): Guide {
  return {
    documentation: 'https://support.atlassian.com/bitbucket-cloud/docs/manage-webhooks/',
    steps: [
      {
        text: 'On bitbucket.org, open the repository (as one of its admins), choose Repository settings, and under Workflow Webhooks; or, for all repositories of a workspace (as one of its admins), Settings, Workspace settings, Webhooks. Choose Add webhook.',
      },
      { text: 'Title:', copy: `Muster ${integration}` },
      { text: 'URL:', copy: address },
      {
        text: `Secret: what stands under integrations.${integration}.signingSecret in the configuration. A new one is made so:`,
        copy: 'openssl rand -hex 32',
      },
      { text: 'Status: Active. Leave SSL/TLS as it is: certificates are verified.' },
      {
        text: 'Triggers: Choose from a full list of triggers, and tick under Repository Push and Commit comment created, under Pull Request Created, Updated, Approved, Approval removed, Changes Request created, Changes Request removed, Merged, Declined and Comment created. What else you tick is kept and shown as ignored. Choose Save.',
      },
      {
        text: 'Push a commit, and look under View requests of the webhook whether it was answered with 202 (choose Enable History before). Bitbucket sends no lists of files, and of a push the newest five commits: Muster marks both as incomplete.',
      },
      {
        text: 'What is answered with 500 to 599 Bitbucket sends two more times, at once. What failed for longer stands under View requests while the history is enabled: choose View details and Resend request. What is larger than 256 KB Bitbucket does not send at all.',
      },
    ],
  };
}
