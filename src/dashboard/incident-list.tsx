import type { IncidentView } from '../incident/view.ts';
import { incidentAddress } from './address.ts';
import { SEVERITIES } from '../incident/severity.ts';
import type { Frame } from './frame.ts';
import { renderPage, type Said } from './layout.tsx';
import { SeverityBadge, StatusBadge, When } from './parts.tsx';

/** What the list is narrowed to. */
export type ListScope = 'active' | 'all';

/** What the list is narrowed to besides, as it was asked for. */
export interface ListSearch {
  readonly text?: string;
  readonly severity?: string;
  readonly team?: string;
  readonly service?: string;
}

export interface ListProps {
  readonly search: ListSearch;
  /** What may be narrowed to, by key. */
  readonly teams: ReadonlyMap<string, { readonly name: string }>;
  readonly services: ReadonlyMap<string, { readonly name: string }>;
  readonly incidents: readonly IncidentView[];
  readonly total: number;
  readonly scope: ListScope;
  readonly mayDeclare: boolean;
  readonly said?: Said | undefined;
  /** Address of the next page. */
  readonly next?: string;
  readonly frame: Frame;
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

function Choice({
  name,
  label,
  options,
  chosen,
}: {
  name: string;
  label: string;
  options: readonly (readonly [string, string])[];
  chosen: string | undefined;
}) {
  if (options.length === 0) return null;
  return (
    <label>
      {label}
      <select name={name}>
        <option value="">any</option>
        {options.map(([value, word]) => (
          <option key={value} value={value} selected={value === chosen}>
            {word}
          </option>
        ))}
      </select>
    </label>
  );
}

function Search({
  search,
  scope,
  teams,
  services,
}: Pick<ListProps, 'search' | 'scope' | 'teams' | 'services'>) {
  const named = (all: ListProps['teams']) => [...all].map(([key, { name }]) => [key, name] as const);
  const isNarrowed = Object.keys(search).length > 0;
  return (
    <form class="filters" method="get" action="/incidents" role="search" aria-label="Incidents">
      {scope === 'all' && <input type="hidden" name="scope" value="all" />}
      <label>
        Title
        <input type="search" name="text" value={search.text ?? ''} maxLength={120} />
      </label>
      <Choice
        name="severity"
        label="Severity"
        options={SEVERITIES.map((one) => [one, one] as const)}
        chosen={search.severity}
      />
      <Choice name="team" label="Team" options={named(teams)} chosen={search.team} />
      <Choice name="service" label="Service" options={named(services)} chosen={search.service} />
      <button type="submit">Search</button>
      {isNarrowed && <a href={scope === 'all' ? '/incidents?scope=all' : '/incidents'}>Clear</a>}
    </form>
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
export function incidentListPage(props: ListProps): string {
  const { incidents, total, scope, next, frame, search, teams, services, now } = props;
  const isNarrowed = Object.keys(search).length > 0;
  return renderPage({
    title: 'Incidents',
    live: '/live',
    frame,
    said: props.said,
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
          {props.mayDeclare && (
            <a href="/incidents/declare" class="declare">
              Declare an incident
            </a>
          )}
        </p>
        <Search {...{ search, scope, teams, services }} />
        {incidents.length === 0 ? (
          isNarrowed ? (
            <p class="empty">Nothing was found.</p>
          ) : (
            <Empty sandbox={frame.sandbox} />
          )
        ) : (
          <div class="scroll" tabIndex={0} role="region" aria-label="Incidents">
            <table class="rows incidents">
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
