import { bounded, MOST } from '../../inbox/bounded.ts';
import type { Reading } from '../../inbox/reading.ts';
import type { Change } from '../change.ts';
import { ignored } from '../event.ts';
import { commitId, refOf } from '../ref.ts';
import type { Payload } from './payload.ts';
import { base, type Told } from './told.ts';
import { commitsOf, personOf, repositoryOf } from './words.ts';

/** How many branches and tags of one push are told; all stand in the delivery. */
const MOST_REFS = 100;

/**
 * Reads a push, which may change several branches and tags. Its commits are those of the whole: they are told with the
 * branch whose newest they have, and the others are marked as without.
 */
export function readPush({ resource }: Payload<'push'>, told: Told): Reading {
  const repository = repositoryOf(resource.repository);
  const actor = personOf(resource.pushedBy);
  const ids = (resource.commits ?? []).map((commit) => commit.commitId);
  // The first whose newest commit is told: another one's commits may be among them, and it is not told which.
  const [whose] = resource.refUpdates.filter(
    ({ name, newObjectId }) => refOf(name)?.type === 'branch' && ids.includes(newObjectId ?? ''),
  );
  const changes = resource.refUpdates.slice(0, MOST_REFS).flatMap((update, nth): Change[] => {
    const ref = refOf(update.name);
    if (!ref) return [];
    const all = base(told, repository, actor, resource.date);
    const key = nth === 0 ? all.key : bounded(`${all.key}/${nth}`, MOST.key);
    const name = bounded(ref.name, MOST.name);
    const [before, after] = [commitId(update.oldObjectId), commitId(update.newObjectId)];
    const one = { ...all, key };
    const made = (action: 'created' | 'deleted', commit: string | undefined): Change => ({
      ...one,
      type: ref.type,
      action,
      name,
      ...(commit && { commit: bounded(commit, MOST.name) }),
    });
    if (!after) return [made('deleted', before)];
    if (ref.type === 'tag') return [made('created', after)];
    const own = update === whose ? commitsOf(resource.commits, after, repository, told.at) : [];
    const push: Change = {
      ...one,
      ...(before === undefined && { key: bounded(`${key} commits`, MOST.key) }),
      type: 'push',
      branch: name,
      ...(before && { before: bounded(before, MOST.name) }),
      after: bounded(after, MOST.name),
      commits: own,
      ...(own.length === 0 && { truncated: {} }),
      ...(before && { url: compared(repository.url, before, after) }),
    };
    return before ? [push] : [made('created', after), ...(own.length > 0 ? [push] : [])];
  });
  return changes.length > 0 ? { kind: 'read', changes } : ignored('a push to neither a branch nor a tag');
}

function compared(repository: string, before: string, after: string): string {
  const version = (id: string) => `GC${id.replace(/[^0-9A-Za-z]/g, '').slice(0, 64)}`;
  return `${repository}/branchCompare?baseVersion=${version(before)}&targetVersion=${version(after)}&_a=files`;
}
