import type { Request, Router } from 'express';
import type { z } from 'zod';
import type { ParameterProblem } from '../../action/parameters.ts';
import type { Run } from '../../action/run.ts';
import { parseRunId, type RunId } from '../../action/run-id.ts';
import { parseIncidentId, type IncidentId } from '../../incident/id.ts';
import { onlyMethod } from '../method.ts';
import { HttpRefusal } from '../refusal-table.ts';
import type { Begun, Incomplete, Runs } from '../runs.ts';
import type { Once } from './idempotency.ts';
import { bodyOf, unlessDenied, valid } from './request.ts';
import { iso, markResource } from './resource.ts';
import { outputQuery, runBody, runsQuery, type runOutputResource, type runResource } from './run-schema.ts';
import { callerIn } from './token.ts';

const DECISIONS = ['approve', 'decline', 'cancel'] as const;

/** Runs of actions: listed, started, decided on, and what they print. */
export function addRunRoutes(
  router: Router,
  { runs, once }: { readonly runs: Runs; readonly once: Once },
): void {
  router
    .route('/api/v1/runs')
    .get(async (request, response) => {
      const { limit, ...wanted } = valid(runsQuery, request.query, 'query');
      const { runs: found, next } = unlessDenied(await runs.list(callerIn(response), limit, wanted));
      response.json({ runs: found.map(toRun), ...(next !== undefined && { next }) });
    })
    .post(async (request, response) => {
      const caller = callerIn(response);
      const wanted = valid(runBody, bodyOf(request), 'body');
      const { text, alias, action = '', parameters = {} } = wanted;
      const incident = incidentIn(wanted.incident);
      const about = incident ? { incident } : {};
      await once(request, response, { action: 'run', ...about }, async () => {
        const outcome = unlessDenied(
          text === undefined
            ? await runs.run(caller, { action, parameters, ...about })
            : await runs.start(caller, {
                text,
                entered: new Map(Object.entries(parameters)),
                ...(alias !== undefined && { alias }),
                ...about,
              }),
        );
        const run = begunOf(outcome);
        return { status: 201, body: toRun(run), location: `/api/v1/runs/${run.id}` };
      });
    })
    .all(onlyMethod('GET, POST'));

  router
    .route('/api/v1/runs/:run')
    .get(async (request, response) => {
      response.json(toRun(unlessDenied(await runs.show(callerIn(response), runIn(request))).run));
    })
    .all(onlyMethod('GET'));

  router
    .route('/api/v1/runs/:run/output')
    .get(async (request, response) => {
      const wanted = valid(outputQuery, request.query, 'query');
      const printed = unlessDenied(await runs.output(callerIn(response), runIn(request), wanted));
      const { run, step, attempt, attempts, pieces, dropped } = printed;
      response.json({
        run: run.id,
        ...(step && { step: step.place }),
        attempt,
        attempts,
        pieces: pieces.map(({ stream, text }) => ({ stream, text })),
        dropped,
      } satisfies z.output<typeof runOutputResource>);
    })
    .all(onlyMethod('GET'));

  for (const decision of DECISIONS)
    router
      .route(`/api/v1/runs/:run/${decision}`)
      .post(async (request, response) => {
        const id = runIn(request);
        await once(request, response, { action: `run:${decision}`, about: id }, async () => ({
          status: 200,
          body: toRun(unlessDenied(await runs.decide(callerIn(response), id, decision))),
        }));
      })
      .all(onlyMethod('POST'));
}

/** @throws HttpRefusal `not_found`. */
function runIn(request: Request): RunId {
  const given = String(request.params.run);
  const id = /^run-/i.test(given) ? parseRunId(given) : undefined;
  if (id) return id;
  throw new HttpRefusal(
    'not_found',
    `${JSON.stringify(given.slice(0, 40))} is not the id of a run such as RUN-7.`,
  );
}

function incidentIn(given: string | undefined): IncidentId | undefined {
  if (given === undefined) return undefined;
  const id = parseIncidentId(given);
  if (id) return id;
  const message = `${JSON.stringify(given.slice(0, 40))} is not an incident id such as INC-42.`;
  throw new HttpRefusal('invalid', `incident: ${message}`, { problems: [{ path: 'incident', message }] });
}

/** @returns the run that begins. @throws HttpRefusal that says why there is none. */
function begunOf(outcome: Begun): Run {
  if ('run' in outcome) return outcome.run;
  if ('unknown' in outcome) {
    const near = outcome.unknown.map(({ display }) => JSON.stringify(display)).join(', ');
    const detail = `Nothing that you may run is said so.${near === '' ? '' : ` Did you mean ${near}?`}`;
    throw new HttpRefusal('not_found', detail);
  }
  if ('several' in outcome) {
    const refs = outcome.several.map(({ alias }) => alias.ref);
    throw new HttpRefusal(
      'impossible',
      `Several aliases may be meant: say which by alias, ${refs.join(' or ')}.`,
    );
  }
  throw incomplete(outcome.incomplete);
}

function incomplete({ action, problems, missing }: Incomplete): HttpRefusal {
  const wanted = missing.map((parameter): ParameterProblem => ({ parameter, message: 'is needed' }));
  const all = [...problems, ...wanted];
  const detail = all.map(({ parameter, message }) => `${parameter} ${message}`).join('; ');
  return new HttpRefusal('invalid', `${action.ref} was not run: ${detail}`, {
    problems: all.map(({ parameter, message }) => ({ path: `parameters.${parameter}`, message })),
  });
}

function toRun(run: Run): z.output<typeof runResource> {
  const { id, action, alias, status, parameters, asked, incident, runbook, result, failure } = run;
  const { approveBy, approved, declined, cancelled, startedAt, endedAt, attempts, steps } = run;
  return {
    id,
    action,
    ...(alias !== undefined && { alias }),
    status,
    parameters: { ...parameters },
    ordered: markResource(asked),
    ...(approveBy !== undefined && { approveBy: iso(approveBy) }),
    ...(approved && { approved: markResource(approved) }),
    ...(declined && { declined: markResource(declined) }),
    ...(cancelled && { cancelled: markResource(cancelled) }),
    ...(startedAt !== undefined && { startedAt: iso(startedAt) }),
    ...(endedAt !== undefined && { endedAt: iso(endedAt) }),
    ...(attempts !== undefined && { attempts }),
    ...(steps && { steps: steps.map((step) => ({ ...step })) }),
    ...(incident && { incident }),
    ...(runbook && { runbook: { ...runbook } }),
    ...(result !== undefined && { result }),
    ...(failure && { failure: { ...failure } }),
  };
}
