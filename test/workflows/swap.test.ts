import { WorkflowUpdateFailedError } from '@temporalio/client';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Swap } from '../../src/chat/swap.ts';
import type { Delivery } from '../../src/chat/delivery.ts';
import { answerUpdate, SWAP_WORKFLOW, swapQuery, swapWorkflowId } from '../../workflows/swap/messages.ts';
import { eventually } from '../harness/eventually.ts';
import { RecordingActivities, textOf } from '../harness/recording-activities.ts';
import { timeSkipping } from '../harness/time-skipping.ts';

const temporal = timeSkipping();
const HOUR = 3_600_000;
const ANA = { id: 'ana', name: 'Ana' };
const BEN = { id: 'ben', name: 'Ben' };
const CY = { id: 'cy', name: 'Cy' };

let activities: RecordingActivities;
let stop: () => Promise<void>;
let queue: string;
let number = 0;
beforeEach(async () => {
  queue = `swap-${++number}`;
  activities = new RecordingActivities();
  stop = await temporal.work(queue, activities.implementation);
});
afterEach(() => stop());

const handle = () => temporal.env.client.workflow.getHandle(swapWorkflowId(queue, 's-aaaaaa'));
const told = (): string[] =>
  activities
    .done({ activity: 'deliver' })
    .map((call) => `${call.target}: ${textOf((call.input as Delivery).message).split(' · ')[0] ?? ''}`);

async function begin(): Promise<void> {
  const now = await temporal.env.currentTimeMs();
  const gives = { schedule: 'payments', name: 'Payments', from: now + 5 * HOUR, until: now + 9 * HOUR };
  await temporal.env.client.workflow.start(SWAP_WORKFLOW, {
    workflowId: swapWorkflowId(queue, 's-aaaaaa'),
    taskQueue: queue,
    args: [
      {
        tenant: queue,
        offer: { id: 's-aaaaaa', asker: ANA, other: BEN, gives },
        ways: {
          asker: [{ instance: 'main', user: 'ana' }],
          other: [
            { instance: 'main', user: 'ben' },
            { instance: 'other', user: 'ben' },
          ],
        },
        expiresAt: gives.from,
      },
    ],
  });
}
async function asked(): Promise<void> {
  await begin();
  await eventually('Ben is asked', () => told().length > 0);
}
const answers = (by: typeof ANA, yes: boolean, decides = false): Promise<Swap> =>
  handle().executeUpdate(answerUpdate, { args: [{ by, yes, decides }] });
const refusal = async (answer: Promise<Swap>): Promise<string> =>
  answer.then(
    ({ state }) => `not refused: ${state}`,
    (error: unknown) =>
      error instanceof WorkflowUpdateFailedError ? String(error.cause?.message) : String(error),
  );
const result = (): Promise<Swap> => handle().result() as Promise<Swap>;

test('who is asked accepts: the shifts change hands, and both are told', async () => {
  await asked();
  expect(told()[0]).toMatch(/^main\/@ben: Ana asks you to take over on-call for Payments from /);
  await answers(BEN, true);
  expect((await result()).state).toBe('swapped');
  expect(activities.done({ activity: 'swapShifts' })).toMatchObject([{ key: 's-aaaaaa' }]);
  expect(
    told()
      .slice(1)
      .map((line) => line.split(':')[0])
      .toSorted(),
  ).toEqual(['main/@ana', 'main/@ben']);
  expect(told()[1]).toMatch(/Ben is on call for Payments from .* in place of Ana/);
  expect(activities.done({ activity: 'writeAudit' })).toMatchObject([
    { input: { action: 'swap', person: 'ben', outcome: 'done' } },
  ]);
});

test('who is asked declines, or who asked takes it back: nothing changes', async () => {
  await asked();
  expect(await refusal(answers(ANA, true))).toMatch(/Only Ben can answer/);
  await answers(ANA, false);
  expect((await result()).state).toBe('declined');
  expect(activities.find({ activity: 'swapShifts' })).toEqual([]);
});

test('nobody else answers, but who may decide for others', async () => {
  await asked();
  expect(await refusal(answers(CY, true))).toMatch(/Only Ben can answer/);
  await answers(CY, true, true);
  expect(await result()).toMatchObject({ state: 'swapped', by: CY });
  expect(told()[1]).toMatch(/Cy has decided it: Ben is on call/);
});

test('an offer that nobody answers ends when the shift begins', async () => {
  await asked();
  await temporal.env.sleep(6 * HOUR);
  expect((await result()).state).toBe('expired');
  expect(told()[1]).toMatch(/do not swap: nobody answered before the shift began/);
});

test('who cannot be asked by one way is asked by the next; who by none is told of', async () => {
  activities.breaks({ activity: 'deliver', target: 'main/@ben' }, 'user_not_found');
  await asked();
  expect(told()[0]).toMatch(/^other\/@ben: /);
  await answers(BEN, false);
  await result();
  queue = `${queue}-none`;
  const other = new RecordingActivities();
  other.breaks({ activity: 'deliver', target: 'main/@ben' }, 'user_not_found');
  other.breaks({ activity: 'deliver', target: 'other/@ben' }, 'user_not_found');
  const end = await temporal.work(queue, other.implementation);
  activities = other;
  await begin();
  expect((await result()).state).toBe('unreached');
  expect(told().map((line) => line.split(':')[0])).toEqual(['main/@ana']);
  await end();
});

test('what is no longer possible when it is accepted is not done, and said', async () => {
  activities.refusesToSwap('Ana is not on call for Payments then any more');
  await asked();
  await answers(BEN, true);
  expect(await result()).toMatchObject({ state: 'refused' });
  expect(told()[1]).toMatch(/do not swap: Ana is not on call for Payments then any more/);
  expect(await handle().query(swapQuery)).toMatchObject({ state: 'refused' });
});

test('an answer that came waits for a store that is away', async () => {
  const mend = activities.goesDown({ activity: 'swapShifts' });
  await asked();
  await answers(BEN, true);
  await temporal.env.sleep(5 * 60_000);
  mend();
  expect((await result()).state).toBe('swapped');
});
