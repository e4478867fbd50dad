import type { WorkflowHandle } from '@temporalio/client';
import { instant } from '../clock.ts';
import type { Muster } from '../muster/muster.ts';
import { atRest } from '../rest.ts';

/** What a command met: milliseconds until its answer, and whether the workflow itself had replied by then. */
export interface Met {
  readonly ms: number;
  readonly outcome: 'done' | 'accepted';
}

/**
 * One incident from declaring to its workflow's end: each command follows the answer to the one before.
 * @param paced each command waits until the one before has had all its effects, as when people decide.
 * @param met is told of each command.
 */
export async function lifecycle(
  muster: Muster,
  paced = false,
  met: (command: Met) => void = () => undefined,
): Promise<WorkflowHandle> {
  const id = await muster.declare();
  const handle = muster.handle(id);
  for (const command of ['ack', 'resolve', 'close'] as const) {
    if (paced) await atRest(handle);
    const before = instant();
    const outcome = await muster.command(id, command, {});
    met({ ms: instant() - before, outcome });
  }
  await handle.result();
  return handle;
}
