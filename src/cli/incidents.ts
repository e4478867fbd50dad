import { ago } from '../incident/age.ts';
import type { ApiClient } from './client.ts';
import { table } from './table.ts';

/** An incident as the API shows it, as far as it is shown here. */
export interface IncidentShown {
  readonly id: string;
  readonly title: string;
  readonly severity: string;
  readonly status: string;
  readonly team?: string;
  readonly service?: string;
  readonly declared: { readonly at: string };
  readonly responders: readonly { readonly person: { readonly name: string }; readonly role?: string }[];
}

export interface IncidentPage {
  readonly incidents: readonly IncidentShown[];
  readonly total: number;
  readonly next?: number;
}

/** @param query as the API takes it. */
export function listIncidents(
  api: ApiClient,
  query: Readonly<Record<string, string>>,
): Promise<IncidentPage> {
  return api.get(`/incidents?${new URLSearchParams(query).toString()}`);
}

/** @returns the lines of a table. @param now epoch milliseconds. */
export function incidentTable({ incidents, total }: IncidentPage, now: number): string[] {
  if (incidents.length === 0) return ['No incidents.'];
  const rows = incidents.map(({ id, severity, status, title, team, service, declared, responders }) => [
    id,
    severity,
    status,
    ago(Date.parse(declared.at), now),
    [team, service].filter(Boolean).join('/') || '–',
    responders.map(({ person }) => person.name).join(', ') || '–',
    title,
  ]);
  const lines = table(['ID', 'SEVERITY', 'STATUS', 'DECLARED', 'TEAM/SERVICE', 'RESPONDERS', 'TITLE'], rows);
  const more = total - incidents.length;
  return more > 0 ? [...lines, `${more} more: --before ${incidents.at(-1)?.id ?? ''} shows them.`] : lines;
}
