import { z } from 'zod';
import { DEFAULT_RULE, type AlertMatch, type AlertRule } from '../alert/rule.ts';
import { readPattern } from '../alert/pattern.ts';
import type { Maintenance } from '../alert/maintenance.ts';
import { SEVERITIES } from '../incident/severity.ts';
import { TITLE_LIMIT } from '../incident/command.ts';
import { duration, key, quoted } from './fields.ts';

const pattern = z
  .string('must be a text; * stands for anything, /…/ is an expression of RE2')
  .min(1)
  .max(500)
  .superRefine((text, ctx) => {
    const read = readPattern(text);
    if (typeof read === 'string') ctx.addIssue({ code: 'custom', message: `${quoted(text)}: ${read}` });
  });

/** A label as sources write it. */
const label = z.string().min(1).max(200);

const match = z
  .strictObject({
    integration: z
      .union([pattern, z.array(pattern).min(1)])
      .optional()
      .describe('Key of the integration that brings the alert, or several; * stands for anything.'),
    labels: z
      .record(label, pattern)
      .optional()
      .describe('Labels that it must have, each with its value: a text with * for anything, or /RE2/.'),
    title: pattern.optional().describe('Its title: a text with * for anything, or /RE2/.'),
  })
  .describe('All that is said must hold. Nothing said: every alert.');

const severity = z.union([
  z.enum(SEVERITIES),
  z.strictObject({
    label: label.describe('The label that says how bad it is.'),
    map: z
      .record(z.string().min(1), z.enum(SEVERITIES))
      .describe('What its values mean, such as {critical: SEV-1, warning: SEV-3}. Case does not count.'),
    otherwise: z
      .enum(SEVERITIES)
      .optional()
      .describe('For other values. Without it the usual words are understood, else defaults.severity.'),
  }),
]);

const flapping = z.strictObject({
  times: z.int().min(1).max(20).prefault(DEFAULT_RULE.flapping.times).describe('How often it fires again.'),
  within: duration(1_000).prefault('1h').describe('In which time.'),
  hold: duration(1_000)
    .prefault('30m')
    .describe('How long all must be clear then before the incident is resolved.'),
});

const expire = z.union([
  z.string().regex(/^never$/, 'must be never, or say after which time (after) and what follows (then)'),
  z.strictObject({
    after: duration(60_000)
      .prefault('24h')
      .describe('For how long; longer than its source takes to repeat an alert that still fires.'),
    then: z
      .enum(['tell', 'resolve'])
      .prefault('tell')
      .describe('tell says so in the incident; resolve has the alert count as cleared, too.'),
  }),
]);

const rule = z
  .strictObject({
    name: key('rule')
      .optional()
      .describe('Shown where it is told why something followed. Without it: rule-<number>.'),
    match: match.prefault({}),
    ignore: z
      .boolean()
      .prefault(false)
      .describe(
        'Nothing follows from these alerts; their deliveries are processed, and say by which rule they were ignored.',
      ),
    service: key('service')
      .optional()
      .describe('Key of a service. Without it: the label service, where there is a service of that key.'),
    team: key('team')
      .optional()
      .describe('Key of a team. Without it: the label team, where there is such a team.'),
    severity: severity
      .optional()
      .describe(
        'One for all, or taken from a label. Without it: from the labels severity, priority or level.',
      ),
    title: z
      .string()
      .min(1)
      .max(TITLE_LIMIT)
      .optional()
      .describe(
        'Title of the incident; {label} stands for a label’s value, {title} for the alert’s own title.',
      ),
    labels: z
      .array(label)
      .max(20)
      .prefault([])
      .describe('Labels that the incident has from the alert that opens it.'),
    group: z
      .union([z.enum(['source', 'alert']), z.array(label).min(1).max(10)])
      .prefault('source')
      .describe(
        'What makes alerts one incident: source (the group of the source, else the alert alone), alert (each alone) or labels of the same values.',
      ),
    wait: duration(0)
      .prefault('0s')
      .describe('How long further alerts are waited for before the incident is opened.'),
    settle: duration(0)
      .prefault('5m')
      .describe('How long all alerts must be clear before the incident is resolved.'),
    flapping: flapping
      .prefault({})
      .describe('An alert that fires again so often keeps the incident open for longer.'),
    resolve: z
      .enum(['auto', 'never'])
      .prefault('auto')
      .describe('Whether the incident is resolved when all its alerts are clear.'),
    expire: expire
      .prefault({})
      .describe('When nothing more is heard of an alert that fires, neither again nor of its end.'),
    private: z.boolean().prefault(false).describe('Whether the incident is private.'),
    acknowledge: z
      .boolean()
      .prefault(false)
      .describe('Whether an acknowledgement at the source acknowledges the incident.'),
    heartbeat: z
      .strictObject({
        every: duration(1_000).describe('How often it comes, such as 5m.'),
        grace: duration(0).prefault('1m').describe('How late it may be.'),
      })
      .optional()
      .describe('These alerts are signs of life: an incident is opened when they stay away. Needs a name.'),
  })
  .superRefine(({ heartbeat, name, ignore }, ctx) => {
    if (heartbeat && name === undefined)
      ctx.addIssue({
        code: 'custom',
        path: ['name'],
        message: 'a heartbeat needs a name by which it is known',
      });
    if (heartbeat && ignore)
      ctx.addIssue({
        code: 'custom',
        path: ['ignore'],
        message: 'a heartbeat cannot be ignored: remove one of the two',
      });
  });

