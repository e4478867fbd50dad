import { bounded, MOST } from '../../inbox/bounded.ts';
import { consoleOf, inAddress } from '../../inbox/sns/console.ts';
import type { EventBridgeEvent } from '../../inbox/sns/event-bridge.ts';
import type { Author, Repository } from '../change.ts';

/** @returns a person by the name at the end of an ARN: of `…:assumed-role/Admin/Mary_Major`, Mary_Major. */
export function personOf(
  arn: string | null | undefined,
  name?: string | null,
  email?: string | null,
): Author | undefined {
  if (!arn && !name) return undefined;
  const end = /[^/\\:]+$/.exec(arn ?? '')?.[0];
  return {
    name: bounded(name || end || 'unknown', MOST.name),
    ...(email && { email: bounded(email, MOST.name) }),
    ...(arn && { username: bounded(arn, MOST.name) }),
  };
}

/** @param page within the repository, such as `/pull-requests/1`. @returns a page in the console of CodeCommit. */
export function pageOf({ resources, region }: EventBridgeEvent, repository: string, page: string): string {
  const within = `/codesuite/codecommit/repositories/${inAddress(repository)}${page}`;
  return `${consoleOf(resources[0] ?? '')}${within}?region=${inAddress(region)}`;
}

export function repositoryOf(event: EventBridgeEvent, name: string): Repository {
  return { name: bounded(name, MOST.name), url: pageOf(event, name, '/browse') };
}
