import type { CallingOff } from '../incident/calling-off.ts';
import type { Ending } from './explanation.ts';

/** @returns what of an event is told as the end of pages. */
export function endingOf(event: CallingOff): Ending {
  const { type, by, at } = event;
  return { type, by, at, ...(event.type === 'acknowledged' && event.notPaged && { notPaged: true }) };
}
