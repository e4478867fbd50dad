/** By what something can be searched for. */
export const FINDABLE = ['commit', 'author', 'file', 'branch', 'pr'] as const;
export type Findable = (typeof FINDABLE)[number];

/** `id`: by the beginning of a commit's id. */
export type TermKind = Findable | 'id';

/** Most words of one text that are looked at. */
const WORDS = 120;
const LONGEST = 80;
const LONGEST_PATH = 300;
/** Most terms of what of one text is written without spaces. */
const DENSE_TERMS = 160;
/** Most words, and most terms, of what is looked for. */
const WANTED = 10;
const WANTED_TERMS = 16;
/** How many characters of a commit's id are a term. */
const ID_TERM = 7;

/** Words that nearly every text has. */
const EMPTY_WORDS: ReadonlySet<string> = new Set(
  'a an and as at be by for from in into is it its of on or that the this to with'.split(' '),
);

/** @returns a word without the signs around it. */
const trimmed = (word: string): string => word.replace(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}+]+$/gu, '');

/** @returns the words of a text in small letters, with their joints: `payments-api`, `feature/pay-17`. */
function jointWords(text: string): string[] {
  return text
    .toLowerCase()
    .normalize('NFKC')
    .split(/[^\p{L}\p{N}_.@/#+-]+/u)
    .slice(0, WORDS)
    .map(trimmed);
}

/** What is written without spaces between words: Chinese and Japanese. */
const DENSE = /[\p{Script=Han}\p{Script_Extensions=Hiragana}\p{Script_Extensions=Katakana}]+/gu;

/** @returns what stands in a word beside what is written without spaces: all of it in most. */
const spaced = (word: string): string[] => word.split(DENSE).map(trimmed);

/** @returns each two neighbours of what is written without spaces; a character itself where it stands alone. */
function pairs(run: string): string[] {
  const characters = Array.from(run);
  return characters.length === 1
    ? [run]
    : characters.slice(1).map((one, n) => `${characters[n] ?? ''}${one}`);
}

/** @returns the characters of what is written without spaces, and each two neighbours; bounded. */
function denseTerms(words: readonly string[]): string[] {
  const terms = new Set<string>();
  for (const run of words.flatMap((word) => word.match(DENSE) ?? []))
    for (const one of [...pairs(run), ...Array.from(run).slice(-1)].slice(0, DENSE_TERMS)) {
      if (terms.size >= DENSE_TERMS) return [...terms];
      terms.add(Array.from(one)[0] ?? '').add(one);
    }
  return [...terms];
}

const isTerm = (word: string): boolean => word !== '' && !EMPTY_WORDS.has(word) && word.length <= LONGEST;

/**
 * @returns the words of a text by which it is found: each run of letters and digits, and those with joints as a whole too;
 * of `bug/pay-17-retry` also what stands between slashes, and the key of an issue in it.
 */
function wordsOf(text: string): string[] {
  const words = jointWords(text);
  const parts = words.flatMap(spaced).flatMap((word) => {
    const pieces = word.split(/[^\p{L}\p{N}]+/u);
    if (pieces.length < 2) return [word];
    const keys = word.match(/(?<![\p{L}\p{N}])\p{L}[\p{L}\p{N}]*-\p{N}+(?![\p{L}\p{N}])/gu) ?? [];
    return [word, ...pieces, ...word.split('/'), ...keys];
  });
  return [...new Set([...parts, ...denseTerms(words)])].filter(isTerm);
}

/** @returns a path as it is looked for: file systems write `é` in one way or another. */
const plainPath = (path: string): string =>
  path
    .toLowerCase()
    .normalize('NFC')
    .replace(/^\/+|\/+$/g, '')
    .slice(0, LONGEST_PATH);

/**
 * @returns a path with each folder above it, the names of those folders, what of it stands behind each slash, and the
 * file's own name without its ending.
 */
function pathTerms(path: string): string[] {
  const parts = plainPath(path)
    .split('/')
    .filter((part) => part !== '');
  const above = parts.map((_, n) => parts.slice(0, n + 1).join('/'));
  const behind = parts.map((_, n) => parts.slice(n).join('/'));
  const stem = (parts.at(-1) ?? '').replace(/(?<=.)\.[^.]*$/, '');
  return [...new Set([...above, ...parts, ...behind, stem])].filter((part) => part !== '');
}

/** @returns the terms by which a text of this kind is found. */
export function textTerms(kind: TermKind, text: string): string[] {
  switch (kind) {
    case 'id':
      return [`id:${text.toLowerCase().slice(0, ID_TERM)}`];
    case 'file':
      return pathTerms(text).map((term) => `file:${term}`);
    case 'commit':
    case 'author':
    case 'branch':
    case 'pr':
      return wordsOf(text).map((term) => `${kind}:${term}`);
  }
}

/** What is searched for: every term must be there, and an id must begin so. */
export interface Search {
  readonly terms: readonly string[];
  readonly idBegins?: string;
}

/** @returns what somebody looks for; undefined where the text says nothing that can be looked for. */
export function searchOf(by: Findable, text: string): Search | undefined {
  const said = text.trim().slice(0, 300);
  if (by === 'commit' && /^[0-9a-f]{7,64}$/i.test(said))
    return { terms: textTerms('id', said), idBegins: said.toLowerCase() };
  if (by === 'file') {
    const path = plainPath(said);
    return path === '' ? undefined : { terms: [`file:${path}`] };
  }
  // A word with joints is there as a whole: its pieces need not be looked for as well.
  const words = [...new Set(jointWords(said))].filter((word) => word !== '' && !EMPTY_WORDS.has(word));
  const wanted = words
    .slice(0, WANTED)
    .flatMap((word) => [...spaced(word), ...(word.match(DENSE) ?? []).flatMap(pairs)])
    .filter(isTerm);
  const terms = [...new Set(wanted)].slice(0, WANTED_TERMS).map((word) => `${by}:${word}`);
  // The longest word is likely the rarest, by which the store begins.
  return terms.length === 0 ? undefined : { terms: terms.sort((a, b) => b.length - a.length) };
}
