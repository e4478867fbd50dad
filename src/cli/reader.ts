import type { EventEmitter } from 'node:events';

/**
 * Lets a command end quietly whose reader has had enough, such as `head`: that is no failure.
 * @param stdout where it writes. @param end ends the process.
 * @throws every other error of it, as when nobody listened.
 */
export function endWithReader(stdout: Pick<EventEmitter, 'on'>, end: () => void): void {
  stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    end();
  });
}
