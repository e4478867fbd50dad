import { z } from 'zod';
import { bounded, MOST, webAddress } from '../../inbox/bounded.ts';
import { bySchema, changed, entry, unparsed } from '../event.ts';
import { baseOf, project, text } from './project.ts';

const schema = z.object({
  project,
  action: z.string(),
  tag: z.string().min(1),
  name: text,
  description: text,
  url: text,
  created_at: text,
});

const actions = { create: 'published', update: 'updated', delete: 'deleted' } as const;

/** Who released is not told. Source: https://docs.gitlab.com/user/project/integrations/webhook_events/#release-events */
export const readRelease = bySchema(schema, (body, told) => {
  const action = entry(actions, body.action);
  if (!action) return unparsed(`the action ${bounded(body.action, 100)} of a release is not known`);
  const url = webAddress(body.url);
  return changed({
    ...baseOf(body.project, undefined, told, action === 'published' ? body.created_at : undefined),
    type: 'release',
    action,
    tag: bounded(body.tag, MOST.name),
    name: bounded(body.name || body.tag, MOST.line),
    ...(body.description && { description: bounded(body.description, MOST.text) }),
    ...(url !== undefined && { url }),
  });
});
