/** Why the embedded stack could not do what was asked; one code per cause, for tests and callers. */
export type EmbeddedErrorCode =
  | 'toolchain-missing'
  | 'build-failed'
  | 'port-in-use'
  | 'data-directory-in-use'
  | 'data-directory-mismatch'
  | 'part-failed'
  | 'search-attribute-conflict';

/** A failure of the embedded stack; its message tells the operator which setting to look at and what to do. */
export class EmbeddedError extends Error {
  readonly code: EmbeddedErrorCode;

  constructor(code: EmbeddedErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'EmbeddedError';
    this.code = code;
  }
}
