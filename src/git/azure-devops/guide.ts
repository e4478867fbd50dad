import type { Guide, GuideContext } from '../../inbox/guide.ts';
import type { AzureDevOpsSettings } from './settings.ts';

/** How service hooks are set up, with the names of the pages of Azure DevOps. */
export function azureDevOpsGuide(
  { authorization, deploymentStages }: AzureDevOpsSettings,
  { integration, address }: GuideContext,
): Guide {
  return {
    documentation: 'https://learn.microsoft.com/azure/devops/service-hooks/services/webhooks',
    steps: [
      {
        text: 'As a member of Project Collection Administrators (or with the permissions Edit and View subscriptions), open Project settings of the project, Service hooks, and choose Create subscription, Web Hooks, Next. This is done once for each of these events (a subscription has one): Code pushed; Pull request created; Pull request updated; Pull request merge attempted; Pull request commented on.',
      },
      {
        text: `For deployments also: Release deployment started and Release deployment completed (classic releases), or Run stage state changed (pipelines in YAML), with the names of the stages that deploy in the configuration${deploymentStages.length > 0 ? `: now ${deploymentStages.join(', ')}` : ''}.`,
        copy: `integrations:\n  ${integration}:\n    deploymentStages: [Production]`,
      },
      {
        text: 'Leave the filters of the Trigger page at [Any], so that every repository, branch and change comes. Next. URL:',
        copy: address,
      },
      authorization === undefined
        ? {
            text: 'Azure DevOps signs nothing: the secret of the address is what shows who sends. Basic authentication shows it twice: set it in the configuration, and its user and password on this page.',
            copy: `integrations:\n  ${integration}:\n    authorization:\n      username: azure-devops\n      password: \${AZURE_DEVOPS_IN_PASSWORD}`,
          }
        : authorization.username === undefined
          ? {
              text: `Azure DevOps signs nothing. HTTP headers: as below, with what integrations.${integration}.authorization.credentials has.`,
              copy: `Authorization: ${authorization.scheme} <credentials>`,
            }
          : {
              text: `Azure DevOps signs nothing. Basic authentication username: as below; password: what integrations.${integration}.authorization.password has. It is sent by HTTPS alone.`,
              copy: authorization.username,
            },
      {
        text: 'Resource details to send: All (with less Muster cannot tell what happened). Messages to send: Text (votes are told in them alone). Detailed messages to send: None.',
      },
      {
        text: 'Choose Test: the delivery is shown as ignored here, since what it tells of did not happen. Then Finish.',
      },
      {
        text: 'What is answered with 408, 502, 503 or 504 Azure DevOps sends up to eight more times, within three minutes. What failed for longer stands for seven days under History of the subscription, whence it cannot be sent again: whoever needs it pushes or deploys anew.',
      },
      {
        text: 'Azure DevOps Services reaches public addresses alone, and a subscription whose deliveries fail for long is disabled: it is then switched on again in the list of Service hooks (Enable).',
      },
    ],
  };
}
