import {
  condition,
  continueAsNew,
  proxyActivities,
  setHandler,
  sleep,
  workflowInfo,
} from '@temporalio/workflow';
import type { ActionOutlook } from '../../activities/action.ts';
import type { Activities } from '../../activities/index.ts';
import { actionId } from '../../src/action-item/item.ts';
import { reach } from '../reaching.ts';
import { actionChangedSignal, type ActionInput } from './messages.ts';

const { lookAtAction } = proxyActivities<Activities>({
  startToCloseTimeout: '10s',
  retry: { initialInterval: '1s', backoffCoefficient: 2, maximumInterval: '5m' },
});

/** A change is announced before it is written, so that none is missed: so long it may take, in milliseconds. */
const WRITING_MS = 15_000;
/** An item that is given away as it is made is so before its workflow begins: by so much at most, in milliseconds. */
const GIVEN_BEFORE_MS = 60_000;
/** A new run keeps the history short: weekly reminders of two years. */
const ROUNDS_PER_RUN = 100;

/** Tells who becomes the owner of an action item and reminds them until it is done, whatever becomes of the incident's own workflow. */
export async function action(input: ActionInput): Promise<void> {
  const { tenant, incident, number } = input;
  const id = actionId(input);
  let changes = 0;
  const began = workflowInfo().startTime.getTime();
  let after = input.after ?? began;
  let told = input.told ?? began - GIVEN_BEFORE_MS;
  setHandler(actionChangedSignal, () => {
    changes++;
  });
  const isMore = (seen: number) => (): boolean => changes > seen;
  if (input.after === undefined) await sleep(WRITING_MS, { summary: `${id}: until it is written` });
  for (let rounds = 0; rounds < ROUNDS_PER_RUN && !workflowInfo().continueAsNewSuggested; rounds++) {
    const seen = changes;
    const glance = { tenant, incident, number, after, told };
    const outlook: ActionOutlook = await lookAtAction.executeWithOptions(
      { summary: `${id}: is its owner to be reminded?` },
      [glance],
    );
    if (outlook.kind === 'remind') {
      ({ at: after } = outlook.reminder);
      await reach(id, 'remind', outlook.deliveries);
      continue;
    }
    if (outlook.kind === 'given') {
      ({ at: told } = outlook);
      await reach(id, 'tell its new owner', outlook.deliveries);
      continue;
    }
    const waitMs = outlook.kind === 'wait' ? Math.max(1, outlook.at - Date.now()) : 0;
    const isChanged =
      outlook.kind === 'ended'
        ? isMore(seen)()
        : await condition(isMore(seen), waitMs, { summary: `${id}: until its owner is reminded` });
    if (isChanged) await sleep(WRITING_MS, { summary: `${id}: until the change is written` });
    else if (outlook.kind === 'ended') return;
  }
  await continueAsNew<typeof action>({ ...input, after, told });
}
