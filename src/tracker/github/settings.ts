import { z } from 'zod';

const label = z.string().trim().min(1).max(50);

/** What the configuration says under `trackers.<id>` for `tracker: github`. */
export const githubSettings = z.strictObject({
  url: z
    .url({ protocol: /^https?$/, error: 'must be an address such as https://api.github.com' })
    .transform((url) => url.replace(/\/+$/, ''))
    .prefault('https://api.github.com')
    .describe('Address of the REST API. GitHub Enterprise Server: https://<host>/api/v3.'),
  site: z
    .url({ protocol: /^https?$/, error: 'must be an address such as https://github.com' })
    .transform((url) => url.replace(/\/+$/, ''))
    .optional()
    .describe('Address at which people open GitHub; without it: github.com, or the host of `url`.'),
  token: z
    .string()
    .regex(/^\S+$/, 'is empty or has white space in it: copy the token anew')
    .describe('Access token that may read and write issues of the repositories, as ${ENV_NAME}.')
    .meta({ secret: true }),
  labels: z.array(label).prefault([]).describe('Labels of each issue that is made.'),
  incidents: z
    .strictObject({
      labels: z
        .array(label)
        .prefault(['incident'])
        .describe('Labels of the issue of an incident, besides those of each issue.'),
      severityLabels: z
        .strictObject({
          'SEV-1': label.describe('Label at SEV-1.'),
          'SEV-2': label.describe('Label at SEV-2.'),
          'SEV-3': label.describe('Label at SEV-3.'),
          'SEV-4': label.describe('Label at SEV-4.'),
        })
        .partial()
        .prefault({ 'SEV-1': 'SEV-1', 'SEV-2': 'SEV-2', 'SEV-3': 'SEV-3', 'SEV-4': 'SEV-4' })
        .describe('The label of each severity, which follows it; {} for none.'),
      closedAt: z
        .array(z.enum(['mitigated', 'resolved', 'closed']))
        .prefault(['resolved', 'closed'])
        .describe('Statuses of an incident at which its issue is closed; at all others it is open.'),
    })
    .prefault({})
    .describe('Issues of whole incidents.'),
  timeoutMs: z
    .int()
    .min(100)
    .max(60_000)
    .prefault(15_000)
    .describe('How long one call may take, in milliseconds.'),
});

export type GithubSettings = z.infer<typeof githubSettings>;
