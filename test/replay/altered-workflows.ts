import { sleep } from '@temporalio/workflow';
import { incident as unaltered } from '../../workflows/incident/workflow.ts';
import type { IncidentInput } from '../../workflows/incident/messages.ts';

/** The incident's workflow with one command more before all others: no history of an incident can be replayed by it. */
export async function incident(input: IncidentInput): Promise<void> {
  await sleep('1s');
  await unaltered(input);
}
