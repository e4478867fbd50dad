import {
  makeTelemetryFilterString,
  type Logger as TemporalLogger,
  type RuntimeOptions,
} from '@temporalio/worker';
import type { Logger } from 'pino';

const LEVELS = { TRACE: 'trace', DEBUG: 'debug', INFO: 'info', WARN: 'warn', ERROR: 'error' } as const;

/** Temporal's logs among ours. Its everyday news, a worker starting or a poll ending, counts as debugging. */
function createTemporalLogger(log: Logger): TemporalLogger {
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

/**
 * What Temporal's runtime is installed with, so that the warnings and errors of its native core are lines of our log
 * too: unless they are forwarded, it writes them to the console in a form of its own.
 */
export function loggingTo(log: Logger): Pick<RuntimeOptions, 'logger' | 'telemetryOptions'> {
  const filter = makeTelemetryFilterString({ core: 'WARN', other: 'ERROR' });
  return { logger: createTemporalLogger(log), telemetryOptions: { logging: { forward: {}, filter } } };
}
