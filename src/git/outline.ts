import { brief, NAME_KEPT, shortId } from './brief.ts';
import type { Change } from './change.ts';

/** @returns what a change is in a few words, for who looks at its delivery: `push to main of acme/payments`. Names are from outside. */
export function outlineOf(change: Change): string {
  const of = `of ${name(change.repository.name)}`;
  switch (change.type) {
    case 'push':
      return `${change.forced ? 'forced push' : 'push'} to ${name(change.branch)} ${of}`;
    case 'branch':
    case 'tag':
      return `${change.action === 'created' ? 'new' : 'deleted'} ${change.type} ${name(change.name)} ${of}`;
    case 'pull_request':
      return `pull request #${change.pullRequest.number} ${of}: ${change.action}`;
    case 'commit_comment':
      return `comment on commit ${shortId(change.commit)} ${of}`;
    case 'release':
      return `release ${name(change.tag)} ${of}: ${change.action}`;
    case 'deployment':
      return `deployment ${of} to ${name(change.environment)}: ${change.state}`;
  }
}

const name = (text: string): string => brief(text, NAME_KEPT);
