import type { Outcome } from './outcome.ts';
import { rowsOf, type RowKind } from './rows.ts';

/** A moment on a lane. */
export interface Mark {
  readonly kind: RowKind;
  /** Since the incident was declared, in milliseconds. */
  readonly afterMs: number;
  /** What it says when somebody points at it. */
  readonly title: string;
}

/** One line of a picture: a person, a channel, the SLA. */
export interface Lane {
  readonly name: string;
  readonly marks: readonly Mark[];
}

/** A picture before it is drawn. */
export interface Lanes {
  readonly lanes: readonly Lane[];
  /** What the picture shows at its right end, in milliseconds since the incident was declared; at least a minute. */
  readonly lengthMs: number;
}

const NAMES: Partial<Record<RowKind, string>> = {
  warning: 'SLA',
  breach: 'SLA',
  end: 'Escalation',
  act: 'People',
  run: 'Runbooks',
};
const MINUTE_MS = 60_000;

/** @returns who is paged when as lines beside each other, in the order in which they come. @param zone IANA name. */
export function lanesOf(outcome: Outcome, zone: string): Lanes {
  const lanes = new Map<string, Mark[]>();
  let last = 0;
  for (const { kind, afterMs, who, what } of rowsOf(outcome, zone)) {
    if (kind === 'other') continue;
    const name = kind === 'page' || kind === 'unreachable' ? who || 'Nobody' : (NAMES[kind] ?? who);
    const title = who && name !== who ? `${who}: ${what}` : what;
    lanes.set(name, [...(lanes.get(name) ?? []), { kind, afterMs, title }]);
    last = Math.max(last, afterMs);
  }
  return {
    lanes: [...lanes].map(([name, marks]) => ({ name, marks })),
    lengthMs: Math.max(MINUTE_MS, last),
  };
}
