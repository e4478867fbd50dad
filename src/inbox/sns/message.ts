import { z } from 'zod';

/**
 * What SNS posts to an HTTPS endpoint.
 * Source: https://docs.aws.amazon.com/sns/latest/dg/http-notification-json.html and the pages beside it.
 */
export const snsMessage = z.object({
  Type: z.enum(['Notification', 'SubscriptionConfirmation', 'UnsubscribeConfirmation']),
  MessageId: z.string().min(1),
  TopicArn: z.string(),
  Subject: z.string().nullish(),
  Message: z.string(),
  Timestamp: z.string(),
  SignatureVersion: z.string(),
  Signature: z.string(),
  SigningCertURL: z.string(),
  SubscribeURL: z.string().nullish(),
  Token: z.string().nullish(),
});

export type SnsMessage = z.infer<typeof snsMessage>;

const SIGNED = {
  Notification: ['Message', 'MessageId', 'Subject', 'Timestamp', 'TopicArn', 'Type'],
  SubscriptionConfirmation: [
    'Message',
    'MessageId',
    'SubscribeURL',
    'Timestamp',
    'Token',
    'TopicArn',
    'Type',
  ],
  UnsubscribeConfirmation: ['Message', 'MessageId', 'SubscribeURL', 'Timestamp', 'Token', 'TopicArn', 'Type'],
} as const;

/**
 * @returns the text that SNS signs: names and values of some fields, each with a line feed after it, those left out that
 * the message has not.
 * Source: https://docs.aws.amazon.com/sns/latest/dg/sns-verify-signature-of-message-verify-message-signature.html
 */
export function stringToSign(message: SnsMessage): string {
  return SIGNED[message.Type]
    .map((field) => [field, message[field]] as const)
    .filter(([, value]) => value != null)
    .map(([field, value]) => `${field}\n${value ?? ''}\n`)
    .join('');
}
