/** The part of pino's logger that activities use. */
export interface Logger {
  warn(fields: object, message: string): void;
}
