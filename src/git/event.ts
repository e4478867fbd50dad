import type { z } from 'zod';
import { jsonBody } from '../inbox/json-body.ts';
import type { Reading } from '../inbox/reading.ts';
import type { Change } from './change.ts';

/** What a change is told with besides what its body says. */
export interface Told {
  /** Of the delivery that it comes with; where one tells several changes, each has a number behind it. */
  readonly key: string;
  /** Epoch milliseconds. */
  readonly receivedAt: number;
}

/** Reads the body of one kind of event. Never throws. */
export type EventReader = (body: Uint8Array, told: Told) => Reading;

/** @returns a reader of the bodies that a schema describes; any other is kept unparsed, with the place that does not fit. */
export function bySchema<T>(schema: z.ZodType<T>, read: (payload: T, told: Told) => Reading): EventReader {
  return (body, told) => {
    const payload = jsonBody(body, schema);
    return 'problem' in payload
      ? unparsed(`the body is not that of its event: ${payload.problem}`)
      : read(payload.value, told);
  };
}

/** @returns that what came is understood, and that nothing follows from it. */
export const ignored = (reason: string): Reading => ({ kind: 'ignored', reason });

/** @returns that what came is kept for a later version. */
export const unparsed = (reason: string): Reading => ({ kind: 'unparsed', reason });

/** @returns what came. */
export const changed = (...changes: readonly Change[]): Reading => ({ kind: 'read', changes });

/** @returns the changes of one delivery, each with a key of its own where there are several: the delivery's and a number. */
export function numbered(changes: readonly Change[]): readonly Change[] {
  if (changes.length < 2) return changes;
  return changes.map((change, n) => ({ ...change, key: `${change.key}/${n + 1}` }));
}

/** @returns the entry of that very name; none for a name that every object has, such as `constructor`. */
export function entry<T>(table: Readonly<Record<string, T>>, name: string): T | undefined {
  return Object.hasOwn(table, name) ? table[name] : undefined;
}
