import type { AuditEntry } from '../access/audit-entry.ts';
import { parseIncidentId } from '../incident/id.ts';
import { incidentAddress } from './address.ts';
import type { Frame } from './frame.ts';
import { renderPage } from './layout.tsx';
import { Clock } from './parts.tsx';

/** What somebody looks for; as they typed it. */
export interface AuditSearch {
  readonly text?: string;
  readonly person?: string;
  readonly action?: string;
  readonly incident?: string;
  readonly outcome?: AuditEntry['outcome'];
}

export interface AuditPageProps {
  readonly frame: Frame;
  readonly search: AuditSearch;
  /** Newest first. */
  readonly entries: readonly AuditEntry[];
  /** Address of the page after this one, where there is one. */
  readonly next?: string | undefined;
}

const OUTCOMES = ['done', 'refused', 'failed'] as const;

function Search({ search }: { search: AuditSearch }) {
  const fields = [
    ['text', 'Anything'],
    ['person', 'Who'],
    ['action', 'What'],
    ['incident', 'Incident'],
  ] as const;
  return (
    <form class="filters" method="get" action="/audit" role="search" aria-label="Audit">
      {fields.map(([name, label]) => (
        <label key={name}>
          {label}
          <input name={name} value={search[name] ?? ''} maxLength={120} />
        </label>
      ))}
      <label>
        Outcome
        <select name="outcome">
          <option value="">any</option>
          {OUTCOMES.map((outcome) => (
            <option key={outcome} value={outcome} selected={outcome === search.outcome}>
              {outcome}
            </option>
          ))}
        </select>
      </label>
      <button type="submit">Search</button>
      <a href="/audit">Clear</a>
    </form>
  );
}

function Row({ entry }: { entry: AuditEntry }) {
  const { tenant, at, name, person, via, action, incident, about, outcome, reason } = entry;
  const id = parseIncidentId(incident ?? '');
  return (
    <tr>
      <td>
        <Clock at={at} />
      </td>
      <th scope="row">
        {name} {name !== person && <small class="hint">{person}</small>}
      </th>
      <td>{action}</td>
      <td>{id ? <a href={incidentAddress({ tenant, id })}>{id}</a> : incident}</td>
      <td class="title">
        <span class={`outcome-${outcome}`}>{outcome}</span>
        {about !== undefined && `, ${about}`}
        {reason !== undefined && `: ${reason}`}
      </td>
      <td class="cell-small">{via}</td>
    </tr>
  );
}

/** @returns the page that shows who tried what. */
export function auditPage({ frame, search, entries, next }: AuditPageProps): string {
  return renderPage({
    title: 'Audit',
    frame,
    children: (
      <>
        <h1>Audit</h1>
        <Search search={search} />
        {entries.length === 0 ? (
          <p class="empty">Nothing was found.</p>
        ) : (
          <div class="scroll" tabIndex={0} role="region" aria-label="Who tried what">
            <table class="rows">
              <thead>
                <tr>
                  {['When', 'Who', 'What', 'Incident', 'Outcome', 'By way of'].map((name) => (
                    <th key={name} scope="col">
                      {name}
                    </th>
                  ))}
                </tr>
              </thead>
              <tbody>
                {entries.map((entry) => (
                  <Row
                    key={`${entry.deliveryId} ${entry.action} ${entry.outcome} ${entry.at}`}
                    entry={entry}
                  />
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
