import type { Logger as TemporalLogger } from '@temporalio/worker';
import type { Logger } from 'pino';

const LEVELS = { TRACE: 'trace', DEBUG: 'debug', INFO: 'info', WARN: 'warn', ERROR: 'error' } as const;

/** Temporal's logs among ours. Its everyday news, a worker starting or a poll ending, counts as debugging. */
export function createTemporalLogger(log: Logger): TemporalLogger {
  const write = (level: keyof typeof LEVELS, message: string, fields: object = {}): void => {
    log[level === 'INFO' ? 'debug' : LEVELS[level]](fields, message);
  };
  return {
    log: (level, message, fields) => write(level, message, fields),
    trace: (message, fields) => write('TRACE', message, fields),
    debug: (message, fields) => write('DEBUG', message, fields),
    info: (message, fields) => write('INFO', message, fields),
    warn: (message, fields) => write('WARN', message, fields),
    error: (message, fields) => write('ERROR', message, fields),
  };
}
