import type { Request, Router } from 'express';
import type { z } from 'zod';
import type { TenantConfig } from '../../config/config.ts';
import { onlyMethod } from '../method.ts';
import { HttpRefusal } from '../refusal-table.ts';
import type { Feeds } from '../feeds.ts';
import type { Rosters } from '../rosters.ts';
import type { FeedOf } from '../../mongo/feed-store.ts';
import type { Once } from './idempotency.ts';
import { bodyOf, unlessDenied, valid } from './request.ts';
import { iso } from './resource.ts';
import {
  gapResource,
  namedSchedule,
  shiftResource,
  toOverride,
  toSchedule,
  type NameOf,
} from './schedule-resource.ts';
import {
  endFeedQuery,
  MOST_SHOWN_MS,
  overrideBody,
  ownShiftsQuery,
  stretchQuery,
} from './schedule-schema.ts';
import { callerIn } from './token.ts';

export interface ScheduleRoutes {
  readonly rosters: Rosters;
  readonly feeds: Feeds;
  readonly config: (tenant: string) => TenantConfig;
  readonly once: Once;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

const USUAL_MS = 14 * 86_400_000;

/** Who is on call and when, and overrides of it. */
export function addScheduleRoutes(
  router: Router,
  { rosters, feeds, config, once, now }: ScheduleRoutes,
): void {
  const namesOf = (tenant: string): NameOf => {
    const { people } = config(tenant);
    return (id) => people.get(id)?.name ?? id;
  };
  const named = (request: Request): string => String(request.params.schedule);

  /** @throws HttpRefusal `invalid` when it ends before it begins, or is longer than is shown at once. */
  function stretch({ from: first, until: last }: z.output<typeof stretchQuery>): {
    from: number;
    until: number;
  } {
    const from = first === undefined ? now() : Date.parse(first);
    const until = last === undefined ? from + USUAL_MS : Date.parse(last);
    if (until > from && until - from <= MOST_SHOWN_MS) return { from, until };
    const message = until > from ? 'is more than 400 days later than from' : 'must be later than from';
    throw new HttpRefusal('invalid', `until: ${message}`, { problems: [{ path: 'until', message }] });
  }

  router
    .route('/api/v1/schedules')
    .get(async (_request, response) => {
      const who = callerIn(response);
      const found = unlessDenied(await rosters.all(who));
      const at = now();
      response.json({ schedules: found.map((one) => toSchedule(one, namesOf(who.tenant), at)) });
    })
    .all(onlyMethod('GET'));

  router
    .route('/api/v1/unreachable')
    .get(async (_request, response) => {
      const found = unlessDenied(await rosters.unreachable(callerIn(response)));
      response.json({ people: found.map(({ person, namedBy }) => ({ ...person, namedBy })) });
    })
    .all(onlyMethod('GET'));

  router
    .route('/api/v1/schedules/:schedule')
    .get(async (request, response) => {
      const who = callerIn(response);
      const found = unlessDenied(await rosters.one(who, named(request)));
      response.json(toSchedule(found, namesOf(who.tenant), now()));
    })
    .all(onlyMethod('GET'));

  router
    .route('/api/v1/schedules/:schedule/shifts')
    .get(async (request, response) => {
      const who = callerIn(response);
      const { from, until } = stretch(valid(stretchQuery, request.query, 'query'));
      const found = unlessDenied(await rosters.shifts(who, named(request), from, until));
      const nameOf = namesOf(who.tenant);
      response.json({
        schedule: namedSchedule(found.schedule),
        shifts: found.shifts.map((shift) => shiftResource(shift, nameOf)),
      });
    })
    .all(onlyMethod('GET'));

  router
    .route('/api/v1/schedules/:schedule/gaps')
    .get(async (request, response) => {
      const who = callerIn(response);
      const { from, until } = stretch(valid(stretchQuery, request.query, 'query'));
      const found = unlessDenied(await rosters.gaps(who, named(request), from, until));
      response.json({ schedule: namedSchedule(found.schedule), gaps: found.gaps.map(gapResource) });
    })
    .all(onlyMethod('GET'));

  router
    .route('/api/v1/shifts')
    .get(async (request, response) => {
      const who = callerIn(response);
      const { person, ...given } = valid(ownShiftsQuery, request.query, 'query');
      const { from, until } = stretch(given);
      const found = unlessDenied(await rosters.shiftsOf(who, person, from, until));
      const nameOf = namesOf(who.tenant);
      response.json({
        shifts: found.map((shift) => ({
          ...shiftResource(shift, nameOf),
          schedule: namedSchedule(shift.schedule),
        })),
      });
    })
    .all(onlyMethod('GET'));

  router
    .route('/api/v1/schedules/:schedule/overrides')
    .get(async (request, response) => {
      const who = callerIn(response);
      const found = unlessDenied(await rosters.overrides(who, named(request)));
      response.json({ overrides: found.map((one) => toOverride(one, namesOf(who.tenant))) });
    })
    .post(async (request, response) => {
      const who = callerIn(response);
      const { from, until, people, replaces, note } = valid(overrideBody, bodyOf(request), 'body');
      await once(request, response, { action: 'override' }, async () => {
        const made = unlessDenied(
          await rosters.override(who, named(request), {
            people,
            until: Date.parse(until),
            ...(replaces !== undefined && { replaces }),
            ...(from !== undefined && { from: Date.parse(from) }),
            ...(note !== undefined && { note }),
          }),
        );
        const { schedule, override } = made;
        return {
          status: 201,
          body: toOverride(made, namesOf(who.tenant)),
          location: `/api/v1/schedules/${schedule.id}/overrides/${override.id}`,
        };
      });
    })
    .all(onlyMethod('GET, POST'));

  router
    .route('/api/v1/schedules/:schedule/overrides/:override')
    .get(async (request, response) => {
      const who = callerIn(response);
      const id = request.params.override;
      const all = unlessDenied(await rosters.overrides(who, named(request)));
      const found = all.find(({ override }) => override.id === id);
      if (!found)
        throw new HttpRefusal('not_found', `There is no override ${JSON.stringify(id)} that is not over.`);
      response.json(toOverride(found, namesOf(who.tenant)));
    })
    .delete(async (request, response) => {
      const who = callerIn(response);
      const id = request.params.override;
      const ended = unlessDenied(await rosters.cancel(who, id, named(request)));
      response.json(toOverride(ended, namesOf(who.tenant)));
    })
    .all(onlyMethod('GET, DELETE'));

  for (const kind of ['schedule', 'person'] as const) {
    const of = (request: Request): FeedOf =>
      kind === 'schedule' ? { schedule: named(request) } : { person: String(request.params.person) };
    router
      .route(kind === 'schedule' ? '/api/v1/schedules/:schedule/feed' : '/api/v1/people/:person/feed')
      // An answer that is kept to be given again would keep the token.
      .post(async (request, response) => {
        const { url } = unlessDenied(await feeds.make(callerIn(response), of(request)));
        response.status(201).json({ url });
      })
      .delete(async (request, response) => {
        const { everybodys } = valid(endFeedQuery, request.query, 'query');
        response.json(unlessDenied(await feeds.end(callerIn(response), of(request), everybodys ?? false)));
      })
      .all(onlyMethod('POST, DELETE'));
  }

  router
    .route('/api/v1/feeds')
    .get(async (_request, response) => {
      const all = unlessDenied(await feeds.list(callerIn(response)));
      response.json({
        feeds: all.map(({ of, owner, madeAt }) => ({ ...of, owner, madeAt: iso(madeAt) })),
      });
    })
    .all(onlyMethod('GET'));
}
