import type { Code } from '../git/code.ts';
import { shortId } from '../git/brief.ts';
import type { Findable } from '../git/term.ts';
import type { Message } from './message.ts';
import type { Span, Text } from './text.ts';

/** What a search came to. */
export interface Found {
  readonly by: Findable;
  readonly text: string;
  /** The newest first. */
  readonly found: readonly Code[];
  /** Where it goes on; absent at the end. */
  readonly next?: string;
  /** Older ones were not looked through. */
  readonly truncated?: true;
  /** Whether it tells what comes after an earlier answer. */
  readonly isGoingOn?: boolean;
}

const NAMES: Record<Findable, string> = {
  commit: 'Commits with',
  author: 'Commits by',
  file: 'Commits that changed',
  branch: 'Branches with',
  pr: 'Pull requests with',
};

/** @returns what a search was for, in words. */
export const searchText = (by: Findable, text: string): string => `${NAMES[by]} “${text}”`;

const linked = (label: string, url: string | undefined): Span =>
  url === undefined ? label : { link: url, label };

/** @returns one result in a line. */
export function codeText(one: Code): Text {
  const by = one.by === undefined ? '' : `, by ${one.by}`;
  const end: Text = [`${by}, `, { time: one.at }];
  switch (one.kind) {
    case 'commit': {
      const [branch] = one.branches;
      const more = one.branches.length - 1;
      const on = branch === undefined ? '' : ` on ${branch}${more > 0 ? ` and ${more} more` : ''}`;
      return [linked(shortId(one.id), one.url), ` of ${one.repository}${on}: “${one.title}”`, ...end];
    }
    case 'branch': {
      const at = one.commit === undefined ? '' : ` at ${shortId(one.commit)}`;
      return [{ bold: one.name }, ` of ${one.repository}${one.deleted ? ', deleted' : at}`, ...end];
    }
    case 'pull_request': {
      const into = one.target === undefined ? '' : ` into ${one.target}`;
      return [
        linked(`#${one.number}`, one.url),
        ` of ${one.repository}, ${one.state}${into}: “${one.title}”`,
        ...end,
      ];
    }
  }
}

/** What is said of a search that has looked through enough before its end. */
export const NOT_LOOKED_THROUGH =
  'Older ones were not looked through: there are many. Go on with them, or give a word that is rarer.';

/** What was found. @param page address of the page that shows more. */
export function foundMessage(
  { by, text, found, next, truncated, isGoingOn = false }: Found,
  page: string,
): Message {
  const heading = searchText(by, text);
  const more: Span[] =
    next === undefined ? [] : ['Older ones: ', { code: `/im find ${by} ${text} --before ${next}` }];
  if (found.length === 0) {
    const none = truncated
      ? `Nothing is found so far. ${NOT_LOOKED_THROUGH}`
      : isGoingOn
        ? 'Nothing more is found.'
        : 'Nothing is found. Whole words are looked for, in what git servers have told since they were connected.';
    return {
      summary: `${heading}: ${none}`,
      heading,
      sections: [{ text: [none] }, ...(more.length > 0 ? [{ text: more }] : [])],
    };
  }
  const count = `${found.length}${next === undefined ? '' : ' of more'}`;
  return {
    summary: `${heading}: ${count}`,
    heading,
    sections: [
      { text: found.flatMap((one, n): Span[] => [n > 0 ? '\n• ' : '• ', ...codeText(one)]) },
      ...(truncated ? [{ text: [NOT_LOOKED_THROUGH] }] : []),
      ...(more.length > 0 ? [{ text: more }] : []),
      {
        footnote: [
          next === undefined || isGoingOn ? '' : 'The newest are shown. ',
          { link: page, label: next === undefined ? 'As a page' : 'More on the page' },
        ],
      },
    ],
  };
}
