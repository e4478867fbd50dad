import type { IncidentId } from '../incident/id.ts';

/** A piece of what a run prints. */
export interface OutputPiece {
  readonly stream: 'stdout' | 'stderr';
  readonly text: string;
}

/** What is run, and how it is heard of. */
export interface RunnerCall<S> {
  /** Settings of the action's kind, with their secrets. */
  readonly settings: S;
  /** By name, checked against the action's schema, the immutable ones among them. */
  readonly parameters: Readonly<Record<string, unknown>>;
  /** The same for each attempt of one run, and of no other run: whoever is asked can tell that it is the same. */
  readonly idempotencyKey: string;
  /** Id of the incident that it belongs to, such as `INC-42`. */
  readonly incident?: string;
  /** Aborted when the run is cancelled, takes too long, or its worker ends. */
  readonly signal: AbortSignal;
  /** Takes what is printed as it comes. Never throws. */
  readonly print: (piece: OutputPiece) => void;
}

/**
 * How a run ended. `result` is what templates know as `execution.result`, by the names that StackStorm's runners give:
 * `stdout`, `stderr`, `return_code`, `succeeded`, `failed` of commands; `status_code`, `headers`, `body`, `elapsed` (in
 * seconds) of HTTP requests.
 */
export type RunnerOutcome =
  | { readonly status: 'succeeded'; readonly result: unknown; readonly confidential?: readonly IncidentId[] }
  | {
      /** Private incidents of which it tells. */
      readonly confidential?: readonly IncidentId[];
      readonly status: 'failed' | 'timed_out' | 'cancelled';
      /** Stable, for programs. */
      readonly code: string;
      /** One line for people: what went wrong and, where there is something to do, what. Holds no secret. */
      readonly message: string;
      readonly result?: unknown;
      /** Whether another attempt may end otherwise, and is known to have no second effect. */
      readonly mayRepeat: boolean;
      /** How long whoever was asked wants to be left alone before that, in milliseconds; absent where they do not say. */
      readonly retryAfterMs?: number;
    };

/** @returns that a run failed, and that another attempt would end as it did, or could have a second effect. */
export const failedForGood = (code: string, message: string): RunnerOutcome => ({
  status: 'failed',
  code,
  message,
  mayRepeat: false,
});

/** Runs actions of one kind. Resolves also when they fail; rejects only when it is broken itself. */
export type Runner<S> = (call: RunnerCall<S>) => Promise<RunnerOutcome>;
