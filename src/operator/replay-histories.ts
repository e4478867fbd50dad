import { existsSync, readFileSync } from 'node:fs';
import type { Client } from '@temporalio/client';
import { DefaultLogger, makeTelemetryFilterString, Runtime, Worker } from '@temporalio/worker';
import { BUILT } from '../wiring/assembly.ts';
import { historiesOf } from '../wiring/records/histories.ts';
import { incidentWorkflowId, parseIncidentId } from '../incident/id.ts';
import { INCIDENT_WORKFLOW } from '../../workflows/incident/messages.ts';

/** One run of a workflow that is checked. */
export interface KnownRun {
  readonly workflowId: string;
  readonly runId: string;
  /** As Temporal's own tools print it. */
  readonly history: { readonly events: readonly unknown[] };
}

/** How a run replays with the present code. */
export interface Replayed {
  readonly workflowId: string;
  readonly runId: string;
  readonly events: number;
  /** Why it cannot be replayed. */
  readonly problem?: string;
}

interface Written {
  readonly workflowId?: unknown;
  readonly history?: unknown;
  readonly events?: unknown;
}

const NO_HISTORY =
  'holds no history: give an export of `muster export` or what `temporal workflow show --output json` prints.';

/**
 * Reads the histories in a file: an export of an incident, or one history as Temporal's own tools print it.
 * @throws Error that says what is wrong with the file.
 */
export function runsInFile(file: string): KnownRun[] {
  let written: Written;
  try {
    written = JSON.parse(readFileSync(file, 'utf8')) as Written;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(`${file} cannot be read: ${reason}`, { cause: error });
  }
  const workflowId = typeof written.workflowId === 'string' ? written.workflowId : file;
  const runs = Array.isArray(written.history) ? (written.history as unknown[]) : [written.history ?? written];
  if (runs.length === 0) throw new Error(`${file} ${NO_HISTORY}`);
  return runs.map((run, index) => {
    const one = (run ?? {}) as { runId?: unknown; history?: unknown; events?: unknown };
    const history = (one.history ?? one) as { events?: unknown };
    if (!Array.isArray(history.events) || history.events.length === 0)
      throw new Error(`${file} ${NO_HISTORY}`);
    const wrong = flawIn(history.events as unknown[]);
    if (wrong !== undefined) throw new Error(`${file} holds a history that is none of Temporal's: ${wrong}`);
    const runId = typeof one.runId === 'string' ? one.runId : `run-${index + 1}`;
    return { workflowId, runId, history: { events: history.events as unknown[] } };
  });
}

/** @returns what is wrong with events that Temporal's core would not refuse but break down at. */
function flawIn(events: readonly unknown[]): string | undefined {
  for (const [index, event] of events.entries()) {
    const { eventId, eventType } = (event ?? {}) as { eventId?: unknown; eventType?: unknown };
    if (Number(eventId) !== index + 1)
      return `its event ${index + 1} does not have the eventId ${index + 1}.`;
    if (typeof eventType !== 'string') return `its event ${index + 1} has no eventType.`;
  }
  const begun = (
    events[0] as {
      workflowExecutionStartedEventAttributes?: {
        originalExecutionRunId?: unknown;
        workflowType?: { name?: unknown } | null;
        taskQueue?: { name?: unknown } | null;
      } | null;
    }
  ).workflowExecutionStartedEventAttributes;
  if (typeof begun?.workflowType?.name !== 'string') return 'it does not begin with the start of a workflow.';
  if (typeof begun.taskQueue?.name !== 'string') return 'its first event names no taskQueue.';
  if (events.length < 2) return 'it has one event alone; Temporal writes two at once.';
  return typeof begun.originalExecutionRunId === 'string' && begun.originalExecutionRunId !== ''
    ? undefined
    : 'its first event has no originalExecutionRunId.';
}

/** @returns whether a file is meant, and no incident. */
export function isFile(what: string): boolean {
  return parseIncidentId(what) === undefined || existsSync(what);
}

/** Reads the histories of an incident that Temporal has. @throws Error when it has none. */
export async function runsOfIncident(client: Client, tenant: string, named: string): Promise<KnownRun[]> {
  const id = parseIncidentId(named);
  if (!id) throw new Error(`${JSON.stringify(named)} is neither a file nor an incident such as INC-42.`);
  const workflowId = incidentWorkflowId(tenant, id);
  const { runs } = await historiesOf(client, workflowId, (text) => text);
  if (runs.length > 0) return runs.map((run) => ({ ...run, workflowId }));
  throw new Error(
    `Temporal has no history of ${id} of the tenant ${tenant} any more: give the file of \`muster export ${id}\`.`,
  );
}

/** Reads the histories of the present run of every incident that is open. */
export async function* openRuns(client: Client): AsyncGenerator<KnownRun> {
  const query = `WorkflowType = '${INCIDENT_WORKFLOW}' AND ExecutionStatus = 'Running'`;
  for await (const { workflowId } of client.workflow.list({ query })) {
    const { runs } = await historiesOf(client, workflowId, (text) => text);
    const newest = runs.at(-1);
    if (newest) yield { ...newest, workflowId };
  }
}

/** Replays runs with the workflow code of this version: what a worker does when it takes them over. */
export async function* replay(
  runs: Iterable<KnownRun> | AsyncIterable<KnownRun>,
  bundle: string = BUILT.workflows,
): AsyncGenerator<Replayed> {
  const sizes = new Map<string, KnownRun & { readonly events: number }>();
  async function* histories(): AsyncGenerator<{ workflowId: string; history: unknown }> {
    for await (const run of runs) {
      // The core takes a run id of its own: what comes back is told apart by the workflow's id.
      const key = `${run.workflowId} ${run.runId}`;
      sizes.set(key, { ...run, events: run.history.events.length });
      yield { workflowId: key, history: run.history };
    }
  }
  const replaying = Worker.runReplayHistories({ workflowBundle: { codePath: bundle } }, histories());
  for await (const { workflowId: key, error } of replaying) {
    const run = sizes.get(key);
    yield {
      workflowId: run?.workflowId ?? key,
      runId: run?.runId ?? '',
      events: run?.events ?? 0,
      ...(error && { problem: error.message }),
    };
  }
}

/** Keeps the core from telling of every history that does not fit: that is what is told here. */
export function quietCore(): void {
  Runtime.install({
    logger: new DefaultLogger('ERROR', () => undefined),
    telemetryOptions: { logging: { filter: makeTelemetryFilterString({ core: 'ERROR', other: 'ERROR' }) } },
  });
}

/** @returns how a run went, in lines for people. */
export function replayLines({ workflowId, runId, events, problem }: Replayed): string[] {
  const which = `${workflowId} (run ${runId}, ${events} events)`;
  if (problem === undefined) return [`ok    ${which}`];
  return [
    `FAIL  ${which}`,
    `        ${problem}`,
    '        This version would stop at that event. Keep workers of the version that wrote the history until the incident is closed, or change the workflow so that it does as before where patched() says so.',
  ];
}
