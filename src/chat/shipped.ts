import { shortId } from '../git/brief.ts';
import type { Shipped } from '../git/shipped.ts';
import type { Span, Text } from './text.ts';

/** @returns what it is called in short. */
export function shippedName(one: Shipped): string {
  switch (one.kind) {
    case 'release':
      return `release ${one.tag}`;
    case 'tag':
      return `tag ${one.name}`;
    case 'deployment':
      return `deployment to ${one.environment}`;
  }
}

/** @returns a release, a tag or a deployment in a line. */
export function shippedText(one: Shipped): Text {
  const { repository, by, at, url } = one;
  const linked = (label: string): Span => (url === undefined ? { bold: label } : { link: url, label });
  const end: Text = [by === undefined ? '' : `, by ${by}`, ', ', { time: at }];
  switch (one.kind) {
    case 'release': {
      const title = one.title === '' || one.title === one.tag ? '' : `: “${one.title}”`;
      return ['Release ', linked(one.tag), ` of ${repository}${one.deleted ? ', deleted' : title}`, ...end];
    }
    case 'tag': {
      const stands = one.commit === undefined ? '' : ` at ${shortId(one.commit)}`;
      return ['Tag ', linked(one.name), ` of ${repository}${one.deleted ? ', deleted' : stands}`, ...end];
    }
    case 'deployment': {
      const { commit, ref, environment, state } = one;
      const what = commit === undefined ? (ref ?? 'a version') : shortId(commit);
      const of = commit !== undefined && ref !== undefined ? ` (${ref})` : '';
      return [`Deployment of ${what}${of} of ${repository} to `, linked(environment), `: ${state}`, ...end];
    }
  }
}
