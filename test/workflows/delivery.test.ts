import { expect, test } from 'vitest';
import { declaring } from '../harness/declare.ts';
import { timeSkipping } from '../harness/time-skipping.ts';

const declare = declaring(timeSkipping());

const ANA = { steps: [['ana', '5m']] } as const;

test('a delivery that comes again gets the same answer and has one effect', async () => {
  const incident = await declare();
  const first = await incident.note('ana', 'found it', { deliveryId: 'evt-1' });
  await incident.note('ben', 'me too');
  expect(await incident.note('ana', 'found it', { deliveryId: 'evt-1' })).toEqual(first);
  await incident.settled();
  expect(incident.timeline('noted')).toHaveLength(2);
});

test('a signal that follows the command it stands for has no second effect, and its sender gets the answer', async () => {
  const incident = await declare({ policy: ANA });
  const reply = await incident.ack('ana', { deliveryId: 'evt-1' });
  const confirmTo = { instance: 'main', channel: '#critical', user: 'U1' };
  await incident.signal('ack', {}, 'ana', { deliveryId: 'evt-1', confirmTo });
  await incident.settled();
  expect(incident.timeline('acknowledged')).toHaveLength(1);
  expect(incident.timeline('command_ignored')).toEqual([]);
  const [confirmation] = incident.confirmations();
  expect(confirmation).toMatchObject({ privatelyTo: 'U1', to: { channel: '#critical' } });
  expect(confirmation!.message.summary).toContain(`ana acknowledged ${incident.id}`);
  expect(reply.command).toBe('ack');
});

test('a command that follows the signal that stood for it gets the answer of what the signal did', async () => {
  const incident = await declare({ policy: ANA });
  await incident.signal('ack', {}, 'ana', { deliveryId: 'evt-1' });
  await incident.settled();
  const reply = await incident.ack('ana', { deliveryId: 'evt-1' });
  expect(reply.done.by.name).toBe('ana');
  expect(incident.timeline('acknowledged')).toHaveLength(1);
});

test('a refused signal is noted once, tells its sender why, and is refused again for the same reason', async () => {
  const incident = await declare({ policy: ANA });
  await incident.ack('ana');
  const confirmTo = { instance: 'main', channel: '#critical', user: 'U2' };
  await incident.signal('ack', {}, 'ben', { deliveryId: 'evt-2', confirmTo });
  await incident.settled();
  await incident.signal('ack', {}, 'ben', { deliveryId: 'evt-2', confirmTo });
  await incident.settled();
  expect(incident.timeline('command_ignored')).toHaveLength(1);
  expect(incident.confirmations()[0]!.message.summary).toContain('by ana; join it to help');
  const refusal = await incident.refusal(incident.ack('ben', { deliveryId: 'evt-2' }));
  expect(refusal.message).toContain('by ana; join it to help');
});

test('a refused command is not accepted into the history and changes nothing', async () => {
  const incident = await declare({ policy: ANA });
  await incident.ack('ana');
  await incident.settled();
  const before = await incident.view();
  const refusal = await incident.refusal(incident.ack('ben'));
  expect(refusal.message).toContain('was acknowledged just now by ana');
  expect(await incident.refusal(incident.close('ben'))).toMatchObject({ code: 'impossible_transition' });
  expect(await incident.refusal(incident.note('ben', ' '))).toMatchObject({ code: 'bad_argument' });
  await incident.settled();
  expect(await incident.view()).toEqual(before);
  const { events } = await incident.handle.fetchHistory();
  const accepted = (events ?? []).filter((e) => e.workflowExecutionUpdateAcceptedEventAttributes);
  expect(accepted).toHaveLength(1);
});
