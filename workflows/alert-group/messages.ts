import { defineQuery, defineSignal, defineUpdate } from '@temporalio/workflow';
import type { AlertBatch } from '../../src/alert/batch.ts';
import type { Group } from '../../src/alert/group.ts';
import type { GroupTerms, Lead } from '../../src/alert/terms.ts';
import type { AlertsAnswer } from '../../src/incident/alerts.ts';
import type { IncidentId } from '../../src/incident/id.ts';

/** The alert group workflow's type name. */
export const ALERT_GROUP_WORKFLOW = 'alertGroup';

export interface AlertGroupInput {
  readonly terms: GroupTerms;
  /** What alerts say that lead after the one of the terms. */
  readonly others?: readonly Lead[];
  /** What the run before knew. */
  readonly group?: Group;
  /** Deliveries that were taken in, the newest last. */
  readonly processed?: readonly string[];
}

/** @param hash of what makes the alerts one. @returns the workflow id. */
export function alertGroupWorkflowId(tenant: string, hash: string): string {
  return `${tenant}:alerts:${hash}`;
}

/** What came of a batch, for who looks at its delivery. */
export interface BatchAnswer {
  /** The incident that the alerts belong to. */
  readonly incident?: IncidentId;
  /** In one line, for people. */
  readonly text: string;
}

/** What deliveries say, in their order: the same delivery has no second effect. */
export const alertsUpdate = defineUpdate<BatchAnswer, [AlertBatch, ...AlertBatch[]]>('alerts');
/** The same where no worker answers. */
export const alertsSignal = defineSignal<[AlertBatch, ...AlertBatch[]]>('alertsLater');

/** That people have changed how the group's incident stands. */
export interface IncidentStands extends AlertsAnswer {
  readonly incident: IncidentId;
}
export const incidentStandsSignal = defineSignal<[IncidentStands]>('incidentStands');

export const groupQuery = defineQuery<Group>('group');
