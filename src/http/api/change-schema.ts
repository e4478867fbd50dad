import { z } from 'zod';
import { CURSOR_PATTERN } from '../../git/cursor.ts';
import { LIVE_KINDS } from '../../git/live.ts';
import { NEWS_KINDS } from '../../git/news.ts';
import { FINDABLE } from '../../git/term.ts';

const time = z.iso.datetime();
const url = z.string().optional();

export const changesQuery = z.strictObject({
  since: z
    .string()
    .max(20)
    .default('24h')
    .meta({ description: 'How long before the incident was declared: 12h, 3d or 2w, at most 90d.' }),
});

const change = z
  .object({
    kind: z.enum(LIVE_KINDS),
    at: time,
    integration: z.string(),
    repository: z.string(),
    title: z.string().optional(),
    by: z.string().optional(),
    url,
    number: z.number().int().optional().meta({ description: 'Of a pull request.' }),
    ref: z
      .string()
      .optional()
      .meta({ description: 'The branch that it is on since; of a release or tag its name.' }),
    environment: z.string().optional(),
    commit: z.string().optional(),
    titleCommit: z.string().optional().meta({
      description:
        'Whose title it is, where that is not `commit`: the newest one in the folders of the service.',
    }),
    commits: z.number().int().optional().meta({ description: 'How many; absent where that is not known.' }),
    folders: z.array(z.string()).optional().meta({ description: 'In which files were changed.' }),
    foldersTruncated: z
      .literal(true)
      .optional()
      .meta({ description: 'There are more, or they are not known.' }),
    text: z.string(),
  })
  .meta({ id: 'WentLive' });

const mention = z
  .object({
    kind: z.enum(NEWS_KINDS),
    repository: z.string(),
    name: z.string(),
    title: z.string().optional(),
    by: z.string().optional(),
    url,
    at: time,
    text: z.string(),
  })
  .meta({ id: 'Mention' });

export const changesResource = z
  .object({
    incident: z.string(),
    from: time,
    until: time.meta({ description: 'When the incident was declared.' }),
    service: z.object({ id: z.string(), name: z.string() }).optional(),
    repositories: z.array(
      z.object({
        repository: z.string().meta({ examples: ['github/acme/payments'] }),
        seenAt: time
          .optional()
          .meta({ description: 'When something last came of it; absent: nothing ever has.' }),
      }),
    ),
    changes: z.array(change).meta({ description: 'The newest first.' }),
    total: z.number().int(),
    mentions: z.array(mention).meta({ description: 'What mentions the incident, the oldest first.' }),
    note: z
      .string()
      .optional()
      .meta({ description: 'What is missing for this to be told, and what to set.' }),
  })
  .meta({ id: 'Changes' });

export const findQuery = z.strictObject({
  by: z.enum(FINDABLE).default('commit'),
  text: z.string().trim().min(1).max(300).meta({
    description: 'Whole words, all of which must be there; a path; the beginning of a commit’s id.',
  }),
  limit: z.coerce.number().int().min(1).max(200).default(50),
  before: z
    .string()
    .regex(CURSOR_PATTERN)
    .optional()
    .meta({ description: '`next` of an answer to the same question: those after it.' }),
});

const code = z
  .object({
    kind: z.enum(['commit', 'branch', 'pull_request']),
    integration: z.string(),
    repository: z.string(),
    at: time,
    by: z.string().optional(),
    url,
    id: z.string().optional().meta({ description: 'Of a commit.' }),
    title: z.string().optional(),
    messageTruncated: z
      .literal(true)
      .optional()
      .meta({ description: 'The server cut the message: words in the rest of it are not found.' }),
    branches: z.array(z.string()).optional(),
    files: z.array(z.string()).optional(),
    filesTruncated: z
      .literal(true)
      .optional()
      .meta({ description: 'There are more, or they are not known.' }),
    name: z.string().optional().meta({ description: 'Of a branch.' }),
    commit: z.string().optional(),
    deleted: z.literal(true).optional(),
    number: z.number().int().optional(),
    state: z.enum(['open', 'merged', 'closed']).optional(),
    source: z.string().optional(),
    target: z.string().optional(),
  })
  .meta({ id: 'Code' });

export const foundResource = z
  .object({
    found: z.array(code).meta({ description: 'The newest first.' }),
    more: z.boolean().meta({ description: 'Whether it goes on.' }),
    next: z.string().optional().meta({ description: 'Where it goes on: `before` of the next question.' }),
    truncated: z.literal(true).optional().meta({
      description: 'Older ones were not looked through yet, whether anything was found or not.',
    }),
  })
  .meta({ id: 'FoundCode' });
