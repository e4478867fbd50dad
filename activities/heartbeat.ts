import { heartbeat } from '@temporalio/activity';

/** How often work under way tells that it lives and hears whether it is still wanted, in milliseconds. */
const HEARTBEAT_MS = 400;

/**
 * Heartbeats while something is done. Cancellation reaches an activity only in the answer to a heartbeat, and a worker
 * that died is noticed by their absence. What is done within one beat costs none.
 */
export async function whileHeartbeating<R>(work: () => Promise<R>): Promise<R> {
  const working = work();
  const settled = working.then(
    () => true,
    () => true,
  );
  const pause = (): Promise<boolean> => new Promise((resolve) => setTimeout(resolve, HEARTBEAT_MS, false));
  while (!(await Promise.race([settled, pause()]))) heartbeat();
  return working;
}
