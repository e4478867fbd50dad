/** How a command ends, for scripts. README.md has the same table. */
export const EXIT = {
  done: 0,
  /** Muster does not answer, or something failed that nobody refused. */
  failed: 1,
  /** `plan` alone: there are changes. */
  changes: 2,
  /** Understood and refused: not permitted, not there, not possible now, or wrong in itself. */
  refused: 3,
  /** There is no token, or it is not valid. */
  unauthenticated: 4,
} as const;

/** Something that the person at the terminal can mend, said in a sentence. */
export class CliError extends Error {
  override readonly name = 'CliError';
  readonly exit: number;

  /** @param message what is wrong and what to do. */
  constructor(message: string, exit: number = EXIT.failed, cause?: unknown) {
    super(message, cause === undefined ? {} : { cause });
    this.exit = exit;
  }
}
