import { z } from 'zod';
import { TOPIC_ARN } from './topic.ts';

/** Settings of every source that comes by SNS. */
export const snsSettings = {
  topics: z
    .array(
      z
        .string()
        .regex(
          TOPIC_ARN,
          'must be the ARN of an SNS topic, such as arn:aws:sns:eu-west-1:123456789012:alarms',
        ),
    )
    .min(1, 'name the topics that may send, by their ARNs')
    .describe('ARNs of the SNS topics that may send; messages of any other are refused.'),
  leastSignatureVersion: z
    .union([z.literal(1), z.literal(2)])
    .prefault(2)
    .describe(
      'Oldest SignatureVersion of SNS that is believed. 2 is SHA-256; 1 is SHA-1, with which topics sign that were not told otherwise.',
    ),
};

export type SnsSettings = z.infer<z.ZodObject<typeof snsSettings>>;
