import type { Source } from '../../inbox/source.ts';
import { byAuthorization } from '../../signature/by-authorization.ts';
import { azureDevOpsGuide } from './guide.ts';
import { keyOf, readAzureDevOps } from './read.ts';
import { samplePush } from './sample.ts';
import { settings, type AzureDevOpsSettings } from './settings.ts';

/**
 * Service hooks of Azure DevOps Services and of Azure DevOps Server. They sign nothing.
 * Source: https://learn.microsoft.com/azure/devops/service-hooks/services/webhooks
 */
export const azureDevOps: Source<AzureDevOpsSettings> = {
  name: 'azure-devops',
  title: 'Azure DevOps',
  domain: 'dev.azure.com',
  brings: ['changes'],
  settings,
  headers: ['content-type', 'user-agent'],
  create: (configured) => ({
    verify: (arrival) => byAuthorization(arrival, configured.authorization),
    key: keyOf,
    read: (delivery) => readAzureDevOps(delivery, configured.deploymentStages),
  }),
  guide: azureDevOpsGuide,
  sample: samplePush,
};
