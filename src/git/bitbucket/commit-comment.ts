import { z } from 'zod';
import { bounded, MOST } from '../../inbox/bounded.ts';
import { bySchema, changed } from '../event.ts';
import { comment } from './pull-request.ts';
import { baseOf, common, pageOf } from './repository.ts';

const schema = z.object({ ...common, comment, commit: z.object({ hash: z.string().min(1) }) });

/** The event `repo:commit_comment_created`. */
export const readCommitComment = bySchema(schema, (body, told) =>
  changed({
    ...baseOf(body, told, body.comment.created_on),
    type: 'commit_comment',
    commit: bounded(body.commit.hash, MOST.name),
    text: bounded(body.comment.content?.raw ?? '', MOST.text),
    ...pageOf(body.comment.links),
  }),
);
