import { z } from 'zod';
import { authorization } from '../../signature/authorization.ts';

/** Settings of service hooks. */
export const settings = z.strictObject({
  authorization: authorization
    .optional()
    .describe(
      'What service hooks send besides the secret of the address: their basic authentication, or the header Authorization among their HTTP headers.',
    ),
  deploymentStages: z
    .array(z.string().min(1).max(200))
    .max(100)
    .prefault([])
    .describe('Names of the stages of pipelines that deploy; each is an environment.'),
});

export type AzureDevOpsSettings = z.infer<typeof settings>;
