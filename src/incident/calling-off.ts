import type { IncidentEvent } from './event.ts';

const CALLS_PAGES_OFF = ['acknowledged', 'mitigated', 'resolved', 'closed'] as const;

/** Something by which all pages before it are called off: who does it has seen the incident. */
export type CallingOff = Extract<IncidentEvent, { type: (typeof CALLS_PAGES_OFF)[number] }>;

/** @returns whether all pages before this event are called off by it. */
export function callsPagesOff(event: Pick<IncidentEvent, 'type'>): event is CallingOff {
  return (CALLS_PAGES_OFF as readonly string[]).includes(event.type);
}
