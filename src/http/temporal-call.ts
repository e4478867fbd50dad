import type { Client } from '@temporalio/client';
import { inTime, Late, type Patience } from './patience.ts';
import { TEMPORAL_SILENT } from './unavailable.ts';

/**
 * @returns what calls Temporal, but no longer than `most` milliseconds, nor than a part of the patience. The connection
 * keeps its own deadline only between its attempts, and pauses between them beyond it. It throws Late before anything is
 * sent, when no time is left.
 */
export function createTemporalCall({ connection }: Pick<Client, 'connection'>) {
  return async <R>(patience: Patience, part: number, most: number, send: () => Promise<R>): Promise<R> => {
    const ms = Math.min(most, patience.left(part));
    if (ms <= 0) throw new Late(TEMPORAL_SILENT);
    return inTime(connection.withDeadline(Date.now() + ms, send), ms, TEMPORAL_SILENT);
  };
}
