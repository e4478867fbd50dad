import { createSign } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { stringToSign, type SnsMessage } from '../../../src/inbox/sns/message.ts';

const file = (name: string): string => readFileSync(new URL(name, import.meta.url), 'utf8');

/** A key that signs nothing but messages of tests. */
const key = file('signing-key.pem');

/**
 * Certificates, each of that key but for the last two: as SNS has them in most regions, as in regions that are opted into,
 * of another name; of an elliptic curve, and of a key that is too short.
 */
export const CERTIFICATES = {
  usual: file('signing.pem'),
  regional: file('regional.pem'),
  otherName: file('other-name.pem'),
  elliptic: file('elliptic.pem'),
  weak: file('weak.pem'),
} as const;

export const TOPIC = 'arn:aws:sns:us-west-2:123456789012:MyTopic';
export const TOKEN = '2336412f37fb687f5d51e6e241d09c805a5a57b30d712f794cc5f6a988666d92';

/** When the messages of the tests were sent, epoch milliseconds. */
export const SENT_AT = Date.UTC(2027, 0, 15, 3, 4, 5);

type Unsigned = Omit<SnsMessage, 'Signature'>;

const common = {
  MessageId: '22b80b92-fdea-4c2c-8f9d-bdfb0c7bf324',
  TopicArn: TOPIC,
  Timestamp: new Date(SENT_AT).toISOString(),
  SignatureVersion: '2',
  SigningCertURL:
    'https://sns.us-west-2.amazonaws.com/SimpleNotificationService-f3ecfb7224c7233fe7bb5f59f96de52f.pem',
};

/** Source: https://docs.aws.amazon.com/sns/latest/dg/http-notification-json.html */
export const notification = (message: string, changes: Partial<Unsigned> = {}): Unsigned => ({
  ...common,
  Type: 'Notification',
  Subject: 'My First Message',
  Message: message,
  ...changes,
});

/** Source: https://docs.aws.amazon.com/sns/latest/dg/http-subscription-confirmation-json.html */
export const confirmation = (changes: Partial<Unsigned> = {}): Unsigned => ({
  ...common,
  Type: 'SubscriptionConfirmation',
  MessageId: '165545c9-2a5c-472c-8df2-7ff2be2b3b1b',
  Token: TOKEN,
  Message: `You have chosen to subscribe to the topic ${TOPIC}.\nTo confirm the subscription, visit the SubscribeURL included in this message.`,
  SubscribeURL: `https://sns.us-west-2.amazonaws.com/?Action=ConfirmSubscription&TopicArn=${TOPIC}&Token=${TOKEN}`,
  ...changes,
});

/** @returns a message as SNS signs it. */
export function signed(message: Unsigned): SnsMessage {
  const whole = { ...message, Signature: '' };
  const algorithm = message.SignatureVersion === '1' ? 'RSA-SHA1' : 'RSA-SHA256';
  return { ...whole, Signature: createSign(algorithm).update(stringToSign(whole)).sign(key, 'base64') };
}

export const bytes = (message: unknown): Uint8Array => Buffer.from(JSON.stringify(message));
