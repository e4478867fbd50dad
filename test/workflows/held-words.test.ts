import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Delivery } from '../../src/chat/delivery.ts';
import { note } from '../../src/chat/message.ts';
import { DEFERRED_MS, Patience } from '../../src/http/patience.ts';
import { createHeldWords, type HeldWords } from '../../src/http/replies.ts';
import { replyWorkflowId } from '../../workflows/reply/messages.ts';
import { RecordingActivities } from '../harness/recording-activities.ts';
import { timeSkipping } from '../harness/time-skipping.ts';

const temporal = timeSkipping();

let number = 0;
let activities: RecordingActivities;
let stop: () => Promise<void>;
let held: HeldWords;
let deliveryId: string;
beforeEach(async () => {
  activities = new RecordingActivities();
  deliveryId = `D${++number}`;
  stop = await temporal.work(`held-${number}`, activities.implementation);
  held = createHeldWords(temporal.env.client, `held-${number}`);
});
afterEach(() => stop());

const word = (): Delivery => ({
  key: `default:reply:main:${deliveryId}:held`,
  tenant: 'default',
  instance: 'main',
  to: { channel: 'C1' },
  message: note(['forgotten'], 'forgotten'),
  privatelyTo: 'U1',
});
const told = () => activities.done({ activity: 'deliver' });

test('what is held is told when nobody has taken it back in time, and not before', async () => {
  await held.hold(deliveryId, word(), new Patience());
  await temporal.env.sleep(DEFERRED_MS + 20_000);
  expect(told()).toEqual([]);
  const handle = temporal.env.client.workflow.getHandle(
    replyWorkflowId('default', 'main', `${deliveryId}:held`),
  );
  await handle.result();
  expect(told()).toMatchObject([{ input: word() }]);
  await held.takeBack(deliveryId, word());
});

test('what was taken back is told nobody, also when it was held twice', async () => {
  await held.hold(deliveryId, word(), new Patience());
  await held.hold(deliveryId, word(), new Patience());
  await held.takeBack(deliveryId, word());
  await temporal.env.sleep('5m');
  expect(told()).toEqual([]);
  await held.takeBack(deliveryId, word());
  await held.takeBack('nobody', word());
});
