import { codeText, NOT_LOOKED_THROUGH, searchText } from '../chat/found.ts';
import type { Code } from '../git/code.ts';
import { FINDABLE, type Findable } from '../git/term.ts';
import { searchAddress } from './address.ts';
import type { Frame } from './frame.ts';
import { renderPage } from './layout.tsx';
import { Words } from './parts.tsx';

export interface ChangesPageProps {
  readonly frame: Frame;
  readonly by: Findable;
  /** As it was typed; empty before anything was. */
  readonly text: string;
  /** The newest first; undefined before anything was searched. */
  readonly found?: readonly Code[] | undefined;
  readonly more: boolean;
  /** Where it goes on. */
  readonly next?: string | undefined;
  /** Older ones were not looked through yet. */
  readonly truncated?: true | undefined;
  /** Whether it shows what comes after an earlier page. */
  readonly isGoingOn: boolean;
  readonly problem?: string | undefined;
}

const LABELS: Record<Findable, string> = {
  commit: 'Commits by words or id',
  author: 'Commits by author',
  file: 'Commits by file or folder',
  branch: 'Branches',
  pr: 'Pull requests',
};

/** What of a commit's files a line shows. */
const FILES = 5;

function Files({ one }: { one: Code }) {
  if (one.kind !== 'commit' || one.files.length === 0) return null;
  const left = one.files.length - FILES;
  return (
    <small class="hint">
      {one.files.slice(0, FILES).join(', ')}
      {left > 0 ? ` and ${left} more` : ''}
      {one.filesTruncated ? ' (not all are known)' : ''}
    </small>
  );
}

function Results({
  by,
  text,
  found,
  next,
  truncated,
  isGoingOn,
}: Pick<ChangesPageProps, 'by' | 'text' | 'next' | 'truncated' | 'isGoingOn'> & {
  found: readonly Code[];
}) {
  return (
    <section aria-labelledby="found">
      <h2 id="found">{searchText(by, text)}</h2>
      {found.length === 0 && !truncated && !isGoingOn ? (
        <p class="empty">
          Nothing is found. Whole words are looked for, in what git servers have told since they were
          connected.
        </p>
      ) : (
        <ol class="panel plain">
          {found.map((one) => (
            <li key={`${one.repository} ${one.key}`} data-kind={one.kind}>
              <Words text={codeText(one)} /> <Files one={one} />
              {one.kind === 'commit' && one.messageTruncated && (
                <small class="hint">its message is not known to its end</small>
              )}
            </li>
          ))}
        </ol>
      )}
      {found.length === 0 && (truncated || isGoingOn) && <p class="empty">Nothing more is found.</p>}
      {truncated && <p class="hint">{NOT_LOOKED_THROUGH}</p>}
      {next !== undefined && (
        <p>
          <a href={`${searchAddress(by, text)}&before=${next}`}>Older ones</a>
        </p>
      )}
    </section>
  );
}

/** @returns the page on which commits, branches and pull requests are searched. */
export function changesPage(props: ChangesPageProps): string {
  const { frame, by, text, found, problem } = props;
  return renderPage({
    title: 'Changes',
    frame,
    said: problem === undefined ? undefined : { text: problem, isProblem: true },
    children: (
      <>
        <h1>Changes</h1>
        <form class="filters" method="get" action="/changes" role="search" aria-label="Changes">
          <label>
            Search
            <select name="by">
              {FINDABLE.map((one) => (
                <option key={one} value={one} selected={one === by}>
                  {LABELS[one]}
                </option>
              ))}
            </select>
          </label>
          <label>
            For
            <input name="text" value={text} maxLength={300} required />
          </label>
          <button type="submit">Search</button>
        </form>
        {found && <Results {...{ ...props, found }} />}
      </>
    ),
  });
}
