import { z } from 'zod';
import type { Grace } from '../inspection/judge.ts';
import { duration } from './fields.ts';

/** How Muster watches over itself. */
export interface Auditor {
  /** How often everything is looked at, in milliseconds. */
  readonly everyMs: number;
  readonly grace: Grace;
  /** Addresses outside that hear when all is well; secret. */
  readonly heartbeat: readonly string[];
  readonly method: 'GET' | 'POST';
  /** Whether they may lead to a private address, and without TLS. */
  readonly privately: boolean;
}

const address = z
  .string()
  .meta({ secret: true })
  .refine((text) => /^https?:$/.test(URL.parse(text)?.protocol ?? ''), {
    error: 'must be an address such as https://hc-ping.com/<key>, in a variable of the environment',
  });

export const auditor = z
  .strictObject({
    every: duration(1_000).prefault('1m').describe('How often every open incident is looked at.'),
    grace: duration(1_000)
      .prefault('1m')
      .describe('How late a step, a deadline or a record may be before that is found.'),
    pageGrace: duration(1_000)
      .prefault('5m')
      .describe('How long it may take until somebody who is paged is reached before that is found.'),
    heartbeat: z
      .union([address, z.array(address)])
      .meta({ secret: true })
      .optional()
      .describe(
        'Address, or several, of a service that raises the alarm when it hears nothing, such as Healthchecks.io or Dead Man’s Snitch: requested after each inspection that found nothing. Without it nobody outside listens.',
      ),
    method: z.enum(['GET', 'POST']).prefault('GET').describe('How the heartbeat is sent.'),
    privateAddresses: z
      .boolean()
      .prefault(false)
      .describe('Whether the heartbeat may go to a private address, and without TLS.'),
  })
  .describe(
    'How Muster watches over itself: whether every open incident has a next step, and nothing is late.',
  );

/** @returns the section as the program uses it. */
export function auditorOf({
  every,
  grace,
  pageGrace,
  heartbeat = [],
  method,
  privateAddresses,
}: z.output<typeof auditor>): Auditor {
  return {
    everyMs: every,
    grace: { stepMs: grace, pageMs: pageGrace },
    heartbeat: [heartbeat].flat(),
    method,
    privately: privateAddresses,
  };
}
