import { z } from 'zod';
import { bounded, MOST, webAddress } from '../../inbox/bounded.ts';
import type { Reading } from '../../inbox/reading.ts';
import { bySchema, changed, entry, type Told } from '../event.ts';
import { otherAction } from './events.ts';
import { baseOf, common, text } from './repository.ts';

const schema = z.object({
  ...common,
  action: z.string(),
  release: z.object({ tag_name: z.string(), name: text, body: text, html_url: text, published_at: text }),
});

/** The event `release`. */
export const readRelease = bySchema(schema, released);

const actions = {
  published: 'published',
  edited: 'updated',
  // It is a draft again, which others do not see.
  unpublished: 'deleted',
  deleted: 'deleted',
} as const;

function released(body: z.infer<typeof schema>, told: Told): Reading {
  const action = entry(actions, body.action);
  if (!action) return otherAction('release', body.action);
  const { tag_name, name, body: description, html_url, published_at } = body.release;
  const url = webAddress(html_url);
  return changed({
    ...baseOf(body, told, action === 'published' ? published_at : undefined),
    type: 'release',
    action,
    tag: bounded(tag_name, MOST.name),
    name: bounded(name || tag_name, MOST.line),
    ...(description && { description: bounded(description, MOST.text) }),
    ...(url !== undefined && { url }),
  });
}
