import { z } from 'zod';
import { bounded, MOST } from '../../inbox/bounded.ts';
import { bySchema, changed } from '../event.ts';
import { baseOf, commitPage, common, repository, text } from './repository.ts';

const schema = z.object({
  ...common,
  repository,
  commit: z.string().min(1),
  comment: z.object({ text }),
});

/** The event `repo:comment:added`. */
export const readCommitComment = bySchema(schema, (body, told) => {
  const commit = bounded(body.commit, MOST.name);
  return changed({
    ...baseOf(body, body.repository, told),
    type: 'commit_comment',
    commit,
    text: bounded(body.comment.text ?? '', MOST.text),
    ...commitPage(body.repository, commit),
  });
});
