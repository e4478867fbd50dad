import type { IncidentId } from '../incident/id.ts';
import type { Mark } from '../incident/incident.ts';
import type { AccessRole } from '../access/role.ts';
import type { RunbookRef } from '../runbook/runbook.ts';
import type { ActionApproval } from './action.ts';
import type { RunId } from './run-id.ts';
import type { RunStep, StepPlace } from './step.ts';

/** How a run goes, as it was when it was ordered: a change of the configuration changes no run that is under way. */
export interface RunPlan {
  /** How long one attempt may take, in milliseconds. */
  readonly timeoutMs: number;
  /** How often it is tried in all; more than once only what can have no second effect. */
  readonly attempts: number;
  /** How long is waited before the second attempt, in milliseconds; twice as long before each further one. */
  readonly retryMs: number;
  readonly approval?: ActionApproval;
}

/** Where a run was ordered. */
export interface RunOrigin {
  readonly instance: string;
  readonly channel: string;
  /** Message below which is answered. */
  readonly thread?: string;
}

/** That something is to be run. Holds no secret: those are the configuration's, and known to workers alone. */
export interface RunOrder {
  readonly tenant: string;
  readonly id: RunId;
  /** `<pack>.<name>` */
  readonly action: string;
  /** Of the alias by which it was said, where it was. */
  readonly alias?: string;
  /** As they were said and by default, checked against the action's schema. */
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly asked: Mark;
  /** Roles of who asked, as far as they were vouched for when it was ordered; none: what needs a permission is refused. */
  readonly roles?: readonly AccessRole[];
  readonly origin?: RunOrigin;
  readonly incident?: IncidentId;
  /**
   * Private incidents that it deals with; none yet where it is to declare one. Set: what it is run with and what comes of
   * it is told to those alone who may know of all of them.
   */
  readonly confidential?: readonly IncidentId[];
  /** Of the runbook by which it was ordered, where it was. */
  readonly runbook?: RunbookRef;
  readonly plan: RunPlan;
  /** Set where it is a step of the run, and not the whole of it. */
  readonly step?: StepPlace;
}

/** How a run stands. The last seven are ends. */
export const RUN_STATUSES = [
  'awaiting_approval',
  'running',
  'succeeded',
  'failed',
  'timed_out',
  'cancelled',
  'declined',
  'expired',
  'abandoned',
] as const;
export type RunStatus = (typeof RUN_STATUSES)[number];

/** Why a run did not succeed, in one line for people. */
export interface RunFailure {
  /** Stable, for programs. */
  readonly code: string;
  readonly message: string;
}

/** A run as people see it. */
export interface Run extends Omit<RunOrder, 'plan'> {
  readonly status: RunStatus;
  /** Rises with each change. */
  readonly revision: number;
  /** Until when somebody else has to agree, epoch milliseconds. */
  readonly approveBy?: number;
  /** Keys of people who alone decide on it, as its action named them when it was ordered; absent where it named none. */
  readonly approvers?: readonly string[];
  readonly approved?: Mark;
  readonly declined?: Mark;
  readonly cancelled?: Mark;
  /** When it began, epoch milliseconds. */
  readonly startedAt?: number;
  /** How often it was tried until now, once it has begun. */
  readonly attempts?: number;
  /** Of a chain: what was begun or skipped until now, those of chains within it among them, in order. */
  readonly steps?: readonly RunStep[];
  /** Epoch milliseconds. */
  readonly endedAt?: number;
  readonly result?: unknown;
  readonly failure?: RunFailure;
}

/** Why something cannot be done with a run now. */
export type RunRefused =
  | { readonly refused: 'over'; readonly message: string }
  | { readonly refused: 'not awaited'; readonly message: string }
  | { readonly refused: 'own run'; readonly message: string }
  | {
      readonly refused: 'not an approver';
      readonly message: string;
      /** Keys of those who may decide on it. A worker of a version before gives none. */
      readonly approvers?: readonly string[];
    };

/** @param nameOf what somebody is called, by their key. @returns why something cannot be done with a run, for people. */
export function refusalText(id: RunId, refused: RunRefused, nameOf: (key: string) => string): string {
  if (refused.refused !== 'not an approver' || !refused.approvers) return refused.message;
  return `${id} is decided on by ${refused.approvers.map(nameOf).join(' or ')}.`;
}

