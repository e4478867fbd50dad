import type { WorkflowHandle } from '@temporalio/client';

/** What one run of a workflow left in its history. */
export interface HistoryCount {
  readonly events: number;
  readonly bytes: number;
  readonly workflowTasks: number;
  readonly updates: number;
  /** Activities after the start and after each update that was carried out. */
  readonly stages: readonly number[];
  /** How often each kind of activity was scheduled. */
  readonly kinds: ReadonlyMap<string, number>;
  readonly timers: number;
  readonly searchAttributes: number;
  /** What Temporal Cloud bills for it, retries aside. Source: https://docs.temporal.io/cloud/actions */
  readonly actions: number;
}

/** Counts the newest run's history. */
export async function countHistory(handle: WorkflowHandle): Promise<HistoryCount> {
  const { events } = await handle.fetchHistory();
  const { historySize } = await handle.describe();
  const stages = [0];
  const kinds = new Map<string, number>();
  let [tasks, timers, attributes] = [0, 0, 0];
  for (const event of events ?? []) {
    if (event.workflowExecutionUpdateAcceptedEventAttributes) stages.push(0);
    const kind = event.activityTaskScheduledEventAttributes?.activityType?.name;
    if (kind) {
      stages.push((stages.pop() ?? 0) + 1);
      kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
    }
    if (event.workflowTaskCompletedEventAttributes) tasks++;
    if (event.timerStartedEventAttributes) timers++;
    if (event.upsertWorkflowSearchAttributesEventAttributes) attributes++;
  }
  const updates = stages.length - 1;
  const activities = stages.reduce((sum, stage) => sum + stage, 0);
  return {
    events: events?.length ?? 0,
    bytes: historySize ?? 0,
    workflowTasks: tasks,
    updates,
    stages,
    kinds,
    timers,
    searchAttributes: attributes,
    actions: 1 + updates + activities + timers + attributes,
  };
}

export const activitiesIn = ({ stages }: Pick<HistoryCount, 'stages'>): number =>
  stages.reduce((sum, stage) => sum + stage, 0);
