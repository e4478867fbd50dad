import { z } from 'zod';
import { bounded, MOST, webAddress } from '../../inbox/bounded.ts';
import type { DeploymentState } from '../change.ts';
import { bySchema, changed, entry, ignored, unparsed } from '../event.ts';
import { authorOf, baseOf, project, text, user } from './project.ts';

const schema = z.object({
  project,
  user: user.nullish(),
  status: z.string(),
  status_changed_at: text,
  environment: z.string(),
  ref: text,
  commit_url: text,
  short_sha: text,
  deployable_url: text,
});

/** Source: https://docs.gitlab.com/api/deployments/, `status`. */
const states: Readonly<Record<string, DeploymentState>> = {
  created: 'pending',
  blocked: 'pending',
  running: 'running',
  success: 'succeeded',
  failed: 'failed',
  canceled: 'cancelled',
};

/** Source: https://docs.gitlab.com/user/project/integrations/webhook_events/#deployment-events */
export const readDeployment = bySchema(schema, (body, told) => {
  if (body.status === 'skipped') return ignored('nothing follows from a deployment that was skipped');
  const state = entry(states, body.status);
  if (!state) return unparsed(`a deployment of the status ${bounded(body.status, 100)} is not known`);
  // The commit's whole id stands in its address alone.
  const commit = /\/([0-9a-f]{40,64})$/.exec(body.commit_url ?? '')?.[1] ?? body.short_sha;
  const url = webAddress(body.deployable_url);
  return changed({
    ...baseOf(body.project, authorOf(body.user), told, body.status_changed_at),
    type: 'deployment',
    environment: bounded(body.environment, MOST.name),
    state,
    ...(body.ref && { ref: bounded(body.ref, MOST.name) }),
    ...(commit && { commit: bounded(commit, MOST.name) }),
    ...(url !== undefined && { url }),
  });
});
