import { createHash } from 'node:crypto';
import { Router, type Request, type Response } from 'express';
import type { Config, TenantConfig } from '../config/config.ts';
import { findTenant } from '../config/config.ts';
import type { FeedOf, FeedStore } from '../mongo/feed-store.ts';
import { calendarFeed, type FeedEntry } from '../oncall/calendar-feed.ts';
import type { Override } from '../oncall/override.ts';
import { shifts } from '../oncall/shift.ts';
import { hashToken } from './api/token.ts';
import type { Take } from './limits.ts';
import { onlyMethod } from './method.ts';
import { HttpRefusal } from './refusal-table.ts';

export interface FeedRouterDependencies {
  readonly store: Pick<FeedStore, 'find'>;
  readonly config: () => Config;
  /** The overrides of a schedule, in the order in which they were made. */
  readonly overrides: (tenant: string, schedule: string) => Promise<readonly Override[]>;
  /** Address of this server, without a slash at its end. */
  readonly baseUrl: () => string;
  /** Counts requests by the address that they come from. */
  readonly limit: Take;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

/** How many months back and ahead a calendar goes. It begins with a month, so that it stays the same within one. */
const MONTHS = { back: 3, ahead: 13 };
/** For how long a program need not ask again, in seconds. */
const FRESH_SECONDS = 300;

/** `GET /oncall/<schedule>/<token>.ics` and `/oncall/people/<person>/<token>.ics`: calendars that programs subscribe to. */
export function feedRouter(deps: FeedRouterDependencies): Router {
  const router = Router();
  const serve = (ofPath: (request: Request) => FeedOf) => async (request: Request, response: Response) => {
    const wait = await deps.limit(request.ip ?? 'unknown');
    if (wait > 0) {
      const detail = `Too many requests for calendars from this address. Try again in ${wait} seconds.`;
      throw new HttpRefusal('too_many', detail, { retryAfterSeconds: wait });
    }
    const [, token] = /^([\w-]{20,100})\.ics$/.exec(String(request.params.file)) ?? [];
    const feed = token === undefined ? undefined : await deps.store.find(hashToken(token));
    const tenant = feed && findTenant(deps.config(), feed.tenant);
    // Who guesses is told no more than that there is nothing.
    if (!feed || !tenant || !isSame(feed.of, ofPath(request))) throw nothing();
    const entries = await entriesOf(deps, tenant, feed.of);
    if (!entries) throw nothing();
    send(deps, request, response, tenant, feed.of, entries);
  };
  router
    .route('/oncall/people/:person/:file')
    .get(serve(({ params }) => ({ person: String(params.person) })))
    .all(onlyMethod('GET'));
  router
    .route('/oncall/:schedule/:file')
    .get(serve(({ params }) => ({ schedule: String(params.schedule) })))
    .all(onlyMethod('GET'));
  return router;
}

const nothing = (): HttpRefusal =>
  new HttpRefusal(
    'unknown_address',
    'There is no such calendar, or its address was replaced: make a new one.',
  );

const isSame = (one: FeedOf, other: FeedOf): boolean =>
  'schedule' in one
    ? 'schedule' in other && one.schedule === other.schedule
    : 'person' in other && one.person === other.person;

/** @returns the shifts of a calendar; undefined when the configuration has no such schedule or person any more. */
async function entriesOf(
  { overrides, now }: FeedRouterDependencies,
  { tenant, schedules, people }: TenantConfig,
  of: FeedOf,
): Promise<FeedEntry[] | undefined> {
  const at = new Date(now());
  const monthsOn = (months: number): number => Date.UTC(at.getUTCFullYear(), at.getUTCMonth() + months);
  const [from, until] = [monthsOn(-MONTHS.back), monthsOn(MONTHS.ahead)];
  const only = 'schedule' in of ? schedules.get(of.schedule) : undefined;
  if ('schedule' in of ? !only : !people.has(of.person)) return undefined;
  const found = await Promise.all(
    [...(only ? [only] : schedules.values())].map(async (schedule) =>
      shifts(schedule, await overrides(tenant, schedule.id), from, until).flatMap((shift) =>
        shift.people
          .filter(({ person }) => 'schedule' in of || person === of.person)
          .map((who): FeedEntry => ({ schedule, who, from: shift.from, until: shift.until })),
      ),
    ),
  );
  return found.flat().sort((a, b) => a.from - b.from);
}

function send(
  { baseUrl, now }: FeedRouterDependencies,
  request: Request,
  response: Response,
  { people, schedules, defaults }: TenantConfig,
  of: FeedOf,
  entries: readonly FeedEntry[],
): void {
  const person = (id: string): string => people.get(id)?.name ?? id;
  const schedule = 'schedule' in of ? schedules.get(of.schedule) : undefined;
  const calendar = {
    name: `On call: ${schedule?.name ?? ('person' in of ? person(of.person) : '')}`,
    zone: schedule?.zone ?? defaults.timeZone,
  };
  const names = { person, domain: new URL(baseUrl()).hostname };
  // When it was made is no change of it.
  const content = createHash('sha256')
    .update(calendarFeed(calendar, entries, names, 0))
    .digest('base64url');
  const etag = `W/"${content.slice(0, 27)}"`;
  response.set('ETag', etag);
  response.set('Cache-Control', `private, max-age=${FRESH_SECONDS}`);
  response.set('X-Robots-Tag', 'noindex');
  response.type('text/calendar; charset=utf-8');
  // Programs that ask again send `Cache-Control: no-cache` with it, which is meant for caches between.
  const known = (request.get('if-none-match') ?? '').split(/\s*,\s*/);
  if (known.includes(etag)) response.status(304).end();
  else response.send(calendarFeed(calendar, entries, names, now()));
}
