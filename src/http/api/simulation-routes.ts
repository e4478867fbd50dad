import type { Router } from 'express';
import type { z } from 'zod';
import { pictureOf } from '../../simulation/picture.ts';
import { rowsOf } from '../../simulation/rows.ts';
import { tableOf } from '../../simulation/table.ts';
import { onlyMethod } from '../method.ts';
import { HttpRefusal } from '../refusal-table.ts';
import type { Simulated, Simulations } from '../simulations.ts';
import { bodyOf, unlessDenied, valid } from './request.ts';
import { iso } from './resource.ts';
import { simulationBody, type simulationResource } from './simulation-schema.ts';
import { callerIn } from './token.ts';
import { isZone } from '../../oncall/zone.ts';

/** Who would be paged when. A simulation is made and not kept: the same request may be sent again. */
export function addSimulationRoutes(router: Router, simulations: Simulations): void {
  router
    .route('/api/v1/simulations')
    .post(async (request, response) => {
      const who = callerIn(response);
      const {
        about = '',
        timeZone,
        severity,
        acknowledge,
        labels,
        ...asked
      } = valid(simulationBody, bodyOf(request), 'body');
      if (timeZone !== undefined && !isZone(timeZone)) {
        const message = `there is no time zone ${JSON.stringify(timeZone)}: write an IANA name such as Europe/Madrid`;
        throw new HttpRefusal('invalid', message, { problems: [{ path: 'timeZone', message }] });
      }
      const by = acknowledge?.by;
      const found = await simulations.asked(who, {
        what: about,
        at: asked.at,
        zone: timeZone,
        ...(severity && { severity }),
        ...(labels && { labels }),
        ...(asked.private !== undefined && { private: asked.private }),
        ...(acknowledge && { ack: { afterMs: acknowledge.after, ...(by !== undefined && { by }) } }),
      });
      response.json(resourceOf(unlessDenied(found)));
    })
    .all(onlyMethod('POST'));
}

function resourceOf({ outcome, moment: { zone } }: Simulated): z.output<typeof simulationResource> {
  const { severity, service, team, policy, pages, told, acts, runs, offered, end, endsAt } = outcome;
  const seconds = (ms: number): number => ms / 1_000;
  return {
    at: iso(outcome.at),
    timeZone: zone,
    severity,
    ...(service !== undefined && { service }),
    ...(team !== undefined && { team }),
    ...(policy !== undefined && { policy }),
    pages: pages.map(({ at, afterMs, label, schedules, ways, ...page }) => ({
      ...page,
      at: iso(at),
      after: seconds(afterMs),
      name: label,
      schedules: [...schedules],
      ways: [...ways],
    })),
    told: told.map(({ at, afterMs, target }) => ({ at: iso(at), after: seconds(afterMs), target })),
    acts: acts.map(({ afterMs, cancelled, command, by, refused }) => ({
      after: seconds(afterMs),
      command,
      by,
      ...(refused !== undefined && { refused }),
      cancelled: cancelled.map((one) => ({ name: one.name, after: seconds(one.afterMs) })),
    })),
    runs: runs.map(({ at, afterMs, runbook: { name, title, on }, action, parameters, waits }) => ({
      at: iso(at),
      after: seconds(afterMs),
      runbook: name,
      title,
      on,
      action,
      parameters: { ...parameters },
      waits,
    })),
    runbooks: offered.map(({ at, afterMs, titles }) => ({
      at: iso(at),
      after: seconds(afterMs),
      titles: [...titles],
    })),
    timeline: rowsOf(outcome, zone).map(({ at, afterMs, ...row }) => ({
      at: iso(at),
      after: seconds(afterMs),
      ...row,
    })),
    end,
    endsAt: iso(endsAt),
    table: tableOf(outcome, zone),
    picture: pictureOf(outcome, zone),
  };
}
