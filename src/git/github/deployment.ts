import { z } from 'zod';
import { bounded, MOST, webAddress } from '../../inbox/bounded.ts';
import type { Reading } from '../../inbox/reading.ts';
import type { DeploymentState } from '../change.ts';
import { bySchema, changed, entry, ignored, type Told, unparsed } from '../event.ts';
import { otherAction } from './events.ts';
import { baseOf, common, text } from './repository.ts';

const schema = z.object({
  ...common,
  // Enterprise Server before 3.6 says none.
  action: text,
  deployment: z.object({ environment: z.string(), ref: text, sha: text, created_at: text }),
});

const statusSchema = schema.extend({
  deployment_status: z.object({
    state: z.string(),
    created_at: text,
    log_url: text,
    target_url: text,
    environment_url: text,
  }),
});

/** The event `deployment`. */
export const readDeployment = bySchema(schema, (body, told) =>
  body.action && body.action !== 'created'
    ? otherAction('deployment', body.action)
    : changed({ ...deployment(body, told, body.deployment.created_at), state: 'pending' }),
);

/** The event `deployment_status`. */
export const readDeploymentStatus = bySchema(statusSchema, deployed);

/** Source: https://docs.github.com/en/rest/deployments/statuses#create-a-deployment-status, `state`. */
const states: Readonly<Record<string, DeploymentState>> = {
  queued: 'pending',
  pending: 'pending',
  waiting: 'pending',
  in_progress: 'running',
  success: 'succeeded',
  failure: 'failed',
  error: 'failed',
};

function deployed(body: z.infer<typeof statusSchema>, told: Told): Reading {
  if (body.action && body.action !== 'created') return otherAction('deployment_status', body.action);
  const { state: given, created_at, log_url, target_url, environment_url } = body.deployment_status;
  if (given === 'inactive')
    return ignored('nothing follows from a deployment that was replaced by another one');
  const state = entry(states, given);
  if (!state) return unparsed(`a deployment of the state ${bounded(given, 100)} is not known`);
  const url = webAddress(log_url) ?? webAddress(target_url) ?? webAddress(environment_url);
  return changed({ ...deployment(body, told, created_at), state, ...(url !== undefined && { url }) });
}

function deployment(body: z.infer<typeof schema>, told: Told, at: string | null | undefined) {
  const { environment, ref, sha } = body.deployment;
  return {
    ...baseOf(body, told, at),
    type: 'deployment' as const,
    environment: bounded(environment, MOST.name),
    ...(ref && { ref: bounded(ref, MOST.name) }),
    ...(sha && { commit: bounded(sha, MOST.name) }),
  };
}
