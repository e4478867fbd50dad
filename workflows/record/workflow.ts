import type { IncidentRecord } from '../../src/incident/view.ts';
import { work } from '../incident/work.ts';

/** Writes what an incident could not while the store was away, and was too much to be handed to its next run. */
export async function record(backlog: IncidentRecord): Promise<void> {
  const { events, view } = backlog;
  const [from, until] = [events[0]?.sequence, events.at(-1)?.sequence];
  await work.record(`${view.incident.id}: record the events ${from ?? ''} to ${until ?? ''}`, backlog);
}
