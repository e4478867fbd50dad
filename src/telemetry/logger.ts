import pino, { type Logger } from 'pino';

/**
 * Structured logs on standard error, so that what a command prints for people stays apart.
 * @param redact takes secrets out of every string that is logged.
 */
export function createLogger(level: string, redact: (text: string) => string): Logger {
  const clean = (value: unknown, depth = 0): unknown => {
    if (typeof value === 'string') return redact(value);
    if (value instanceof Error) return clean(pino.stdSerializers.err(value), depth);
    if (typeof value !== 'object' || value === null || depth > 6) return value;
    if (Array.isArray(value)) return value.map((item) => clean(item, depth + 1));
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, clean(item, depth + 1)]));
  };
  return pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: {
        level: (label) => ({ level: label }),
        log: (fields) => clean(fields) as Record<string, unknown>,
      },
      hooks: {
        logMethod(args, method) {
          const cleaned = args.map((arg) => (typeof arg === 'string' ? redact(arg) : arg));
          method.apply(this, cleaned as typeof args);
        },
      },
    },
    pino.destination({ fd: 2, sync: true }),
  );
}
