/**
 * What runs may be, in bytes of JSON in UTF-8. Temporal takes nothing above 2 MB, and ends a workflow that passes more to
 * an activity; of one that passes more than 4 MB to several at once no task succeeds, and it stands still. At its end all
 * that is known of a run is passed on to each of those who tell it, at each of its tasks all that is known of a chain.
 * Source: https://docs.temporal.io/troubleshooting/blob-size-limit-error.
 */
export const MOST_BYTES = {
  /** All parameters of a run, or of a task of a chain. */
  parameters: 128_000,
  /** What came of a run, or of a task of a chain. */
  result: 120_000,
  /** What came of all tasks of a chain, of that which later ones refer to. */
  results: 256_000,
  /** All that a chain publishes: it stands whole in the result of the chain. */
  published: 100_000,
  /** What a workflow calls: arguments of somebody's own code, or a chain with its variables. */
  call: 256_000,
} as const;

/** Code of what is not done because of its size. */
export const TOO_LARGE = 'too_large';

/** @returns a size for people. */
export const bytesText = (bytes: number): string => `${bytes} bytes of JSON`;
