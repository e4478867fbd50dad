import { ApplicationFailure, isCancellation, log } from '@temporalio/workflow';
import { replyMessage } from '../../src/chat/reply.ts';
import { note } from '../../src/chat/message.ts';
import { incidentKey } from '../../src/incident/id.ts';
import type { CommandReply } from '../../src/incident/reply.ts';
import type { Refusal } from '../../src/incident/refusal.ts';
import { REFUSED, type CommandRequest, type IncidentInput } from './messages.ts';
import { work } from './work.ts';

/** What an Update is rejected with; the caller finds the Refusal in its details. */
export function commandRefused(refusal: Refusal): ApplicationFailure {
  return ApplicationFailure.create({
    message: refusal.message,
    type: REFUSED,
    nonRetryable: true,
    details: [refusal],
  });
}

/** Tells the sender of a signal what became of it; a failure to tell changes nothing for the incident. */
export async function confirmOutcome(
  input: IncidentInput,
  request: Pick<CommandRequest, 'confirmTo' | 'deliveryId'>,
  outcome: CommandReply | Refusal,
): Promise<void> {
  if (!request.confirmTo) return;
  const { instance, channel, user } = request.confirmTo;
  const message = 'code' in outcome ? note([outcome.message], outcome.message) : replyMessage(outcome);
  try {
    await work.deliver(`${input.id}: confirm to the sender`, {
      key: `${incidentKey(input.tenant, input.id)}:confirm:${request.deliveryId ?? user}`,
      tenant: input.tenant,
      incident: input.id,
      instance,
      to: { channel },
      privatelyTo: user,
      message,
    });
  } catch (error) {
    if (!isCancellation(error)) log.warn('a confirmation could not be delivered', { instance, error });
  }
}
