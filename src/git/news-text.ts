import type { Span, Text } from '../chat/text.ts';
import type { ChangeNews } from './news.ts';

/** How many of one event are told in words; the incident's page has all. */
const TOLD = 5;

const linked = (label: string, url: string | undefined): Span =>
  url === undefined ? label : { link: url, label };

function about({ title, by }: ChangeNews): string {
  return `${title === undefined || title === '' ? '' : `: “${title}”`}${by === undefined ? '' : `, by ${by}`}`;
}

/** @returns in a sentence what was done that mentions the incident. */
export function newsText(news: ChangeNews): Text {
  const { kind, repository, name, title, by, url } = news;
  const of = ` of ${repository}`;
  switch (kind) {
    case 'commit':
      return ['Commit ', linked(name, url), `${of} mentions it${about(news)}.`];
    case 'pull_request':
      return ['Pull request ', linked(name, url), `${of} mentions it${about(news)}.`];
    case 'merged':
      return ['Pull request ', linked(name, url), `${of} was `, { bold: 'merged' }, `${about(news)}.`];
    case 'closed':
      return ['Pull request ', linked(name, url), `${of} was closed without being merged${about(news)}.`];
    case 'branch':
      return ['Branch ', linked(name, url), `${of} mentions it${about(news)}.`];
    case 'tag':
      return ['Tag ', linked(name, url), `${of} mentions it${about(news)}.`];
    case 'released':
      return [{ bold: 'Released' }, ' ', linked(name, url), `${of}${about(news)}.`];
    case 'deployed':
      return [
        { bold: 'Deployed' },
        ` ${repository}${title === undefined ? '' : ` (${title})`} to `,
        linked(name, url),
        `${by === undefined ? '' : `, by ${by}`}.`,
      ];
  }
}

/** @param changes not empty. @returns what several changes did, a line for each of the first. */
export function allNewsText(changes: readonly ChangeNews[]): Text {
  const left = changes.length - TOLD;
  return [
    ...changes.slice(0, TOLD).flatMap((news, n): Span[] => [n > 0 ? '\n' : '', ...newsText(news)]),
    ...(left > 0 ? [`\nAnd ${left} more, which the incident's page has.`] : []),
  ];
}
