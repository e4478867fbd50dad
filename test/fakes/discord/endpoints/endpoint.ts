import type { Guild, Json } from '../guild.ts';

/** A call that the app made, taken apart. */
export interface Call {
  /** The parts of the address that the pattern leaves open, in order. */
  readonly params: readonly string[];
  readonly query: URLSearchParams;
  readonly body: Json;
}

/** @returns the JSON of the answer; undefined for 204. */
export type Endpoint = (guild: Guild, call: Call) => unknown;
