import { z } from 'zod';

const text = z.string().nullish();
const texts = z.array(z.string()).nullish();

const user = z.object({ login: z.string(), full_name: text, email: text });

export const repository = z.object({
  id: z.number().nullish(),
  full_name: z.string(),
  html_url: z.string(),
  default_branch: text,
});

const commit = z.object({
  id: z.string(),
  message: z.string(),
  url: text,
  author: z.object({ name: z.string(), email: text, username: text }).nullish(),
  timestamp: z.string(),
  added: texts,
  modified: texts,
  removed: texts,
});

const branch = z.object({ label: text, ref: text, sha: text });

const pullRequest = z.object({
  number: z.number(),
  title: z.string(),
  body: text,
  html_url: text,
  user: user.nullish(),
  state: text,
  draft: z.boolean().nullish(),
  merged: z.boolean().nullish(),
  merge_commit_sha: text,
  base: branch.nullish(),
  head: branch.nullish(),
  updated_at: text,
});

const common = { repository, sender: user.nullish() };

/** Bodies by their event. Source: gitea `modules/structs/hook.go`. */
export const payloads = {
  push: z.object({
    ...common,
    ref: z.string(),
    before: text,
    after: text,
    compare_url: text,
    commits: z.array(commit).nullish(),
    total_commits: z.number().nullish(),
    pusher: user.nullish(),
  }),
  create: z.object({ ...common, ref: z.string(), ref_type: z.string(), sha: text }),
  delete: z.object({ ...common, ref: z.string(), ref_type: z.string() }),
  pullRequest: z.object({
    ...common,
    action: z.string(),
    pull_request: pullRequest,
    review: z.object({ type: z.string(), content: text }).nullish(),
  }),
  comment: z.object({
    ...common,
    action: z.string(),
    is_pull: z.boolean().nullish(),
    // Whole since Gitea 1.23; the issue alone before.
    pull_request: pullRequest.nullish(),
    issue: z.object({
      number: z.number(),
      title: z.string(),
      body: text,
      html_url: text,
      user: user.nullish(),
      state: text,
      pull_request: z.object({ merged: z.boolean().nullish(), draft: z.boolean().nullish() }).nullish(),
    }),
    comment: z.object({ body: z.string(), html_url: text, created_at: text }),
  }),
  release: z.object({
    ...common,
    action: z.string(),
    release: z.object({
      tag_name: z.string(),
      name: text,
      body: text,
      html_url: text,
      draft: z.boolean().nullish(),
      published_at: text,
    }),
  }),
} as const;

export type Payload<Event extends keyof typeof payloads> = z.infer<(typeof payloads)[Event]>;
export type GiteaUser = z.infer<typeof user>;
export type GiteaRepository = z.infer<typeof repository>;
export type GiteaCommit = z.infer<typeof commit>;
export type GiteaPullRequest = z.infer<typeof pullRequest>;
