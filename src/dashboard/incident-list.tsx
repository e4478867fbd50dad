import type { IncidentView } from '../incident/view.ts';
import { incidentAddress } from './address.ts';
import { renderPage } from './layout.tsx';
import { SeverityBadge, StatusBadge, When } from './parts.tsx';

/** What the list is narrowed to. */
export type ListScope = 'active' | 'all';

export interface ListProps {
  readonly incidents: readonly IncidentView[];
  readonly total: number;
  readonly scope: ListScope;
  /** Address of the next page. */
  readonly next?: string;
  /** Address of the sandbox chat, where there is one. */
  readonly sandbox?: string;
  /** Name of the API token with which the reader is signed in. */
  readonly signedInAs?: string | undefined;
  /** Epoch milliseconds. */
  readonly now: number;
}

function Empty({ sandbox }: { sandbox: string | undefined }) {
  return (
    <p class="empty">
      No incidents. Type <code>/im declare</code> in chat to open one
      {sandbox !== undefined && (
        <>
          , for instance in <a href={sandbox}>the sandbox</a>
        </>
      )}
      .
    </p>
  );
}

function Small({ text }: { text: string }) {
  return text === '' ? <td class="cell-small cell-none">–</td> : <td class="cell-small">{text}</td>;
}

function Row({ view, now }: { view: IncidentView; now: number }) {
  const { incident } = view;
  return (
    <tr>
      <td>
        <SeverityBadge severity={incident.severity} />
      </td>
      <th scope="row">
        <a href={incidentAddress(incident)}>{incident.id}</a>
      </th>
      <td class="title">{incident.title}</td>
      <td>
        <StatusBadge status={incident.status} />
      </td>
      <Small text={incident.service ?? incident.team ?? ''} />
      <Small text={incident.responders.map(({ person }) => person.name).join(', ')} />
      <td class="cell-small">
        <When at={incident.declared.at} now={now} />
      </td>
    </tr>
  );
}

/** @returns the page that lists incidents, newest first. */
export function incidentListPage({
  incidents,
  total,
  scope,
  next,
  sandbox,
  signedInAs,
  now,
}: ListProps): string {
  return renderPage({
    title: 'Incidents',
    live: '/live',
    sandbox,
    signedInAs,
    children: (
      <>
        <h1>
          {scope === 'active' ? 'Active incidents' : 'All incidents'} <small>{total}</small>
        </h1>
        <p class="tabs">
          <a href="/incidents" aria-current={scope === 'active' ? 'page' : undefined}>
            Active
          </a>
          <a href="/incidents?scope=all" aria-current={scope === 'all' ? 'page' : undefined}>
            All
          </a>
        </p>
        {incidents.length === 0 ? (
          <Empty sandbox={sandbox} />
        ) : (
          <div class="scroll">
            <table>
              <thead>
                <tr>
                  {['Severity', 'Incident', 'Title', 'Status', 'Service', 'Responders', 'Declared'].map(
                    (name) => (
                      <th scope="col" key={name}>
                        {name}
                      </th>
                    ),
                  )}
                </tr>
              </thead>
              <tbody>
                {incidents.map((view) => (
                  <Row key={view.incident.id} view={view} now={now} />
                ))}
              </tbody>
            </table>
          </div>
        )}
        {next !== undefined && (
          <p>
            <a href={next}>Older incidents</a>
          </p>
        )}
      </>
    ),
  });
}
