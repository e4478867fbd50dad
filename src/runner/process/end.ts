/** Why a run came to its end: by itself, or because it was ended. */
export type EndedBy = 'itself' | 'timeout' | 'cancellation' | 'memory' | 'processes';

/** How the processes of a run ended. */
export interface ProcessEnd {
  readonly by: EndedBy;
  /** Exit status of the first process; null when a signal ended it, or when nothing could. */
  readonly code: number | null;
  /** The signal and its number. */
  readonly signal: readonly [NodeJS.Signals, number] | undefined;
  /** What it printed, as far as it is kept for templates, without secrets. */
  readonly stdout: string;
  readonly stderr: string;
  /** Bytes that were printed and not kept. */
  readonly dropped: number;
  /** Processes that could not be ended. */
  readonly left: number;
}
