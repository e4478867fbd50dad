import { createContext, Script } from 'node:vm';

const script = new Script('work()');
const context = createContext({ work: undefined });

/**
 * Runs what may take long on a body that was made for it, and ends it when it does: nothing else in the process waits
 * longer than this.
 * @param work synchronous. @param ms milliseconds. @throws Error with the code ERR_SCRIPT_EXECUTION_TIMEOUT; what the work throws.
 */
export function withinTime<T>(work: () => T, ms: number): T {
  context.work = work;
  try {
    return script.runInContext(context, { timeout: ms }) as T;
  } finally {
    context.work = undefined;
  }
}

/** @returns whether it was ended for its time. */
export function isTimeOut(error: unknown): boolean {
  return (
    typeof error === 'object' &&
    error !== null &&
    'code' in error &&
    error.code === 'ERR_SCRIPT_EXECUTION_TIMEOUT'
  );
}
