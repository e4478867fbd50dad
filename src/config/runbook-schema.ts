import { z } from 'zod';
import { isOpenToAll } from '../action/access.ts';
import type { Catalogue } from '../action/catalogue.ts';
import { SEVERITIES } from '../incident/severity.ts';
import { STATUSES } from '../incident/status.ts';
import { MOMENTS, type Runbook } from '../runbook/runbook.ts';
import { duration, key } from './fields.ts';

/** As buttons have room for it on every platform. */
const LONGEST_TITLE = 60;

/** How many there may be: each incident is begun with those that are bound to it. */
const MOST = 100;

const severities = z.array(z.enum(SEVERITIES)).min(1, 'must name a severity; without it all').optional();
const services = z.array(key('service')).min(1, 'must name a service; without it all').optional();
const labels = z.record(z.string().min(1), z.string().min(1)).optional();

const automatic = z
  .strictObject({
    on: z
      .array(z.enum(MOMENTS))
      .min(1, 'must name when: declare, escalate or resolve')
      .describe('When: declare, escalate (a further step of the escalation, or by hand), resolve.'),
    severities: severities.describe('Only at these severities. Without it: all that have the runbook.'),
    services: services.describe('Only for these services. Without it: all that have the runbook.'),
    private: z.boolean().prefault(false).describe('Also for private incidents: the action is told of them.'),
    labels: labels.describe('Only where the incident has these labels, such as {region: eu}.'),
    except: labels.describe('Not where the incident has one of these labels, such as {drill: "yes"}.'),
    limits: z
      .strictObject({
        perIncident: z.int().min(1).max(100).prefault(1).describe('How often for one incident at most.'),
        count: z.int().min(1).max(100).prefault(10).describe('How often for all incidents together at most.'),
        per: duration(60_000).prefault('1h').describe('In which time, such as 1h.'),
      })
      .prefault({})
      .describe(
        'How often it is run by itself at most. What is beyond is left out, and the timeline says so.',
      ),
  })
  .describe('When it is run by itself, as Muster. All that is said here must hold.');

const runbook = z
  .strictObject({
    title: z
      .string()
      .trim()
      .min(1)
      .max(LONGEST_TITLE)
      .describe('What its button says, such as Restart checkout.'),
    action: z.string().min(1).optional().describe('The action that it runs, <pack>.<name>.'),
    alias: z
      .string()
      .min(1)
      .optional()
      .describe(
        'An alias that it runs in place of an action, <pack>.<name>: with its words, and what it fixes.',
      ),
    parameters: z
      .record(z.string(), z.unknown())
      .prefault({})
      .describe(
        'What the action is given, by name. Texts are Jinja templates of the incident: {{ incident.service }}. What it still needs a form asks for.',
      ),
    services: services.describe('Services whose incidents have it, keys under `services`. Without it: all.'),
    severities: severities.describe('Severities at which incidents have it. Without it: all.'),
    while: z
      .array(z.enum(STATUSES).exclude(['closed']))
      .min(1, 'must name a status')
      .prefault(['open', 'acknowledged', 'mitigated'])
      .describe('Statuses in which it is offered.'),
    button: z
      .boolean()
      .optional()
      .describe(
        'Whether it stands on the card, where everybody in the channel sees it. Without it: where its action has no `allow`.',
      ),
    automatic: automatic.optional(),
  })
  .refine(({ action, alias }) => (action === undefined) !== (alias === undefined), {
    message: 'must have one of action and alias',
    path: ['action'],
  })
  .describe('Something that is run for incidents.');

export const runbooks = z
  .record(key('runbook'), runbook)
  .refine((all) => Object.keys(all).length <= MOST, `there are at most ${MOST}: incidents take theirs along`)
  .describe(
    'What is run for incidents of certain services and severities: by buttons of their cards, or by itself.',
  );

/** A runbook as the schema has read it. */
export type RunbookFile = z.output<typeof runbook>;

/** @param catalogue what there is to be run. */
export function runbookOf(name: string, file: RunbookFile, { actions, aliases }: Catalogue): Runbook {
  const { title, action, alias, parameters, while: statuses, button, automatic: rule } = file;
  const found = actions.get(action ?? aliases.get(alias ?? '')?.action ?? '');
  return {
    name,
    title,
    runs: action === undefined ? { alias: alias ?? '' } : { action },
    parameters,
    ...(file.services && { services: file.services }),
    ...(file.severities && { severities: file.severities }),
    statuses,
    button: button ?? (found !== undefined && isOpenToAll(found.access)),
    ...(rule && { automatic: automaticOf(rule) }),
  };
}

function automaticOf(rule: z.output<typeof automatic>): NonNullable<Runbook['automatic']> {
  const { on, severities: at, services: of, private: hidden, labels: wanted, except, limits } = rule;
  return {
    rule: {
      on,
      private: hidden,
      mostPerIncident: limits.perIncident,
      ...(at && { severities: at }),
      ...(wanted && { labels: wanted }),
      ...(except && { except }),
    },
    ...(of && { services: of }),
    rate: { count: limits.count, perMs: limits.per },
  };
}
