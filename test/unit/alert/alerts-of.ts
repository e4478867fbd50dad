import type { Alert } from '../../../src/alert/alert.ts';
import type { Reading } from '../../../src/inbox/reading.ts';

/** @returns the alerts that were read. @throws Error with the reason when something else came of it. */
export function alertsOf(reading: Reading): readonly Alert[] {
  if (reading.kind === 'read') return reading.alerts ?? [];
  throw new Error(JSON.stringify(reading));
}
