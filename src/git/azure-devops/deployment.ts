import { bounded, MOST } from '../../inbox/bounded.ts';
import type { Reading } from '../../inbox/reading.ts';
import type { DeploymentState, Repository } from '../change.ts';
import { entry, ignored } from '../event.ts';
import { commitId, refOf } from '../ref.ts';
import type { Payload } from './payload.ts';
import { base, type Told } from './told.ts';
import { bare, personOf } from './words.ts';

const releaseStates: Readonly<Record<string, DeploymentState>> = {
  queued: 'pending',
  scheduled: 'pending',
  notstarted: 'pending',
  inprogress: 'running',
  succeeded: 'succeeded',
  // Something of it failed.
  partiallysucceeded: 'failed',
  rejected: 'failed',
  canceled: 'cancelled',
};

/** Reads a deployment of a classic release. It names the repository by what it releases, where it says so. */
export function readDeployment({ eventType, resource }: Payload<'deployment'>, told: Told): Reading {
  const { environment, deployment, project } = resource;
  const status = environment.status.toLowerCase();
  // What has just begun is still in the queue when it is told.
  const state =
    eventType === 'ms.vss-release.deployment-started-event' ? 'running' : entry(releaseStates, status);
  if (!state) return ignored(`a deployment in the state ${bounded(environment.status, 100)}`);
  const url = bare(environment.release?._links?.web?.href);
  const artifacts = deployment?.release?.artifacts ?? [];
  const released = (artifacts.find(({ isPrimary }) => isPrimary) ?? artifacts[0])?.definitionReference ?? {};
  const { repository, branch, sourceVersion, version } = released;
  const within = project?.name ?? released.project?.name ?? '';
  const name = repository?.name ?? environment.release?.name ?? '';
  const ref = branch?.id ?? branch?.name;
  const commit = commitId(sourceVersion?.id) ?? sha(version?.id);
  const of: Repository = {
    name: bounded([within, name].filter(Boolean).join('/') || 'unknown', MOST.name),
    url,
  };
  const changed = {
    ...base(told, of, personOf(deployment?.requestedFor ?? environment.owner)),
    type: 'deployment' as const,
    environment: bounded(environment.name, MOST.name),
    state,
    ...(ref && { ref: bounded(refOf(ref)?.name ?? ref, MOST.name) }),
    ...(commit && { commit: bounded(commit, MOST.name) }),
    ...(url && { url }),
  };
  return { kind: 'read', changes: [changed] };
}

const stageResults: Readonly<Record<string, DeploymentState>> = {
  succeeded: 'succeeded',
  partiallysucceeded: 'failed',
  failed: 'failed',
  rejected: 'failed',
  canceled: 'cancelled',
};

/**
 * Reads a stage of a pipeline. Nothing in it says that a stage deploys: those that do are named in the configuration.
 * @param deploying names of stages, as the pipeline or the page shows them.
 */
export function readStage({ resource }: Payload<'stage'>, deploying: readonly string[], told: Told): Reading {
  const { stage, pipeline, repositories } = resource;
  const shown = stage.displayName || stage.name;
  if (!deploying.includes(stage.name) && !deploying.includes(shown))
    return ignored(`the stage ${bounded(shown, 100)} is not among deploymentStages`);
  const [condition, result] = [stage.state?.toLowerCase(), (stage.result ?? '').toLowerCase()];
  const state =
    condition === 'running' ? 'running' : condition === 'completed' && entry(stageResults, result);
  if (!state)
    return ignored(
      `a stage that is ${bounded(stage.state ?? 'unknown', 50)}${result && ` and ${bounded(result, 50)}`}`,
    );
  const url = bare(stage._links?.web?.href);
  const own = bare((repositories ?? []).find(({ type }) => type === 'Git')?.url ?? repositories?.[0]?.url);
  const [, within, name] = /\/([^/]+)\/_git\/([^/?]+)$/.exec(own) ?? [];
  const of: Repository = {
    name: bounded(
      within !== undefined && name !== undefined
        ? `${spoken(within)}/${spoken(name)}`
        : (pipeline?.name ?? 'unknown'),
      MOST.name,
    ),
    url: own,
  };
  const changed = {
    ...base(told, of, undefined),
    type: 'deployment' as const,
    environment: bounded(shown, MOST.name),
    state,
    ...(url && { url }),
  };
  return { kind: 'read', changes: [changed] };
}

const sha = (id: string | null | undefined): string | undefined =>
  id && /^[0-9a-f]{40}$/.test(id) ? id : undefined;

/** @returns a part of an address as people write it: names of projects have spaces. */
function spoken(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
