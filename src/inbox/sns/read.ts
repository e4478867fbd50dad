import { bounded, MOST } from '../bounded.ts';
import type { Delivery } from '../delivery.ts';
import { jsonBody } from '../json-body.ts';
import type { Reading } from '../reading.ts';
import { snsMessage, type SnsMessage } from './message.ts';
import { subscribeAddress, topicOf, type Topic } from './topic.ts';

/** Headers of SNS that are kept. */
export const SNS_HEADERS = [
  'content-type',
  'user-agent',
  'x-amz-sns-message-type',
  'x-amz-sns-message-id',
  'x-amz-sns-topic-arn',
  'x-amz-sns-subscription-arn',
] as const;

/** @returns the id of a message: SNS sends it again under the same. */
export function snsKey({ body }: Delivery): string | undefined {
  const read = jsonBody(body, snsMessage);
  return 'problem' in read ? undefined : bounded(read.value.MessageId, MOST.key);
}

/**
 * Reads what SNS sends: that a subscription is to be confirmed, that it has ended, or a message for the source.
 * @param topics those that may send. @param notified reads the bytes within `Message`.
 */
export function readSns(
  { body }: Delivery,
  topics: readonly string[],
  notified: (content: Uint8Array, topic: Topic) => Reading,
): Reading {
  const read = jsonBody(body, snsMessage);
  if ('problem' in read) return { kind: 'unparsed', reason: `no message of SNS: ${read.problem}` };
  const message = read.value;
  const topic = topicOf(message.TopicArn);
  if (!topic) return { kind: 'unparsed', reason: 'TopicArn: no name of a topic that is known' };
  switch (message.Type) {
    case 'Notification':
      return notified(new TextEncoder().encode(message.Message), topic);
    case 'SubscriptionConfirmation':
      return confirmation(message, topics, topic);
    case 'UnsubscribeConfirmation':
      return {
        kind: 'ignored',
        reason: `the subscription of ${topic.arn} has ended: nothing comes from it any more until it is subscribed again`,
      };
  }
}

function confirmation(message: SnsMessage, topics: readonly string[], topic: Topic): Reading {
  if (!topics.includes(topic.arn))
    return { kind: 'ignored', reason: `not confirmed: the topic ${topic.arn} is not among topics` };
  const address = subscribeAddress(message.SubscribeURL, message.Token, topic);
  return address
    ? { kind: 'confirm', url: address.href }
    : { kind: 'ignored', reason: `not confirmed: SubscribeURL confirms no subscription of ${topic.arn}` };
}
