/** A short spoken id of a run, such as `RUN-7`. Unique within a tenant. */
export type RunId = `RUN-${number}`;

/** @param number the tenant's running number, 1 or more. */
export function runId(number: number): RunId {
  return `RUN-${number}`;
}

/** Reads the id of a run as people type it: `run-7`, `RUN 7`, `7`, `#7`. @returns undefined when the text is none. */
export function parseRunId(text: string): RunId | undefined {
  const match = /^(?:#|run[-\s_]?)?0*([1-9]\d{0,8})$/i.exec(text.trim());
  return match ? runId(Number(match[1])) : undefined;
}

/** @returns the Temporal workflow id of a run; it contains the spoken id, so that it is found in the Temporal UI. */
export function runWorkflowId(tenant: string, id: RunId): string {
  return `${tenant}:run:${id}`;
}
