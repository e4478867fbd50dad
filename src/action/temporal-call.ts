import { jsonBytes } from '../text/json-size.ts';
import { BadParameter } from './bad-parameter.ts';
import { filledText, filledTree, type Filling } from './filling.ts';
import type { RunId } from './run-id.ts';
import { bytesText, MOST_BYTES } from './size.ts';
import type { StepPlace } from './step.ts';

/** How often and when something is tried again, as Temporal has it. Durations are in milliseconds. */
export interface TemporalRetry {
  readonly maximumAttempts: number;
  readonly initialInterval: number;
  readonly backoffCoefficient: number;
  readonly maximumInterval: number;
  readonly nonRetryableErrorTypes: readonly string[];
}

/** What somebody's own code is given: values in order, or one object. */
type Arguments = readonly unknown[] | Readonly<Record<string, unknown>>;

/** Settings of an action that is a workflow of somebody's own, on a task queue of theirs. Durations are in milliseconds. */
export interface WorkflowSettings {
  readonly taskQueue: string;
  readonly workflow: string;
  /** Templates; absent: one object with all parameters. */
  readonly arguments?: Arguments | undefined;
  /** A template; absent: the run's own. */
  readonly workflowId?: string | undefined;
  readonly executionTimeout: number;
  readonly runTimeout?: number | undefined;
  readonly taskTimeout?: number | undefined;
  readonly retry: TemporalRetry;
  readonly cancellation: 'wait' | 'wait-requested' | 'try' | 'abandon';
}

/** Settings of an action that is an activity of somebody's own, on a task queue of theirs. Durations are in milliseconds. */
export interface ActivitySettings {
  readonly taskQueue: string;
  readonly activity: string;
  /** Templates; absent: one object with all parameters. */
  readonly arguments?: Arguments | undefined;
  readonly scheduleToStartTimeout: number;
  readonly startToCloseTimeout: number;
  readonly scheduleToCloseTimeout?: number | undefined;
  readonly heartbeatTimeout?: number | undefined;
  readonly retry: TemporalRetry;
  readonly cancellation: 'wait' | 'try' | 'abandon';
}

/** A child workflow, ready to be started. All of it stands in Temporal's history. */
export interface WorkflowCall extends Omit<WorkflowSettings, 'workflow' | 'arguments' | 'workflowId'> {
  readonly kind: 'workflow';
  readonly type: string;
  readonly workflowId: string;
  readonly args: readonly unknown[];
}

/** An activity, ready to be scheduled. All of it stands in Temporal's history. */
export interface ActivityCall extends Omit<ActivitySettings, 'activity' | 'arguments'> {
  readonly kind: 'activity';
  readonly type: string;
  readonly args: readonly unknown[];
}

/** What of somebody's own is called. */
export type TemporalCall = WorkflowCall | ActivityCall;

/** For which run something is called. */
export interface CallingRun {
  readonly tenant: string;
  readonly id: RunId;
  readonly step?: StepPlace;
}

/** As long as Temporal takes by default. */
const LONGEST_ID = 1_000;

/**
 * @param filling its variables are the parameters of the action; `run` is added.
 * @returns the call of a workflow. @throws BadParameter when the parameters make none.
 */
export function workflowCall(
  { workflow, arguments: written, workflowId, ...rest }: WorkflowSettings,
  filling: Filling,
  run: CallingRun,
): WorkflowCall {
  const inside = within(filling, run);
  return {
    ...rest,
    kind: 'workflow',
    type: workflow,
    workflowId: workflowId === undefined ? ownId(run) : idOf(filledText(workflowId, inside)),
    args: argsOf(written, filling, inside),
  };
}

/**
 * @param filling its variables are the parameters of the action; `run` is added.
 * @returns the call of an activity. @throws BadParameter when the parameters make none.
 */
export function activityCall(
  { activity, arguments: written, ...rest }: ActivitySettings,
  filling: Filling,
  run: CallingRun,
): ActivityCall {
  return { ...rest, kind: 'activity', type: activity, args: argsOf(written, filling, within(filling, run)) };
}

/** @returns an id that no other run or step has, and none of Muster's own workflows: theirs have colons. */
function ownId({ tenant, id, step }: CallingRun): string {
  return `${tenant}-${id.toLowerCase()}${step ? `-${step.place}` : ''}`;
}

function idOf(id: string): string {
  const refused = (why: string): BadParameter => new BadParameter(`\`workflowId\` ${why}`);
  if (id.trim() === '') throw refused('is empty');
  if (id.length > LONGEST_ID) throw refused(`is longer than ${LONGEST_ID} characters`);
  if (/[\p{Cc}\p{Cs}]/u.test(id)) throw refused('has a control character or half of a character in it');
  // Otherwise a run could take the id of an incident that is still to come.
  if (id.includes(':')) throw refused("has a colon in it, as the ids of Muster's own workflows have");
  return id;
}

function within({ templates, variables }: Filling, { tenant, id }: CallingRun): Filling {
  return { templates, variables: { ...variables, run: { tenant, id } } };
}

/** @throws BadParameter when they are larger than is passed on. */
function argsOf(written: Arguments | undefined, filling: Filling, inside: Filling): readonly unknown[] {
  const args = writtenArgs(written, filling, inside);
  const bytes = jsonBytes(args);
  if (bytes > MOST_BYTES.call)
    throw new BadParameter(`\`arguments\` take ${bytesText(bytes)}, and may take ${MOST_BYTES.call}`);
  return args;
}

/** An argument in order that was not given is null, as those behind it keep their places; at the end it is left out. */
function writtenArgs(
  written: Arguments | undefined,
  { variables }: Filling,
  inside: Filling,
): readonly unknown[] {
  if (written === undefined) return [variables];
  if (!isList(written)) return [filledTree(written, inside)];
  const args = written.map((one) => filledTree(one, inside));
  return args.slice(0, args.findLastIndex((one) => one !== undefined) + 1).map((one) => one ?? null);
}

const isList = (written: Arguments): written is readonly unknown[] => Array.isArray(written);
