import { createVerify } from 'node:crypto';
import { bounded } from '../bounded.ts';
import type { Verdict } from '../delivery.ts';
import { jsonBody } from '../json-body.ts';
import type { Arrival } from '../source.ts';
import { UnfitCertificate, type SigningKey } from './certificates.ts';
import { snsMessage, stringToSign } from './message.ts';
import type { SnsSettings } from './settings.ts';
import { certificateAddress, topicOf } from './topic.ts';

/** SNS goes on trying for an hour at most (delivery policies); older is sent by somebody who kept it. */
const OLDEST_MS = 24 * 3_600_000;
const NEWEST_MS = 15 * 60_000;

/**
 * Verifies that a message comes from one of the topics: its signature, made with a certificate that lies at the SNS of
 * the topic's region.
 * Source: https://docs.aws.amazon.com/sns/latest/dg/sns-verify-signature-of-message.html
 * @param now epoch milliseconds. Rejects when the certificate cannot be fetched now.
 */
export async function verifySns(
  { headers, body }: Arrival,
  { topics, leastSignatureVersion }: SnsSettings,
  signingKey: SigningKey,
  now: number,
): Promise<Verdict> {
  if (headers['x-amz-sns-rawdelivery'] === 'true')
    return refused('raw messages are not signed: turn raw message delivery of the subscription off');
  const read = jsonBody(body, snsMessage);
  if ('problem' in read) return refused(`no message of SNS: ${read.problem}`);
  const message = read.value;
  const topic = topicOf(message.TopicArn);
  if (!topic || !topics.includes(message.TopicArn))
    return refused(`the topic ${bounded(message.TopicArn, 300)} is not among topics`);
  const { SignatureVersion: version } = message;
  if (version !== '1' && version !== '2')
    return refused(`SignatureVersion ${bounded(version, 20)} is neither 1 nor 2`);
  if (Number(version) < leastSignatureVersion)
    return refused(
      'it has SignatureVersion 1: set the attribute SignatureVersion of the topic to 2, or leastSignatureVersion to 1',
    );
  const age = now - Date.parse(message.Timestamp);
  if (Number.isNaN(age)) return refused('its Timestamp is no time');
  if (age > OLDEST_MS || age < -NEWEST_MS)
    return refused(`its Timestamp is ${Math.round(age / 60_000)} minutes old: look at this machine's clock`);
  const address = certificateAddress(message.SigningCertURL, topic);
  if (!address) return refused(`SigningCertURL does not lead to the SNS of ${topic.region}`);
  try {
    const key = await signingKey(address, topic, now);
    const verifier = createVerify(version === '2' ? 'RSA-SHA256' : 'RSA-SHA1').update(stringToSign(message));
    return verifier.verify(key, message.Signature, 'base64')
      ? { verified: true, by: 'signature' }
      : refused('the signature does not match');
  } catch (error) {
    if (error instanceof UnfitCertificate) return refused(error.message);
    throw error;
  }
}

const refused = (reason: string): Verdict => ({ verified: false, reason });
