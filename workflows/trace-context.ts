import type { Headers, WorkflowInterceptors } from '@temporalio/workflow';

/** Where `@temporalio/interceptors-opentelemetry` puts the trace that a call belongs to. */
const TRACE_HEADER = '_tracer-data';

/**
 * Hands the trace of what a workflow was last asked for on to what follows from it: activities, child workflows, the
 * next run. It is part of the workflows whether or not anything is traced, and puts no promise in between: the
 * package's own interceptors do, and with them a history goes on in another order than without.
 */
export function interceptors(): WorkflowInterceptors {
  let cause: Headers = {};
  const asked = ({ headers }: { headers: Headers }): void => {
    const trace = headers[TRACE_HEADER];
    cause = trace ? { [TRACE_HEADER]: trace } : {};
  };
  const following = <I extends { headers: Headers }>(input: I): I => ({
    ...input,
    headers: { ...input.headers, ...cause },
  });
  return {
    inbound: [
      {
        execute(input, next) {
          asked(input);
          return next(input);
        },
        handleSignal(input, next) {
          asked(input);
          return next(input);
        },
        handleUpdate(input, next) {
          asked(input);
          return next(input);
        },
      },
    ],
    outbound: [
      {
        scheduleActivity: (input, next) => next(following(input)),
        startChildWorkflowExecution: (input, next) => next(following(input)),
        continueAsNew: (input, next) => next(following(input)),
      },
    ],
  };
}
