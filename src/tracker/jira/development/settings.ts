import { z } from 'zod';

/** What the configuration says under `trackers.<id>.development` for `tracker: jira`. */
export const developmentSettings = z
  .strictObject({
    cloudId: z
      .uuid('must be the cloud id, which https://<site>.atlassian.net/_edge/tenant_info shows')
      .describe('Cloud id of the site, as https://<site>.atlassian.net/_edge/tenant_info shows it.'),
    clientId: z
      .string()
      .regex(/^\S+$/, 'is empty or has white space in it: copy it anew')
      .describe(
        'Client id of OAuth credentials, which an admin makes in Jira under Apps, OAuth credentials.',
      ),
    clientSecret: z
      .string()
      .regex(/^\S+$/, 'is empty or has white space in it: copy it anew')
      .describe('Their secret, as ${ENV_NAME}.')
      .meta({ secret: true }),
    projects: z
      .array(z.string().regex(/^[A-Z][A-Z0-9_]{1,254}$/, 'must be the key of a project, such as PAY'))
      .min(1)
      .optional()
      .describe(
        'Keys of the projects whose issues are looked for, then also in small letters: pay-17. Without it whatever looks like the key of an issue counts.',
      ),
    smartCommits: z
      .boolean()
      .prefault(true)
      .describe('Whether Jira may obey commands in commit messages, and move issues by its own rules.'),
    url: z
      .url({ protocol: /^https?$/, error: 'must be an address such as https://api.atlassian.com' })
      .transform((url) => url.replace(/\/+$/, ''))
      .prefault('https://api.atlassian.com')
      .describe('Address of the API of Atlassian.'),
  })
  .describe(
    'Commits, branches and pull requests that name an issue are shown with it. Jira Cloud only: Data Center has no API for it.',
  );

export type DevelopmentSettings = z.infer<typeof developmentSettings>;
