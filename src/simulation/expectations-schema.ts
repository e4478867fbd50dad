import { z } from 'zod';
import { duration, key, labels, target } from '../config/fields.ts';
import { SEVERITIES } from '../incident/severity.ts';
import { SLA_CLOCKS } from '../escalation/sla.ts';

/** What an expectation can be about; each has one of these. */
export const EXPECTED = ['pages', 'then', 'never', 'tells', 'breaches', 'keeps'] as const;

const expectation = z
  .strictObject({
    pages: z
      .union([z.literal('nobody'), target])
      .optional()
      .describe(
        'Who must be paged: person:<id>, team:<id> (all of it), schedule:<id> (whoever is on call by it), channel:<provider instance>/<channel>, or nobody.',
      ),
    then: target.optional().describe('Who must be paged after what was expected before.'),
    never: target.optional().describe('Who must neither be paged nor, if it is a channel, hear of it.'),
    tells: target.optional().describe('A channel that must hear of it without being paged.'),
    breaches: z.enum(SLA_CLOCKS).optional().describe('An SLA target that must be missed.'),
    keeps: z.enum(SLA_CLOCKS).optional().describe('An SLA target that must not be missed.'),
    within: duration(0).optional().describe('How long after declaring at the latest.'),
    notBefore: duration(0).optional().describe('How long after declaring at the earliest.'),
  })
  .superRefine((given, ctx) => {
    const about = EXPECTED.filter((name) => given[name] !== undefined);
    if (about.length === 1) return;
    const message = `must have one of ${EXPECTED.join(', ')}${about.length > 1 ? `, and not ${about.join(' and ')} at once: make two of it` : ''}`;
    ctx.addIssue({ code: 'custom', message });
  });

const act = z
  .strictObject({
    after: duration(0).describe('How long after declaring.'),
    by: key('person')
      .optional()
      .describe('A key under `people`. Without it: whoever was paged last by then.'),
  })
  .describe('That somebody does it.');

/** A file of expectations of the policies, as it is written. */
export const expectationsFile = z
  .array(
    z.strictObject({
      name: z.string().min(1, 'must not be empty').describe('What the test is called.'),
      at: z
        .string('must be a time such as 2026-11-22T03:00 Europe/Berlin, in quotes')
        .describe(
          'When the incident is declared: `2026-11-22T03:00 Europe/Berlin` or `Sunday 03:00`. Without a zone: that of `defaults.timeZone`.',
        ),
      declare: z
        .strictObject({
          service: z.string().optional().describe('A key under `services`.'),
          team: z.string().optional().describe('A key under `teams`.'),
          policy: z.string().optional().describe('A key under `escalation`, whatever service and team say.'),
          severity: z.enum(SEVERITIES).optional().describe('Without it: `defaults.severity`.'),
          labels: labels.optional().describe('Labels of the incident.'),
          private: z.boolean().optional().describe('Whether it is private. Without it: false.'),
        })
        .describe('The incident.'),
      acknowledge: act.optional().describe('That somebody acknowledges. Without it nobody does.'),
      resolve: act.optional().describe('That somebody resolves it.'),
      expect: z.array(expectation).min(1, 'must expect something').describe('What must happen, in order.'),
    }),
  )
  .min(1, 'must have a test');

/** One test as it is written. */
export type WrittenTest = z.infer<typeof expectationsFile>[number];
export type Expectation = WrittenTest['expect'][number];

/** @returns the JSON Schema of such a file, for editors. */
export function expectationsSchema(): object {
  const schema = z.toJSONSchema(expectationsFile, { target: 'draft-7', io: 'input', unrepresentable: 'any' });
  return { title: 'Expectations of the policies of Muster', ...schema };
}
