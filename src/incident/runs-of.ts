import type { IncidentEvent } from './event.ts';
import type { RunChange, RunNews } from './run-news.ts';

/** A run of an incident, as its timeline tells of it. */
export interface TimelineRun extends Pick<RunNews, 'run' | 'action' | 'runbook'> {
  /** What became of it last. */
  readonly change: RunChange;
  /** When that was, epoch milliseconds. */
  readonly at: number;
}

/** @param events in order. @returns the runs that they tell of, the one that was ordered last first. */
export function runsOf(events: readonly IncidentEvent[]): readonly TimelineRun[] {
  const runs = new Map<string, TimelineRun>();
  for (const event of events) {
    if (event.type !== 'run_changed') continue;
    const { run, action, change, at, runbook = runs.get(run)?.runbook } = event;
    runs.set(run, { run, action, change, at, ...(runbook && { runbook }) });
  }
  return [...runs.values()].reverse();
}
