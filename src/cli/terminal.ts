import type { ApiClient } from './client.ts';

/** What a command of the command line is given to work with. */
export interface Terminal {
  readonly out: (line: string) => void;
  /** For what is not the result: progress and warnings. */
  readonly tell: (line: string) => void;
  /** @returns the API of the server that is meant. @throws CliError */
  readonly api: () => Promise<ApiClient>;
  /** Epoch milliseconds. */
  readonly now: () => number;
  /** How the program ends, unless it is told otherwise: done. */
  readonly exit: (code: number) => void;
}
