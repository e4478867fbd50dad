import type { RunId } from '../action/run-id.ts';
import { DEFAULT_TENANT, type IncidentId } from '../incident/id.ts';

/** @returns where an incident's page is on this server. Ids are counted for each tenant, so the address says whose it is. */
export function incidentAddress({
  tenant,
  id,
}: {
  readonly tenant: string;
  readonly id: IncidentId;
}): string {
  return `/incidents/${id}${tenant === DEFAULT_TENANT ? '' : `?tenant=${encodeURIComponent(tenant)}`}`;
}

/** @returns where a run's page is on this server. Ids are counted for each tenant, as those of incidents. */
export function runAddress(tenant: string, id: RunId): string {
  return `/runs/${id}${tenant === DEFAULT_TENANT ? '' : `?tenant=${encodeURIComponent(tenant)}`}`;
}

/** @returns where the form is sent by which somebody decides on a run. */
export function runDecisionAddress(tenant: string, id: RunId, decision: string): string {
  return runAddress(tenant, id).replace(id, `${id}/${decision}`);
}

/** Which attempt of a run, or of one of its steps, is meant. */
export interface OutputPlace {
  readonly attempt: number;
  /** The place of the step, where it is one. */
  readonly step?: string | undefined;
}

/** @returns where a run's page shows what an attempt has printed; `file`: where all of it is, as a file. */
export function runOutputAddress(
  tenant: string,
  id: RunId,
  { attempt, step }: OutputPlace,
  file?: 'file',
): string {
  const address = new URL(runAddress(tenant, id), 'http://here');
  if (file) address.pathname += '/output.txt';
  address.searchParams.set('attempt', `${attempt}`);
  if (step !== undefined) address.searchParams.set('step', step);
  return `${address.pathname}${address.search}`;
}

/** @returns where an incident's post-mortem is. @param page address of the incident's page. */
export function postmortemAddress(page: string): string {
  const [path = page, query] = page.split('?');
  return `${path}/postmortem${query === undefined ? '' : `?${query}`}`;
}

/** @returns where an incident's pages are explained. @param page address of the incident's page. */
export function whyAddress(page: string): string {
  const [path = page, query] = page.split('?');
  return `${path}/why${query === undefined ? '' : `?${query}`}`;
}

/** @returns where a simulation is shown. @param wish as it is typed in chat. @param zone IANA name of the asker's zone. */
export function simulationAddress(wish: string, zone: string): string {
  return `/simulate?${new URLSearchParams({ wish, zone }).toString()}`;
}

/** @returns where a search is shown. @param by what is searched, such as `file`. @param text as it is typed in chat. */
export function searchAddress(by: string, text: string): string {
  return `/changes?${new URLSearchParams({ by, text }).toString()}`;
}

/** @returns where an integration's page is. */
export function integrationAddress(id: string): string {
  return `/integrations/${encodeURIComponent(id)}`;
}
