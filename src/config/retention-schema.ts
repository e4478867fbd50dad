import { z } from 'zod';
import { SHORTEST_MS, type Retained } from '../retention/rules.ts';
import { quoted } from './fields.ts';

const DAY_MS = 86_400_000;
const PATTERN = /^(?:forever|([1-9]\d{0,4})d|([1-9]\d?)y)$/;

/** How long something is kept: `400d`, `5y` or `forever`. Read into milliseconds; absent means for ever. */
const kept = (name: Retained) =>
  z
    .string('must be a time such as 400d, 5y or forever')
    .meta({ pattern: PATTERN.source })
    .transform((text, ctx) => {
      const [whole, days, years] = PATTERN.exec(text) ?? [];
      const least = SHORTEST_MS[name];
      const ms = days === undefined ? Number(years) * 365 * DAY_MS : Number(days) * DAY_MS;
      if (whole === undefined)
        ctx.addIssue({
          code: 'custom',
          message: `${quoted(text)} is no time to keep something: write 400d, 5y or forever`,
        });
      else if (text !== 'forever' && ms < least)
        ctx.addIssue({
          code: 'custom',
          message: `must be at least ${least / DAY_MS}d: what is sent or looked for again must still be known`,
        });
      else return text === 'forever' ? undefined : ms;
      return z.NEVER;
    });

export const retention = z
  .strictObject({
    deliveries: kept('deliveries')
      .prefault('30d')
      .describe('What came in from chat and the API, by which repetitions are known.'),
    inbox: kept('inbox')
      .prefault('30d')
      .describe(
        'What came in for integrations, with its raw body, by which repetitions are known; what is not processed yet only of integrations that were taken out of the configuration.',
      ),
    confirmations: kept('confirmations').prefault('7d').describe('Questions that waited for a yes.'),
    lanes: kept('lanes').prefault('7d').describe("Room in platforms' limits that nobody has used since."),
    notifications: kept('notifications')
      .prefault('400d')
      .describe('What was sent and what became of it; never of an incident that is not closed.'),
    audit: kept('audit')
      .prefault('400d')
      .describe('Who tried what; never of an incident that is not closed.'),
    changes: kept('changes')
      .prefault('400d')
      .describe(
        'What git servers told: what went live, and the commits, branches and pull requests that are searched.',
      ),
    runOutput: kept('runOutput')
      .prefault('90d')
      .describe('What runs of actions printed; at most for as long as the runs themselves.'),
    runs: kept('runs')
      .prefault('400d')
      .describe(
        'Runs of actions since they ended, with what they were run with and what came of them; never of an incident that is not closed.',
      ),
    incidents: kept('incidents')
      .prefault('forever')
      .describe(
        'Incidents since they were closed, with timeline, post-mortem and action items. Their export is kept first. Never one with an action item that is to be done.',
      ),
    exports: kept('exports').prefault('5y').describe('Exports of closed incidents, with their histories.'),
  })
  .describe(
    'For how long the store keeps what it keeps: 400d, 5y or forever. Swept once a day. What is on legal hold stays.',
  );
