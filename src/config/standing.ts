import type { Problem } from './problem.ts';

/** A configuration that was not taken up; the one before it stays in force. */
export interface RefusedConfiguration {
  /** Epoch milliseconds. */
  readonly at: number;
  /** The whole of it in words, every problem with its file and line. */
  readonly reason: string;
  /** Empty when it is not its content that is wrong. */
  readonly problems: readonly Problem[];
}

/** Which configuration holds in this process, and whether a newer one was refused. */
export interface Standing {
  /** Hash of its content. */
  readonly version: string;
  /** Where it is from: a file, a folder, or what stands for it. */
  readonly source: string;
  /** Epoch milliseconds since when it has been in force here. */
  readonly since: number;
  /** Is it the store's newest version, in place of files? */
  readonly managed: boolean;
  /** What is allowed but probably not meant, and what of it is left out. */
  readonly warnings: readonly Problem[];
  /** Under which number the store keeps it, once it is kept. */
  readonly number?: number;
  /** The newest that was offered is wrong, and for this reason not in force. */
  readonly refused?: RefusedConfiguration;
}
