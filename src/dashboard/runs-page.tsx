import type { Run } from '../action/run.ts';
import { isOver } from '../action/run.ts';
import { runWords, tookWords } from '../chat/run-words.ts';
import { incidentAddress, runAddress } from './address.ts';
import type { Frame } from './frame.ts';
import { renderPage } from './layout.tsx';
import { When } from './parts.tsx';

export interface RunsPageProps {
  readonly frame: Frame;
  /** What is searched for, as it was typed; empty: nothing. */
  readonly text: string;
  /** Newest first. */
  readonly runs: readonly Run[];
  /** Address of the page after this one, where there is one. */
  readonly next?: string | undefined;
  /** Epoch milliseconds. */
  readonly now: number;
}

/** How a run stands. */
export function RunBadge({ run }: { run: Run }) {
  return <span class={`status run-${run.status}`}>{runWords(run)}</span>;
}

function Row({ run, now }: { run: Run; now: number }) {
  const { tenant, id, action, asked, incident, startedAt, endedAt } = run;
  const took =
    isOver(run) && startedAt !== undefined && endedAt !== undefined ? tookWords(endedAt - startedAt) : '–';
  return (
    <tr>
      <th scope="row">
        <a href={runAddress(tenant, id)}>{id}</a>
      </th>
      <td class="title">{action}</td>
      <td>
        <RunBadge run={run} />
      </td>
      <td>{asked.by.name}</td>
      <td>
        <When at={asked.at} now={now} />
      </td>
      <td class="cell-small">{took}</td>
      <td>{incident && <a href={incidentAddress({ tenant, id: incident })}>{incident}</a>}</td>
    </tr>
  );
}

function Empty({ text, next }: Pick<RunsPageProps, 'text' | 'next'>) {
  if (next !== undefined)
    return <p class="empty">None of the runs looked through. There are earlier ones.</p>;
  if (text !== '') return <p class="empty">Nothing was found.</p>;
  return (
    <p class="empty">
      Nothing was run yet. <code>/im run help</code> in chat lists what you may run.
    </p>
  );
}

/** @returns the page that shows what was run. */
export function runsPage({ frame, text, runs, next, now }: RunsPageProps): string {
  return renderPage({
    title: 'Runs',
    frame,
    live: '/live/runs',
    children: (
      <>
        <h1>Runs</h1>
        <form class="filters" method="get" action="/runs" role="search" aria-label="Runs">
          <label>
            Alias, action, person, state or incident
            <input name="text" value={text} maxLength={300} />
          </label>
          <button type="submit">Search</button>
          <a href="/runs">Clear</a>
        </form>
        {runs.length === 0 ? (
          <Empty text={text} next={next} />
        ) : (
          <div class="scroll" tabIndex={0} role="region" aria-label="Runs">
            <table class="rows">
              <thead>
                <tr>
                  {['Run', 'Action', 'State', 'Ordered by', 'When', 'Took', 'Incident'].map((name) => (
                    <th key={name} scope="col">
                      {name}
                    </th>
                  ))}
                </tr>
              </thead>
              <tbody>
                {runs.map((run) => (
                  <Row key={run.id} run={run} now={now} />
                ))}
              </tbody>
            </table>
          </div>
        )}
        {next !== undefined && (
          <p>
            <a href={next}>Earlier</a>
          </p>
        )}
      </>
    ),
  });
}