/** @returns a run that was just ordered. */
export function orderedRun({ plan, ...order }: RunOrder): Run {
  const { approval } = plan;
  return {
    ...order,
    status: approval ? 'awaiting_approval' : 'running',
    revision: 1,
    ...(approval && { approveBy: order.asked.at + approval.withinMs }),
    ...(approval && approval.people.length > 0 && { approvers: approval.people }),
  };
}

export const isOver = ({ status }: Pick<Run, 'status'>): boolean =>
  status !== 'awaiting_approval' && status !== 'running';

/** @returns the run with somebody's agreement; one's own does not count. */
export function approve(run: Run, { approval }: RunPlan, mark: Mark): Run | RunRefused {
  const refused = notAwaited(run) ?? notTheirs(run, approval, mark);
  return refused ?? changed(run, { status: 'running', approved: mark });
}

/** @returns the run with somebody's refusal; who ordered it cancels it instead. */
export function decline(run: Run, { approval }: RunPlan, mark: Mark): Run | RunRefused {
  const refused = notAwaited(run) ?? notTheirs(run, approval, mark);
  return refused ?? ended(run, mark.at, { status: 'declined', declined: mark });
}

/** @returns the run that somebody wants to end: one that runs ends when what it runs has ended. */
export function cancel(run: Run, mark: Mark): Run | RunRefused {
  if (isOver(run)) return over(run);
  if (run.cancelled) return run;
  return run.status === 'awaiting_approval'
    ? ended(run, mark.at, { status: 'cancelled', cancelled: mark })
    : changed(run, { cancelled: mark });
}

/** @returns the run whose approval nobody gave in time. */
export function expire(run: Run, at: number): Run {
  return ended(run, at, {
    status: 'expired',
    failure: { code: 'not_approved', message: 'Nobody approved it in time.' },
  });
}

/** @returns the run that begins. */
export function begun(run: Run, at: number): Run {
  return changed(run, { startedAt: at, attempts: 1 });
}

/** @returns the run that is tried once more. @param attempts how often it is tried with that. */
export function again(run: Run, attempts: number): Run {
  return changed(run, { attempts });
}

/** @returns the run one of whose steps has begun, or stands in another way. */
export function atStep(run: Run, step: RunStep): Run {
  const steps = run.steps ?? [];
  const n = steps.findIndex(({ place }) => place === step.place);
  return changed(run, { steps: n < 0 ? [...steps, step] : steps.with(n, step) });
}

/** @returns the run that has dealt with these private incidents; the same run where that was known. */
export function confiding(run: Run, incidents: readonly IncidentId[]): Run {
  const { confidential = [] } = run;
  const all = [...new Set([...confidential, ...incidents])];
  return all.length === confidential.length ? run : changed(run, { confidential: all });
}

/** @returns the run that has ended. */
export function ended(
  run: Run,
  at: number,
  end: Partial<Pick<Run, 'declined' | 'cancelled' | 'failure' | 'result'>> & Pick<Run, 'status'>,
): Run {
  return changed(run, { ...end, endedAt: at });
}

function changed(run: Run, change: Partial<Run>): Run {
  return { ...run, ...change, revision: run.revision + 1 };
}

function over({ id, status }: Run): RunRefused {
  return { refused: 'over', message: `${id} is over: it ${PAST[status]}.` };
}

function notAwaited(run: Run): RunRefused | undefined {
  if (isOver(run)) return over(run);
  if (run.status === 'awaiting_approval') return undefined;
  const by = run.approved ? `${run.approved.by.name} has approved it` : 'it needs no approval';
  return { refused: 'not awaited', message: `${run.id} runs already: ${by}.` };
}

function notTheirs(run: Run, approval: ActionApproval | undefined, { by }: Mark): RunRefused | undefined {
  if (by.id === run.asked.by.id)
    return { refused: 'own run', message: `${run.id} is yours: somebody else has to decide on it.` };
  if (!approval || approval.people.length === 0 || approval.people.includes(by.id)) return undefined;
  return {
    refused: 'not an approver',
    // A run knows no names: who shows it does.
    message: `${run.id} is decided on by others.`,
    approvers: approval.people,
  };
}

const PAST: Readonly<Record<RunStatus, string>> = {
  awaiting_approval: 'waits',
  running: 'runs',
  succeeded: 'succeeded',
  failed: 'failed',
  timed_out: 'took too long',
  cancelled: 'was cancelled',
  declined: 'was declined',
  expired: 'was not approved in time',
  abandoned: 'was abandoned',
};
