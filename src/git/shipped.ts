import { webAddress } from '../incident/web-address.ts';
import { brief, BRANCH_KEPT, NAME_KEPT, nameOf, TITLE_KEPT } from './brief.ts';
import type { Change, DeploymentState } from './change.ts';
import { deploymentPages } from './deployment-page.ts';

interface Base {
  readonly integration: string;
  readonly repository: string;
  /** When it was last told of, epoch milliseconds. */
  readonly at: number;
  readonly by?: string;
  readonly url?: string;
}

/** A release, a tag or a deployment, as who pastes its address is told of it. Texts are on one line, bounded, without secrets. */
export type Shipped = Base &
  (
    | { readonly kind: 'release'; readonly tag: string; readonly title: string; readonly deleted?: true }
    | { readonly kind: 'tag'; readonly name: string; readonly commit?: string; readonly deleted?: true }
    | {
        readonly kind: 'deployment';
        readonly environment: string;
        readonly state: DeploymentState;
        readonly ref?: string;
        readonly commit?: string;
      }
  );

/** By what it is looked up: the name of something in a repository, or a page of its own. */
export type ShippedKey =
  | {
      readonly integration: string;
      readonly repository: string;
      readonly of: 'release' | 'tag' | 'environment';
      readonly name: string;
    }
  | { readonly page: string };

/** @returns the key in one text. Names of environments mean the same in small letters. */
export function shippedKeyText(key: ShippedKey): string {
  if ('page' in key) return `page ${key.page}`;
  const { integration, repository, of, name } = key;
  return `${integration}/${repository.toLowerCase()} ${of} ${of === 'environment' ? name.toLowerCase() : name}`;
}

/**
 * @param redact takes the secrets out of a text.
 * @returns what is kept of a release, a tag or a deployment, with all by which it is looked up; undefined for any other
 * change. Of an environment the last deployment is kept.
 */
export function shippedOf(
  integration: string,
  change: Change,
  redact: (text: string) => string,
): { readonly keys: readonly ShippedKey[]; readonly shipped: Shipped } | undefined {
  const line = (text: string, most: number): string => brief(redact(text.slice(0, 3000)), most);
  const repository = brief(change.repository.name, 200);
  const safe = webAddress('url' in change ? change.url : undefined);
  const url = safe !== undefined && redact(safe) === safe ? safe : undefined;
  const base = {
    integration,
    repository,
    at: change.at,
    ...(change.actor && { by: line(nameOf(change.actor), NAME_KEPT) }),
    ...(url !== undefined && { url }),
  };
  const named = (of: 'release' | 'tag' | 'environment', name: string) => ({
    integration,
    repository,
    of,
    name,
  });
  switch (change.type) {
    case 'release': {
      const tag = line(change.tag, BRANCH_KEPT);
      const deleted = change.action === 'deleted' && { deleted: true as const };
      return {
        keys: [named('release', tag)],
        shipped: { ...base, kind: 'release', tag, title: line(change.name, TITLE_KEPT), ...deleted },
      };
    }
    case 'tag': {
      const name = line(change.name, BRANCH_KEPT);
      const { commit } = change;
      const deleted = change.action === 'deleted' && { deleted: true as const };
      return {
        keys: [named('tag', name)],
        shipped: {
          ...base,
          kind: 'tag',
          name,
          ...(commit !== undefined && { commit: commit.slice(0, 64) }),
          ...deleted,
        },
      };
    }
    case 'deployment': {
      const { commit, ref, state } = change;
      const environment = line(change.environment, NAME_KEPT);
      const [project] = change.repository.name.split('/');
      const pages = url === undefined ? [] : deploymentPages(url, project);
      return {
        keys: [named('environment', environment), ...pages.map((page) => ({ page }))],
        shipped: {
          ...base,
          kind: 'deployment',
          environment,
          state,
          ...(ref !== undefined && { ref: line(ref, BRANCH_KEPT) }),
          ...(commit !== undefined && { commit: commit.slice(0, 64) }),
        },
      };
    }
    case 'push':
    case 'branch':
    case 'pull_request':
    case 'commit_comment':
      return undefined;
  }
}
