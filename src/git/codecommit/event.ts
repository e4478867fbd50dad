import { z } from 'zod';
import { eventBridgeEvent } from '../../inbox/sns/event-bridge.ts';

const text = z.string().nullish();

/** Who did something: the name and the address of a person come only where they were set as tags of the session. */
const caller = { callerUserArn: text, displayName: text, emailAddress: text };

/**
 * What CodeCommit tells EventBridge, by its `detail-type`.
 * Source: https://docs.aws.amazon.com/codecommit/latest/userguide/monitoring-events.html
 */
export const events = {
  'CodeCommit Repository State Change': eventBridgeEvent.extend({
    detail: z.object({
      ...caller,
      event: z.string(),
      repositoryName: z.string(),
      referenceType: text,
      referenceName: text,
      commitId: text,
      oldCommitId: text,
    }),
  }),
  'CodeCommit Pull Request State Change': eventBridgeEvent.extend({
    detail: z.object({
      ...caller,
      event: z.string(),
      author: text,
      title: z.string(),
      description: text,
      pullRequestId: z.string().regex(/^\d{1,15}$/),
      pullRequestStatus: text,
      isMerged: text,
      approvalStatus: text,
      sourceReference: text,
      destinationReference: text,
      sourceCommit: text,
      repositoryNames: z.array(z.string()).min(1),
    }),
  }),
  'CodeCommit Comment on Commit': comment(),
  'CodeCommit Comment on Pull Request': comment(),
} as const;

function comment() {
  return eventBridgeEvent.extend({
    detail: z.object({
      ...caller,
      event: z.string(),
      repositoryName: z.string(),
      afterCommitId: z.string(),
      commentId: text,
      pullRequestId: z
        .string()
        .regex(/^\d{1,15}$/)
        .nullish(),
    }),
  });
}

export type Events = { readonly [Type in keyof typeof events]: z.infer<(typeof events)[Type]> };
