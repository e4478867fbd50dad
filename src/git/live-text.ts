import type { Span, Text } from '../chat/text.ts';
import { shortId } from './brief.ts';
import type { LiveKind } from './live.ts';
import type { WentLive } from './went-live.ts';

const DONE: Record<LiveKind, string> = {
  pushed: 'pushed',
  merged: 'merged',
  deployed: 'deployed',
  released: 'released',
  tagged: 'tagged',
};

const linked = (label: string, url: string | undefined): Span =>
  url === undefined ? label : { link: url, label };

/** @returns what is called so: a pull request, a commit, a release. */
function subject({ kind, number, commit, ref, url, commits }: WentLive): Text {
  switch (kind) {
    case 'merged':
      return ['pull request ', linked(`#${number ?? '?'}`, url)];
    case 'released':
      return [linked(ref ?? 'a release', url)];
    case 'tagged':
      return [linked(ref ?? 'a tag', url)];
    case 'pushed': {
      const more =
        commits === undefined
          ? 'one or more commits up to '
          : commits > 1
            ? `${commits} commits up to `
            : 'commit ';
      return [more, linked(commit === undefined ? 'unknown' : shortId(commit), url)];
    }
    case 'deployed':
      return [linked(commit === undefined ? (ref ?? 'a version') : shortId(commit), url)];
  }
}

/** @returns in a line what went live, where, and by whom; without when. */
export function liveText(one: WentLive): Text {
  const { kind, repository, ref, environment, title, titled, by, commits } = one;
  const to =
    kind === 'deployed'
      ? ` to ${environment ?? 'an environment'}`
      : (kind === 'merged' || kind === 'pushed') && ref !== undefined
        ? ` ${kind === 'merged' ? 'into' : 'to'} ${ref}`
        : '';
  return [
    { bold: DONE[kind] },
    ' ',
    ...subject(one),
    ` of ${repository}${to}${kind === 'pushed' && commits === 0 ? ', which was set back to it' : ''}`,
    ...(title === undefined || title === '' || title === ref ? [] : [`: “${title}”`]),
    ...(titled ? [' (', linked(shortId(titled.commit), titled.url), ')'] : []),
    by === undefined ? '' : `, by ${by}`,
  ];
}