export const alerts = z
  .strictObject({
    rules: z
      .array(rule)
      .max(500)
      .prefault([])
      .describe(
        'The first that matches counts. Alerts that none matches open incidents by the defaults below.',
      ),
  })
  .describe('Which alerts open which incidents. Without any rule every group of alerts opens one.');

const instant = z.iso.datetime({ offset: true, error: 'must be an instant such as 2026-12-01T22:00:00Z' });

export const maintenance = z
  .record(
    key('maintenance'),
    z
      .strictObject({
        services: z.array(key('service')).min(1).optional().describe('Keys of services. Without it: all.'),
        teams: z.array(key('team')).min(1).optional().describe('Keys of teams. Without it: all.'),
        match: match.optional(),
        from: instant.optional().describe('From when on, such as 2026-12-01T22:00:00Z.'),
        until: instant.optional().describe('Until when.'),
        hours: key('business hours')
          .optional()
          .describe('Only in these hours, again and again: a key under businessHours.'),
        reason: z.string().min(1).max(200).optional().describe('Why, for who looks at what was held back.'),
      })
      .refine(({ until, hours }) => until !== undefined || hours !== undefined, {
        error: 'says neither until when it holds (until) nor in which hours (hours)',
      })
      .refine(({ from, until }) => !from || !until || Date.parse(from) < Date.parse(until), {
        error: 'ends before it begins',
      }),
  )
  .describe(
    'Times in which alerts open no incident, by a key of your own. What fires still at the end opens one.',
  );

function matchOf({ integration, ...rest }: z.output<typeof match>): AlertMatch {
  const { labels, title } = rest;
  return {
    ...(integration !== undefined && { integrations: [integration].flat() }),
    ...(labels && { labels }),
    ...(title !== undefined && { title }),
  };
}

/** @returns the rules as the program uses them, in the order in which they count. */
export function alertRulesOf({ rules }: z.output<typeof alerts>): readonly AlertRule[] {
  return rules.map((written, index): AlertRule => {
    const {
      name,
      match: said,
      service,
      team,
      severity: bad,
      title,
      wait,
      settle,
      heartbeat,
      flapping: flaps,
      expire: expires,
      ...rest
    } = written;
    const otherwise = typeof bad === 'object' && bad.otherwise ? { otherwise: bad.otherwise } : {};
    return {
      ...rest,
      name: name ?? `rule-${index + 1}`,
      ...(name !== undefined && { id: name }),
      match: matchOf(said),
      ...(service !== undefined && { service }),
      ...(team !== undefined && { team }),
      ...(bad !== undefined && {
        severity: typeof bad === 'string' ? bad : { label: bad.label, map: bad.map, ...otherwise },
      }),
      ...(title !== undefined && { title }),
      waitMs: wait,
      settleMs: settle,
      flapping: { times: flaps.times, withinMs: flaps.within, holdMs: flaps.hold },
      ...(typeof expires === 'object' && { expiry: { afterMs: expires.after, then: expires.then } }),
      ...(heartbeat && { heartbeat: { everyMs: heartbeat.every, graceMs: heartbeat.grace } }),
    };
  });
}

/** @returns the times of maintenance as the program uses them. */
export function maintenanceOf(written: z.output<typeof maintenance>): readonly Maintenance[] {
  return Object.entries(written).map(
    ([id, { services, teams, match: said, from, until, hours, reason }]) => ({
      id,
      ...(services && { services }),
      ...(teams && { teams }),
      ...(said && { match: matchOf(said) }),
      ...(from !== undefined && { from: Date.parse(from) }),
      ...(until !== undefined && { until: Date.parse(until) }),
      ...(hours !== undefined && { hours }),
      ...(reason !== undefined && { reason }),
    }),
  );
}
