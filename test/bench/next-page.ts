import { setTimeout as pause } from 'node:timers/promises';
import { DEFAULT_TENANT, type IncidentId } from '../../src/incident/id.ts';
import type { Stores } from '../../src/mongo/index.ts';
import { instant } from './clock.ts';

/** @returns when the incident's next page is due, on the machine's monotonic clock in milliseconds. */
export async function nextPage({ incidents }: Stores, id: IncidentId): Promise<number> {
  for (;;) {
    const view = await incidents.find(DEFAULT_TENANT, id);
    const at = view?.deadlines.find(({ name }) => name === 'escalation')?.at;
    if (at !== undefined) return at - Date.now() + instant();
    await pause(50);
  }
}
