import { readFileSync } from 'node:fs';

/**
 * The time by this thread's own watch, which stands still while the thread could go on and others have the processors:
 * what is measured with it does not depend on what else the machine does. Where the system does not tell (it is not
 * Linux), it is the time that passed.
 * @returns milliseconds since some instant.
 */
export function ownMs(): number {
  return performance.now() - waitedMs();
}

/** @see https://docs.kernel.org/scheduler/sched-stats.html#proc-pid-schedstat */
function waitedMs(): number {
  try {
    const [, waitedNs] = readFileSync('/proc/thread-self/schedstat', 'utf8').split(' ');
    return Number(waitedNs) / 1e6;
  } catch {
    return 0;
  }
}
