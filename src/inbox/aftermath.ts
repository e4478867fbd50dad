import { cut } from './line.ts';
import type { LoggedDelivery } from './kept.ts';
import type { Outcome } from './taker.ts';

/** What came later of something that a delivery had passed on. */
export interface Aftermath {
  /** Shown behind what came of the delivery itself; at most {@link AFTERMATH_KEPT}. */
  readonly outcomes: readonly Outcome[];
  /** What went wrong, in a few words for the log; absent when all is well. */
  readonly trouble?: string;
}

/** Where something came from that was passed on: the delivery that is to say what came of it. */
export interface Origin {
  /** Name of the integration in the configuration. */
  readonly integration: string;
  /** Key of the delivery. */
  readonly delivery: string;
  /** When it came, epoch milliseconds: with it this expires. */
  readonly receivedAt: number;
  /** The how manyth time it was read again because somebody asked for that. */
  readonly again?: number;
}

/** Most outcomes that are kept of one part that was passed on. */
export const AFTERMATH_KEPT = 25;

/** @returns a line of the log that says as well what went wrong later. */
export function withTrouble(line: LoggedDelivery, later: readonly Aftermath[] = []): LoggedDelivery {
  const troubles = [...new Set(later.flatMap(({ trouble }) => trouble ?? []))];
  return troubles.length === 0 ? line : { ...line, text: cut([...troubles, line.text].join('; ')) };
}
