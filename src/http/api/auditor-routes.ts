import type { Router } from 'express';
import { z } from 'zod';
import { FINDING_KINDS, findingLine } from '../../inspection/finding.ts';
import type { StandingFinding } from '../../inspection/report.ts';
import type { AuditorOf } from '../auditor.ts';
import { onlyMethod } from '../method.ts';
import type { Operations } from '../operations.ts';
import { unlessDenied } from './request.ts';
import { iso } from './resource.ts';
import { callerIn } from './token.ts';

const time = z.iso.datetime().meta({ description: 'UTC.' });

export const auditorResource = z
  .object({
    state: z.enum(['well', 'findings', 'silent']).meta({
      description: 'Silent: nobody has looked for too long. That is the alarm.',
    }),
    startedAt: time.optional().meta({ description: 'When the newest inspection began.' }),
    at: time.optional().meta({ description: 'When it ended.' }),
    recorded: z
      .number()
      .int()
      .optional()
      .meta({ description: 'Incidents in the records that are not closed.' }),
    running: z.number().int().optional().meta({ description: 'Incidents that run in Temporal.' }),
    asked: z.number().int().optional().meta({ description: 'How many of them were asked for their plan.' }),
    heartbeat: z
      .object({
        state: z.enum(['nobody listens', 'sent', 'failed', 'withheld']),
        lastSentAt: time.optional(),
      })
      .optional(),
    counts: z.partialRecord(z.enum(FINDING_KINDS), z.number().int()),
    findings: z.array(
      z.object({
        kind: z.enum(FINDING_KINDS),
        incident: z.string().optional().meta({ description: 'Absent where the caller may not know of it.' }),
        about: z.string().optional(),
        since: time.optional(),
        foundAt: time,
        problem: z.string(),
      }),
    ),
    notices: z.array(z.string()),
  })
  .meta({ id: 'Auditor' });

function findingResource(one: StandingFinding, mayKnow: boolean) {
  const { kind, incident, about, since, foundAt } = one;
  const known = mayKnow || !one.private;
  return {
    kind,
    ...(known && { incident }),
    ...(known && about !== undefined && { about }),
    ...(since !== undefined && { since: iso(since) }),
    foundAt: iso(foundAt),
    problem: findingLine(one, mayKnow),
  };
}

export interface AuditorRoutes {
  readonly operations: Operations;
  readonly auditor: AuditorOf;
}

/** How the auditor is, and what it has found. */
export function addAuditorRoutes(router: Router, { operations, auditor }: AuditorRoutes): void {
  router
    .route('/api/v1/auditor')
    .get(async (_request, response) => {
      const who = callerIn(response);
      const denied = await operations.permitted(who, 'auditor');
      if (denied) unlessDenied(denied);
      const { state, report, findings, counts, notices } = await auditor(who.tenant);
      const { lastSentAt } = report?.heartbeat ?? {};
      response.json({
        state,
        ...(report && {
          startedAt: iso(report.startedAt),
          at: iso(report.at),
          recorded: report.recorded,
          running: report.running,
          asked: report.asked,
          heartbeat: {
            state: report.heartbeat.state,
            ...(lastSentAt !== undefined && { lastSentAt: iso(lastSentAt) }),
          },
        }),
        counts,
        findings: findings.map((one) => findingResource(one, operations.may(who, 'private'))),
        notices: [...notices],
      } satisfies z.output<typeof auditorResource>);
    })
    .all(onlyMethod('GET'));
}
