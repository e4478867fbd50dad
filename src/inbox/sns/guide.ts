import type { GuideStep } from '../guide.ts';
import type { SnsSettings } from './settings.ts';

/**
 * SNS tries for an hour at most, the seconds of all pauses together. Of itself it tries three more times, for a minute.
 * Source: https://docs.aws.amazon.com/sns/latest/dg/sns-message-delivery-retries.html
 */
export const RETRIES = {
  healthyRetryPolicy: {
    minDelayTarget: 20,
    maxDelayTarget: 300,
    numRetries: 14,
    numMinDelayRetries: 3,
    numMaxDelayRetries: 8,
    backoffFunction: 'exponential',
  },
} as const;

const WITH_RETRIES = JSON.stringify({ DeliveryPolicy: JSON.stringify(RETRIES) });

/** @returns how topics sign and are subscribed, in the words of the console of AWS. */
export function snsSteps({ topics, leastSignatureVersion }: SnsSettings, address: string): GuideStep[] {
  return [
    {
      text: 'Sign in with the AWS CLI, or open CloudShell in the AWS console, in the region of the topic. Topics that may send stand under topics in the configuration; one that is not there yet is created so.',
      copy: topics.map((arn) => `aws sns create-topic --name ${arn.split(':').at(-1) ?? ''}`).join('\n'),
    },
    ...(leastSignatureVersion === 2
      ? [
          {
            text: 'Have it sign with SHA-256: SignatureVersion 2.',
            copy: topics
              .map(
                (arn) =>
                  `aws sns set-topic-attributes --topic-arn ${arn} --attribute-name SignatureVersion --attribute-value 2`,
              )
              .join('\n'),
          },
        ]
      : []),
    {
      text: 'Subscribe Muster to it. In the SNS console: Create subscription, Protocol HTTPS, the address as Endpoint, Enable raw message delivery not ticked; and Delivery policy with what stands in it below, by which SNS goes on trying for nearly an hour: of itself it gives up after a minute.',
      copy: topics
        .map(
          (arn) =>
            `aws sns subscribe --topic-arn ${arn} --protocol https --notification-endpoint '${address}' --attributes '${WITH_RETRIES}'`,
        )
        .join('\n'),
    },
    {
      text: 'Muster confirms the subscription by itself: within a minute its Status in the SNS console is Confirmed. When it stays Pending confirmation, look at the deliveries here, and choose Request confirmation.',
    },
    {
      text: 'SNS sends again what is answered with 429 or 500 to 599, or not at all, and forgets what it could not deliver for so long: nobody can have it sent again. To have it kept, name an SQS queue as the Redrive policy (dead-letter queue) of the subscription.',
    },
  ];
}
