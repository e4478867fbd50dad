import { z } from 'zod';
import { jsonBody } from './json-body.ts';
import type { Reading } from './reading.ts';
import type { Intake } from './source.ts';

/**
 * @param intake of a source that sends JSON.
 * @returns the same that refuses what is no JSON in UTF-8: no later version could read it, so that it is not `unparsed`.
 */
export function refusingUndecodable(intake: Intake): Intake<Promise<Reading>> {
  return {
    ...intake,
    async read(delivery) {
      const reading = await intake.read(delivery);
      if (reading.kind !== 'unparsed' || !('problem' in jsonBody(delivery.body, z.unknown()))) return reading;
      return { kind: 'refused', reason: reading.reason };
    },
  };
}
