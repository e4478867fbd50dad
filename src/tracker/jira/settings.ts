import { z } from 'zod';
import { developmentSettings } from './development/settings.ts';

const name = z.string().trim().min(1).max(100);
const label = z.string().regex(/^\S{1,255}$/, 'a label of Jira has no space');

/** What the configuration says under `trackers.<id>` for `tracker: jira`. */
export const jiraSettings = z.strictObject({
  url: z
    .url({ protocol: /^https?$/, error: 'must be an address such as https://acme.atlassian.net' })
    .transform((url) => url.replace(/\/+$/, ''))
    .describe(
      'Address of Jira. For tokens with scopes: https://api.atlassian.com/ex/jira/<cloud id>, with `site`.',
    ),
  site: z
    .url({ protocol: /^https?$/, error: 'must be an address such as https://acme.atlassian.net' })
    .transform((url) => url.replace(/\/+$/, ''))
    .optional()
    .describe('Address at which people open Jira; without it: `url`.'),
  deployment: z
    .enum(['cloud', 'data-center'])
    .prefault('cloud')
    .describe('cloud (Jira Cloud) or data-center (Jira Data Center and Server).'),
  email: z
    .string()
    .min(1)
    .optional()
    .describe(
      'Whose `token` it is: e-mail address (Cloud) or user name. Without it the token is a bearer token.',
    ),
  token: z
    .string()
    .regex(/^\S+$/, 'is empty or has white space in it: copy the token anew')
    .describe('API token (Cloud) or personal access token (Data Center), as ${ENV_NAME}.')
    .meta({ secret: true }),
  issueType: name.prefault('Task').describe('Type of each issue that is made, as the project calls it.'),
  labels: z
    .array(label)
    .prefault([])
    .describe('Labels of each issue that is made, besides the one by which Muster finds it again.'),
  dueDates: z
    .boolean()
    .prefault(true)
    .describe('Whether the due date is set: the field must be on the screen by which issues are made.'),
  incidents: z
    .strictObject({
      issueType: name.optional().describe('Type of the issue of an incident; without it: `issueType`.'),
      labels: z
        .array(label)
        .prefault(['incident'])
        .describe('Labels of the issue of an incident, besides those of each issue.'),
      priorities: z
        .strictObject({
          'SEV-1': name.describe('Priority at SEV-1.'),
          'SEV-2': name.describe('Priority at SEV-2.'),
          'SEV-3': name.describe('Priority at SEV-3.'),
          'SEV-4': name.describe('Priority at SEV-4.'),
        })
        .partial()
        .optional()
        .describe(
          'The priority of each severity, which follows it; {} to leave priorities alone. Without it Highest, High, Medium and Low, where the project has them.',
        ),
      statuses: z
        .strictObject({
          open: name.describe('Status of the issue while the incident is open.'),
          acknowledged: name.describe('Status of the issue while the incident is acknowledged.'),
          mitigated: name.describe('Status of the issue while the incident is mitigated.'),
          resolved: name.describe('Status of the issue while the incident is resolved.'),
          closed: name.describe('Status of the issue while the incident is closed.'),
        })
        .partial()
        .prefault({})
        .describe(
          'The status of the issue at each status of the incident, as the workflow of the project calls it. Without one: to do while it is open, in progress when it is acknowledged or mitigated, done when it is resolved or closed, by whatever status is of that category.',
        ),
    })
    .prefault({})
    .describe('Issues of whole incidents.'),
  development: developmentSettings.optional(),
  timeoutMs: z
    .int()
    .min(100)
    .max(60_000)
    .prefault(15_000)
    .describe('How long one call may take, in milliseconds.'),
});

export type JiraSettings = z.infer<typeof jiraSettings>;
