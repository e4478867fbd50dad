/** Deliveries of an integration that somebody asked to have read again: the list is kept in parts. */
export interface AgainList {
  readonly list: string;
  readonly parts: number;
}

/** How far a list has come. */
export interface AgainPlace extends AgainList {
  readonly part: number;
  /** How many of the part are done. */
  readonly from: number;
}

/** Most deliveries that one request has read again; it says how many more there are. */
export const AGAIN_AT_ONCE = 50_000;
