import { z } from 'zod';
import { bounded, MOST } from '../../inbox/bounded.ts';
import type { Delivery } from '../../inbox/delivery.ts';
import { jsonBody } from '../../inbox/json-body.ts';
import type { Reading } from '../../inbox/reading.ts';
import { entry, type EventReader, ignored, unparsed } from '../event.ts';
import { readComment } from './comment.ts';
import { readDeployment } from './deployment.ts';
import { NOT_NEEDED } from './events.ts';
import { readMergeRequest } from './merge-request.ts';
import { readPush } from './push.ts';
import { readRelease } from './release.ts';

/** What every event says of itself; those of groups have `event_name` alone. */
const named = z.object({ object_kind: z.string().nullish(), event_name: z.string().nullish() });

/** What is read, by `object_kind`: the header is not signed. */
const readers: Readonly<Record<string, EventReader>> = {
  push: readPush,
  tag_push: readPush,
  merge_request: readMergeRequest,
  note: readComment,
  release: readRelease,
  deployment: readDeployment,
};

/**
 * Reads a delivery of a webhook of a project or group, or of a system hook, of GitLab.
 * @param key of the change; where one push tells two, each has a number behind it.
 * Source: https://docs.gitlab.com/user/project/integrations/webhook_events/
 */
export function readGitLab({ body, receivedAt }: Delivery, key: string): Reading {
  const name = jsonBody(body, named);
  if ('problem' in name) return unparsed(`no event of GitLab: ${name.problem}`);
  const event = name.value.object_kind ?? name.value.event_name;
  if (!event) return unparsed('neither object_kind nor event_name names its event');
  if (NOT_NEEDED.has(event)) return ignored(`nothing follows from the event ${event}`);
  const read = entry(readers, event);
  if (!read) return unparsed(`the event ${bounded(event, 100)} is not known`);
  return read(body, { key: bounded(key, MOST.key), receivedAt });
}
