import { z } from 'zod';

const text = z.string().nullish();

const person = z.object({ displayName: text, uniqueName: text });

const repository = z.object({
  id: text,
  name: z.string(),
  project: z.object({ name: z.string() }).nullish(),
  defaultBranch: text,
  remoteUrl: text,
  webUrl: text,
});

/** What every notification has. Numbers and ids stand for the subscription, the notification, and the event. */
export const envelope = z.object({
  subscriptionId: text,
  notificationId: z.number().nullish(),
  id: z.string().min(1),
  eventType: z.string(),
  message: z.object({ text }).nullish(),
  resourceVersion: text,
  createdDate: text,
});

const web = z.object({ web: z.object({ href: text }).nullish() }).nullish();
const commitRef = z.object({ commitId: text }).nullish();

const pullRequest = z.object({
  repository,
  pullRequestId: z.number(),
  status: text,
  createdBy: person.nullish(),
  creationDate: text,
  closedDate: text,
  title: z.string(),
  description: text,
  sourceRefName: text,
  targetRefName: text,
  isDraft: z.boolean().nullish(),
  mergeStatus: text,
  lastMergeSourceCommit: commitRef,
  lastMergeCommit: commitRef,
  reviewers: z
    .array(person.extend({ vote: z.number().nullish(), isContainer: z.boolean().nullish() }))
    .nullish(),
  _links: web,
});

/**
 * Bodies by their event, with the resource details `All`.
 * Source: https://learn.microsoft.com/azure/devops/service-hooks/events
 */
export const payloads = {
  push: envelope.extend({
    resource: z.object({
      commits: z
        .array(
          z.object({
            commitId: z.string(),
            author: z.object({ name: text, email: text, date: text }).nullish(),
            comment: text,
            // Source: GitCommitRef of the REST API.
            commentTruncated: z.boolean().nullish(),
          }),
        )
        .nullish(),
      refUpdates: z.array(z.object({ name: z.string(), oldObjectId: text, newObjectId: text })),
      repository,
      pushedBy: person.nullish(),
      date: text,
    }),
  }),
  pullRequest: envelope.extend({ resource: pullRequest }),
  comment: envelope.extend({
    resource: z.object({
      comment: z.object({
        author: person.nullish(),
        content: text,
        publishedDate: text,
        lastContentUpdatedDate: text,
        commentType: text,
        isDeleted: z.boolean().nullish(),
      }),
      pullRequest,
    }),
  }),
  deployment: envelope.extend({
    resource: z.object({
      environment: z.object({
        name: z.string(),
        status: z.string(),
        release: z.object({ name: text, _links: web }).nullish(),
        owner: person.nullish(),
      }),
      deployment: z
        .object({
          requestedFor: person.nullish(),
          release: z
            .object({
              artifacts: z
                .array(
                  z.object({
                    isPrimary: z.boolean().nullish(),
                    definitionReference: z
                      .record(z.string(), z.object({ id: text, name: text }).nullish())
                      .nullish(),
                  }),
                )
                .nullish(),
            })
            .nullish(),
        })
        .nullish(),
      project: z.object({ name: z.string() }).nullish(),
    }),
  }),
  stage: envelope.extend({
    resource: z.object({
      stage: z.object({
        name: z.string(),
        displayName: text,
        state: text,
        result: text,
        _links: web,
      }),
      pipeline: z.object({ name: z.string() }).nullish(),
      repositories: z.array(z.object({ type: text, url: text })).nullish(),
    }),
  }),
} as const;

export type Payload<Event extends keyof typeof payloads> = z.infer<(typeof payloads)[Event]>;
export type AzurePerson = z.infer<typeof person>;
export type AzureRepository = z.infer<typeof repository>;
export type AzurePullRequest = z.infer<typeof pullRequest>;
