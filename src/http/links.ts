import { runWorkflowId, type RunId } from '../action/run-id.ts';
import { incidentAddress } from '../dashboard/address.ts';
import { incidentWorkflowId, type IncidentId } from '../incident/id.ts';

/** Where an incident is seen. */
export interface Links {
  readonly page: string;
  /** Its workflow in the Temporal UI, where there is one. */
  readonly workflow?: string;
}

export type LinksOf = (tenant: string, id: IncidentId) => Links;

/** @param baseUrl address for people, without a slash at its end; asked at each link, as a free port is known late. */
export function linksTo(baseUrl: () => string, namespace: string, temporalUi: string | undefined): LinksOf {
  return (tenant, id) => ({
    page: `${baseUrl()}${incidentAddress({ tenant, id })}`,
    ...(temporalUi !== undefined && {
      workflow: workflowAddress(temporalUi, namespace, incidentWorkflowId(tenant, id)),
    }),
  });
}

/** @returns how the workflow of a run is found in the Temporal UI; undefined where there is none. */
export function runWorkflowsIn(
  temporalUi: string | undefined,
  namespace: string,
): (tenant: string, run: RunId) => string | undefined {
  return (tenant, run) =>
    temporalUi === undefined ? undefined : workflowAddress(temporalUi, namespace, runWorkflowId(tenant, run));
}

const workflowAddress = (temporalUi: string, namespace: string, id: string): string =>
  `${temporalUi}/namespaces/${namespace}/workflows/${encodeURIComponent(id)}`;
