import { describe, expect, test } from 'vitest';
import type { ActionItem } from '../../src/action-item/item.ts';
import { createActionActivities } from '../../activities/action.ts';
import type { Delivery } from '../../src/chat/delivery.ts';
import { ACTION_WORKFLOW, actionChangedSignal, actionWorkflowId } from '../../workflows/action/messages.ts';
import { eventually } from '../harness/eventually.ts';
import { RecordingActivities } from '../harness/recording-activities.ts';
import { timeSkipping } from '../harness/time-skipping.ts';

const temporal = timeSkipping();
const DAY = 86_400_000;
let items = 0;

/** One item, with the workflow that reminds its owner. */
async function remembered(made: Partial<ActionItem>, accounts = ['main/ana']) {
  const number = ++items;
  const recording = new RecordingActivities();
  const now = await temporal.env.currentTimeMs();
  const ana = { id: 'ana', name: 'Ana' };
  let item: ActionItem | undefined = {
    incident: 'INC-1',
    number,
    text: 'add an alert',
    owner: ana,
    created: { by: { id: 'ben', name: 'Ben' }, at: now },
    version: 1,
    ...made,
  };
  const implementation = {
    ...recording.implementation,
    ...createActionActivities({
      find: () => Promise.resolve(item),
      zoneOf: () => 'UTC',
      accountsOf: (_tenant, person) =>
        Promise.resolve(
          accounts
            .map((account) => account.replace('ana', person).split('/'))
            .map(([instance = '', user = '']) => ({ instance, user })),
        ),
      pageOf: () => 'https://muster.example/incidents/INC-1/postmortem',
      now: () => clock,
    }),
  };
  // The activity's clock is that of the server, which skips time.
  let clock = now;
  const looked = implementation.lookAtAction.bind(implementation);
  implementation.lookAtAction = async (glance) => {
    clock = await temporal.env.currentTimeMs();
    return looked(glance);
  };
  const taskQueue = `action-${number}`;
  const stop = await temporal.work(taskQueue, implementation);
  const input = { tenant: 'default', incident: 'INC-1', number } as const;
  const begin = () =>
    temporal.env.client.workflow.signalWithStart(ACTION_WORKFLOW, {
      workflowId: actionWorkflowId(input),
      taskQueue,
      args: [input],
      signal: actionChangedSignal,
    });
  const handle = await begin();
  return {
    now,
    recording,
    begin,
    handle,
    set: (change: Partial<ActionItem> | undefined) => {
      item = change && item ? { ...item, ...change } : undefined;
    },
    sent: () =>
      recording.done({ activity: 'deliver' }).map(({ input: sent, at, target }) => {
        const { message } = sent as Delivery;
        return { target, day: Math.floor(at / DAY) - Math.floor(now / DAY), text: message.summary };
      }),
    end: async () => {
      const { status } = await handle.describe();
      if (status.name === 'RUNNING') await handle.terminate('the test is over');
      await stop();
    },
  };
}

describe('the owner of an action item', () => {
  test('is reminded the day before, on the day, weekly after, and no more when it is done', async () => {
    const due = Math.ceil((await temporal.env.currentTimeMs()) / DAY) * DAY + 3 * DAY - 1;
    const item = await remembered({ due });
    await temporal.env.sleep(18 * DAY);
    await eventually('four reminders', () => item.sent().length === 4);
    expect(item.sent().map(({ day }) => day - item.sent()[1]!.day)).toEqual([-1, 0, 7, 14]);
    expect(item.sent().map(({ text }) => text.split(':')[0])).toEqual([
      'Due tomorrow',
      'Due today',
      'Overdue',
      'Overdue',
    ]);
    expect(new Set(item.recording.calls.map(({ key }) => key)).size).toBe(4);
    item.set({ done: { by: { id: 'ana', name: 'Ana' }, at: due } });
    await item.begin();
    await item.handle.result();
    expect(item.sent()).toHaveLength(4);
    await item.end();
  });

  test('is whoever it was given to, and is told by another way where one fails', async () => {
    const item = await remembered({}, ['other/ana', 'main/ana']);
    item.recording.breaks({ target: 'other/@cy' }, 'user_not_found');
    item.set({ owner: { id: 'cy', name: 'Cy' } });
    await item.begin();
    await temporal.env.sleep(8 * DAY);
    await eventually('a reminder', () => item.sent().length === 1);
    expect(item.sent()[0]).toMatchObject({
      target: 'main/@cy',
      text: expect.stringMatching(/^Still to be done/) as string,
    });
    await item.end();
  });

  test('is told once that somebody gave it to them, and once more when somebody gives it to another', async () => {
    const at = await temporal.env.currentTimeMs();
    const ben = { id: 'ben', name: 'Ben' };
    const item = await remembered({ given: { by: ben, at } });
    await temporal.env.sleep('1m');
    await eventually('Ana is told', () => item.sent().length === 1);
    await item.begin();
    await temporal.env.sleep('1m');
    expect(item.sent()).toHaveLength(1);
    item.set({ owner: { id: 'cy', name: 'Cy' }, given: { by: ben, at: at + 60_000 } });
    await item.begin();
    await temporal.env.sleep('1m');
    await eventually('Cy is told', () => item.sent().length === 2);
    expect(item.sent().map(({ target, text }) => `${target} ${text.split('.')[0]!}`)).toEqual([
      expect.stringMatching(/^main\/@ana Ben gave you an action item: INC-1-\d+ add an alert$/),
      expect.stringMatching(/^main\/@cy Ben gave you an action item: INC-1-\d+ add an alert$/),
    ]);
    await item.end();
  });

  test('is not looked after when the item was never written', async () => {
    const item = await remembered({});
    item.set(undefined);
    await item.handle.result();
    expect(item.sent()).toEqual([]);
    await item.end();
  });
});
