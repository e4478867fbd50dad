import type { Reading } from '../reading.ts';
import type { Intake } from '../source.ts';
import type { SigningKey } from './certificates.ts';
import { readSns, snsKey } from './read.ts';
import type { SnsSettings } from './settings.ts';
import type { Topic } from './topic.ts';
import { verifySns } from './verify.ts';

/**
 * @param notified reads the bytes within a notification; `receivedAt` is in epoch milliseconds.
 * @returns the way in of a source that comes by SNS.
 */
export function snsIntake(
  settings: SnsSettings,
  signingKey: SigningKey,
  notified: (content: Uint8Array, topic: Topic, receivedAt: number) => Reading,
): Intake<Reading> {
  return {
    verify: (arrival, now) => verifySns(arrival, settings, signingKey, now),
    key: snsKey,
    read: (delivery) =>
      readSns(delivery, settings.topics, (content, topic) => notified(content, topic, delivery.receivedAt)),
  };
}
