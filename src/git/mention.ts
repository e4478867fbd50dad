import { parseIncidentId, type IncidentId } from '../incident/id.ts';
import { brief, BRANCH_KEPT } from './brief.ts';
import type { Change, PullRequest } from './change.ts';

/** What ends a number: neither a letter, nor a version, nor the rest of a day such as `2026-11-22`. */
const END = String.raw`(?![\p{L}\p{N}]|\.\d|(?<=[-_]\d{4})-\d\d-\d\d)`;

/** An id within a text or a branch's name: `INC-42`, `feature/inc-42-fix`, `inc_42`; no issue of a project INC of Jira. */
const INCIDENT = new RegExp(String.raw`(?<![\p{L}\p{N}]|\/browse\/)inc[-_]0*([1-9]\d{0,8})${END}`, 'giu');

/** A key as Jira makes them: a project of two letters or more, and a number. */
const issue = (longest: number): string =>
  String.raw`(?<![\p{L}\p{N}.])([A-Z][A-Z0-9_]{1,${longest - 1}})-([1-9]\d{0,6})${END}`;
/** Jira's own limit of a project's key, unless an admin of Jira Data Center chose another. */
const ISSUE = new RegExp(issue(10), 'gu');
const ISSUE_OF_PROJECTS = new RegExp(issue(255), 'giu');

/** What looks like the key of an issue and is the name of a standard, a cipher or an advisory. */
const NO_PROJECTS: ReadonlySet<string> = new Set(
  (
    'AES AGPL ANSI ARM ASN AVX BASE64 BCP BIP BLAKE BSD COVID CP CRC CVE CWE DES DIN EAN EC ECMA EIP ES FIPS GHSA ' +
    'GMT GPL GPT H HMAC HTTP IEC IEEE INC IPV ISBN ISO ITU JDK JSR KOI8 LATIN LGPL LTS MD MP MPEG P PBKDF PEP PKCS ' +
    'PSR RC RFC RIPEMD RSA RUSTSEC SEV ' +
    'SHA SHA1 SHA2 SHA3 SSE SSL STD TC39 TLS UAX UCS UTC UTF UTS V VT WCAG WIN WINDOWS X X86'
  ).split(' '),
);

/** How many of either one text may name: beyond that it is a list, and no link. */
const MOST = 20;
/** How much of a text is looked through, in characters. */
const LOOKED_THROUGH = 20_000;

/** @returns the incidents that a text names, each once, in the order in which it does. */
export function incidentsIn(text: string): IncidentId[] {
  const found = [...text.slice(0, LOOKED_THROUGH).matchAll(INCIDENT)].flatMap(
    ([, number = '']) => parseIncidentId(number) ?? [],
  );
  return [...new Set(found)].slice(0, MOST);
}

/**
 * @param projects keys of the projects that there are, where that is known: then nothing else counts, and these do in
 * small letters too, as branches are named.
 * @returns the keys of issues that a text names, such as `PAY-17`, each once, in capitals.
 */
export function issueKeysIn(text: string, projects?: ReadonlySet<string>): string[] {
  const found = [...text.slice(0, LOOKED_THROUGH).matchAll(projects ? ISSUE_OF_PROJECTS : ISSUE)].flatMap(
    ([, project = '', number = '']) => {
      const key = project.toUpperCase();
      return (projects ? projects.has(key) : !NO_PROJECTS.has(key)) ? [`${key}-${number}`] : [];
    },
  );
  return [...new Set(found)].slice(0, MOST);
}

/** Comments of HTML, which templates of pull requests have, blocks of code, and what is quoted. */
const NOT_SAID = /<!--.*?(?:-->|(?![^]))|^ {0,3}(```|~~~).*?(?:^ {0,3}\1|(?![^]))|^ {0,3}>[^\n]*/gms;

/** @returns what somebody says in Markdown, without what they only show. */
const saidIn = (markdown: string): string => markdown.slice(0, LOOKED_THROUGH).replace(NOT_SAID, ' ');

/** @returns where a pull request says what it is about. */
export function textOfPullRequest({ title, source = '', description = '' }: PullRequest): string {
  return `${title}\n${source}\n${saidIn(description)}`;
}

/** @returns by what it is known within its repository which incidents a pull request mentions. */
export const pullRequestMentions = (number: number): string => `#${number}`;

/** @param tag without secrets. @returns by what it is known within its repository which incidents a release mentions. */
export const releaseMentions = (tag: string): string => `release ${brief(tag, BRANCH_KEPT)}`;

/** @returns everything that a change says in words, its commits' messages left out. */
export function textOf(change: Change): string {
  switch (change.type) {
    case 'push':
      return change.branch;
    case 'branch':
    case 'tag':
      return change.name;
    case 'pull_request':
      return `${textOfPullRequest(change.pullRequest)}\n${saidIn(change.comment?.text ?? '')}`;
    case 'commit_comment':
      return saidIn(change.text);
    case 'release':
      return `${change.tag}\n${change.name}\n${saidIn(change.description ?? '')}`;
    case 'deployment':
      return change.ref ?? '';
  }
}
