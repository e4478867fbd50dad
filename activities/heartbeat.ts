import { Context, heartbeat } from '@temporalio/activity';

/** How often work under way tells that it lives and hears whether it is still wanted, in milliseconds. */
const HEARTBEAT_MS = 400;

/**
 * How far the last heartbeat that Temporal has may be behind our last one, in milliseconds: the worker holds some back,
 * and one may have been lost with the connection.
 */
const BEHIND_MS = 2 * HEARTBEAT_MS;

/** Has the work been silent for so long that Temporal has given this attempt up, and begun another? */
export type GivenUp = () => boolean;

/**
 * Heartbeats while something is done. Cancellation reaches an activity only in the answer to a heartbeat, and a worker
 * that died is noticed by their absence. What is done within one beat costs none. A process that was suspended is not
 * told that it was: it sees its clock jump.
 * @param now epoch milliseconds: unlike a monotonic clock it goes on while the machine sleeps.
 * @param known what is to be known, at once, should nothing be heard of this attempt any more.
 */
export async function whileHeartbeating<R>(
  now: () => number,
  work: (givenUp: GivenUp) => Promise<R>,
  known?: object,
): Promise<R> {
  const { heartbeatTimeoutMs = Infinity } = Context.current().info;
  let beatAt = now();
  let silent = false;
  const givenUp = (): boolean => (silent ||= now() - beatAt > heartbeatTimeoutMs - BEHIND_MS);
  if (known) heartbeat(known);
  const working = work(givenUp);
  const settled = working.then(
    () => true,
    () => true,
  );
  const pause = (): Promise<boolean> => new Promise((resolve) => setTimeout(resolve, HEARTBEAT_MS, false));
  while (!(await Promise.race([settled, pause()]))) {
    // A beat after a long silence is too late, and must not hide it.
    givenUp();
    beatAt = now();
    heartbeat(known);
  }
  return working;
}
