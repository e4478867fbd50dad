/**
 * Runs have task queues of their own, and with them workers' room of their own: one for their workflows and what is done
 * for them in a moment, one for attempts, of which each may take a day. However many are ordered, what pages people waits
 * for none of them.
 */
const [RUNS, ATTEMPTS] = [':runs', ':attempts'];

/** @param taskQueue of Muster's incidents. @returns the one of runs. */
export function runQueueOf(taskQueue: string): string {
  return taskQueue + RUNS;
}

/** @param taskQueue of Muster's incidents. @returns the one of attempts to run something. */
export function attemptQueueOf(taskQueue: string): string {
  return taskQueue + ATTEMPTS;
}

/** @returns the queue for attempts of a run on this queue; undefined for a run of a version that had no queue for runs. */
export function attemptQueueOfRun(queue: string): string | undefined {
  return queue.endsWith(RUNS) ? attemptQueueOf(queue.slice(0, -RUNS.length)) : undefined;
}

/** @returns whether a queue could be taken for one of another queue's runs or attempts. */
export function isOfRuns(queue: string): boolean {
  return queue.endsWith(RUNS) || queue.endsWith(ATTEMPTS);
}
