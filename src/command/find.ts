import { FINDABLE, searchOf, type Findable } from '../git/term.ts';
import { problem, type Ask, type Problem } from './ask.ts';
import { unquoted } from './token.ts';
import { loneAddress } from './web-link.ts';

const SYNONYMS: ReadonlyMap<string, Findable> = new Map(
  Object.entries({
    commits: 'commit',
    sha: 'commit',
    authors: 'author',
    by: 'author',
    files: 'file',
    path: 'file',
    folder: 'file',
    branches: 'branch',
    prs: 'pr',
    mr: 'pr',
    mrs: 'pr',
  } as const),
);

const EXAMPLE = '`/im find file payments/retry.ts`, `/im find author ana`, `/im find pr 42`';

/** Reads what is to be found: a page by its address alone; without a word that says by what it is a commit by its words; `--before` where an earlier search ended. */
export function parseFind(given: string): Ask | Problem {
  const [, before = ''] = /\s--before(?:\s+|=)(\S+)\s*$/i.exec(given) ?? [];
  const text = before === '' ? given : given.replace(/\s--before(?:\s+|=)\S+\s*$/i, '');
  const address = loneAddress(text);
  if (address !== undefined) return { kind: 'find', by: 'commit', text: address };
  const [, first = '', rest = ''] =
    /^((?:pull|merge)[ -]requests?|\S+)(?:\s+([\s\S]*))?$/i.exec(text.trim()) ?? [];
  const word = first.toLowerCase().replace(/^(pull|merge)[ -]requests?$/, 'pr');
  const by = FINDABLE.find((one) => one === word) ?? SYNONYMS.get(word);
  const wanted = unquoted(by ? rest : text).slice(0, 300);
  const kind = by ?? 'commit';
  if (searchOf(kind, wanted))
    return { kind: 'find', by: kind, text: wanted, ...(before !== '' && { before }) };
  return problem(
    `What is to be found? ${EXAMPLE}. Without ${FINDABLE.join(', ')} it is commits by their words.`,
  );
}
