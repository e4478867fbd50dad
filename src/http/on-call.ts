import { comingMessage, feedMessage, ownShiftsMessage } from '../chat/shifts.ts';
import type { Answer } from '../chat/inbound.ts';
import { cancelledMessage, overriddenMessage, overridesMessage } from '../chat/override-messages.ts';
import { rosterMessage } from '../chat/roster.ts';
import { swapListMessage } from '../chat/swap.ts';
import type { Ask } from '../command/ask.ts';
import type { SwapWish } from '../command/swap.ts';
import type { OverrideWish } from '../command/override-wish.ts';
import type { ScheduleConfig, TenantConfig } from '../config/config.ts';
import { spokenStretch, type Stretch } from '../conversation/stretch.ts';
import type { Person } from '../incident/person.ts';
import { privately, refuse, say } from './answers.ts';
import type { Caller } from './caller.ts';
import type { Feeds } from './feeds.ts';
import { findPerson } from './people.ts';
import type { Rosters } from './rosters.ts';
import type { Swapping } from './swapping.ts';

export type OnCallAsk = Extract<Ask, { kind: 'oncall' | 'override' | 'swap' }>;

/** Answers who asks or changes in chat who is on call. @param zone in which they live, as far as it is known. */
export type OnCallAnswers = (
  caller: Caller,
  ask: OnCallAsk,
  zone: () => Promise<string | undefined>,
) => Promise<Answer>;

const DAY_MS = 86_400_000;
/** How far ahead coming shifts are looked for, and how many of each schedule are shown. */
const COMING_MS = 60 * DAY_MS;
const COMING = { ofOne: 10, ofEach: 3 };
/** How many days ahead somebody's own shifts are shown. */
const OWN_DAYS = 42;

/** Words around the name of a schedule that say nothing. */
const FILLERS =
  /(?:^|\s)(?:for|on|of|in|the|schedule|rotation|on-call|oncall|call|duty|shift|at|and|by|from|starting|my|please)(?=\s|$|[.,!])/gi;

export function createOnCallAnswers(deps: {
  rosters: Rosters;
  feeds: Pick<Feeds, 'make'>;
  swapping: Swapping;
  config: (tenant: string) => TenantConfig;
  /** @returns who somebody is now whom a platform names. */
  known: (tenant: string, person: Person) => Promise<Person>;
  /** Epoch milliseconds. */
  now: () => number;
}): OnCallAnswers {
  const { rosters, feeds, swapping, config, now } = deps;
  const nameOf = (tenant: string) => (id: string) => config(tenant).people.get(id)?.name ?? id;

  async function roster(caller: Caller, named: string | undefined): Promise<Answer> {
    if (named !== undefined) {
      const found = await rosters.one(caller, named);
      return 'denied' in found
        ? refuse(caller, found)
        : privately(rosterMessage([found], nameOf(caller.tenant)));
    }
    const found = await rosters.all(caller);
    if ('denied' in found) return refuse(caller, found);
    return found.length === 0 ? say(NONE) : privately(rosterMessage(found, nameOf(caller.tenant)));
  }

  async function coming(caller: Caller, named: string | undefined): Promise<Answer> {
    const all = named === undefined ? [...config(caller.tenant).schedules.keys()] : [named];
    const from = now();
    const found = await Promise.all(all.map((one) => rosters.shifts(caller, one, from, from + COMING_MS)));
    const most = all.length > 1 ? COMING.ofEach : COMING.ofOne;
    const shown = [];
    for (const one of found) {
      if ('denied' in one) return refuse(caller, one);
      const { schedule, shifts } = one;
      // What is on now is said by the word without `next`, and where a shift is cut off it does not end.
      const next = shifts.filter((shift) => shift.from > from && shift.until < from + COMING_MS);
      shown.push({ schedule, shifts: next.slice(0, most) });
    }
    return shown.length === 0 ? say(NONE) : privately(comingMessage(shown, nameOf(caller.tenant)));
  }

  async function feed(caller: Caller, named: string | undefined): Promise<Answer> {
    if (caller.overheard)
      return refuse(
        caller,
        'Here everybody reads what I answer, and who has the address has the calendar: ask elsewhere.',
      );
    const of = named === undefined ? { person: caller.person.id } : { schedule: named };
    const made = await feeds.make(caller, of);
    if ('denied' in made) return refuse(caller, made);
    const message = feedMessage(made.url, named === undefined);
    return { kind: 'message', message, visible: 'privately', secret: true };
  }

  async function mine(caller: Caller, named: string | undefined): Promise<Answer> {
    const from = now();
    const found = await rosters.shiftsOf(caller, caller.person.id, from, from + OWN_DAYS * DAY_MS);
    if ('denied' in found) return refuse(caller, found);
    if (named === undefined)
      return privately(ownShiftsMessage(found, caller.person.id, { from, days: OWN_DAYS }));
    const only = rosters.scheduleNamed(caller.tenant, named);
    if ('denied' in only) return refuse(caller, only);
    const shifts = found.filter(({ schedule }) => schedule.id === only.id);
    const looked = { from, days: OWN_DAYS, of: only.name };
    return privately(ownShiftsMessage(shifts, caller.person.id, looked));
  }

  /** @returns the schedule that a text names, whole or among other words, and the rest of it. */
  function scheduleIn(tenant: string, text: string): { schedule?: ScheduleConfig; rest: string } {
    const lower = text.toLowerCase();
    const all = [...config(tenant).schedules.values()];
    const names = all
      .flatMap((schedule) => [schedule.id, schedule.name.toLowerCase()].map((name) => ({ schedule, name })))
      .sort((a, b) => b.name.length - a.name.length);
    for (const { schedule, name } of names) {
      for (let at = lower.indexOf(name); at >= 0; at = lower.indexOf(name, at + 1)) {
        const apart = (one: string | undefined): boolean => one === undefined || !/[\p{L}\p{N}_-]/u.test(one);
        if (apart(lower[at - 1]) && apart(lower[at + name.length]))
          return { schedule, rest: `${text.slice(0, at)} ${text.slice(at + name.length)}`.trim() };
      }
    }
    return { rest: text };
  }

  async function person(caller: Caller, said: string): Promise<Person | undefined> {
    const found = findPerson(config(caller.tenant), caller.via, said, caller.person);
    return found && deps.known(caller.tenant, found);
  }

  /** @returns the schedule that is meant where none is named: the only one, or the only one that it can be. */
  async function meant(
    caller: Caller,
    { from, until }: Stretch,
    whose: string,
  ): Promise<ScheduleConfig | string> {
    const all = [...config(caller.tenant).schedules.values()];
    const [only] = all;
    if (!only) return NONE;
    if (all.length === 1) return only;
    const shifts = await rosters.shiftsOf(caller, whose, from, until);
    if ('denied' in shifts) return shifts.message;
    const theirs = [...new Set(shifts.map(({ schedule }) => schedule))];
    const [one] = theirs;
    if (one && theirs.length === 1) return one;
    return `Which schedule? Name it too: ${(one ? theirs : all).map(({ id }) => `\`${id}\``).join(', ')}.`;
  }

  async function make(
    caller: Caller,
    wish: Extract<OverrideWish, { do: 'make' }>,
    zoneOf: () => Promise<string | undefined>,
  ): Promise<Answer> {
    const { tenant } = caller;
    const who = await person(caller, wish.person);
    if (!who) return refuse(caller, stranger(wish.person));
    const replaced = wish.replaces === undefined ? undefined : await person(caller, wish.replaces);
    if (wish.replaces !== undefined && !replaced) return refuse(caller, stranger(wish.replaces));
    const { schedule: named, rest } = scheduleIn(tenant, wish.about);
    const zone = (await zoneOf()) ?? named?.zone ?? config(tenant).defaults.timeZone;
    const { from, until } = wish;
    const stretch = spokenStretch(
      { text: rest, ...(from !== undefined && { from }), ...(until !== undefined && { until }) },
      now(),
      zone,
    );
    if ('problem' in stretch) return refuse(caller, stretch.problem);
    const left = stretch.left
      .replace(FILLERS, ' ')
      .replace(/[\s.,!]+/g, ' ')
      .trim();
    const schedule = named ?? scheduleIn(tenant, left).schedule;
    if (!schedule && left) {
      const none = rosters.scheduleNamed(tenant, left);
      return refuse(caller, 'denied' in none ? none : `Which schedule is ${left}?`);
    }
    const chosen = schedule ?? (await meant(caller, stretch, (replaced ?? caller.person).id));
    if (typeof chosen === 'string') return refuse(caller, chosen);
    const made = await rosters.override(caller, chosen.id, {
      people: [who.id],
      ...(replaced && { replaces: replaced.id }),
      from: stretch.from,
      until: stretch.until,
    });
    if ('denied' in made) return refuse(caller, made);
    return privately(overriddenMessage(made, nameOf(tenant), stretch.byClock ? zone : undefined));
  }

  async function override(
    caller: Caller,
    wish: OverrideWish,
    zone: () => Promise<string | undefined>,
  ): Promise<Answer> {
    switch (wish.do) {
      case 'list': {
        const found = await rosters.overrides(caller, wish.schedule);
        return 'denied' in found
          ? refuse(caller, found)
          : privately(overridesMessage(found, nameOf(caller.tenant)));
      }
      case 'cancel': {
        const ended = await rosters.cancel(caller, wish.id);
        return 'denied' in ended
          ? refuse(caller, ended)
          : privately(cancelledMessage(ended, nameOf(caller.tenant)));
      }
      case 'make':
        return make(caller, wish, zone);
    }
  }

  async function swap(
    caller: Caller,
    wish: SwapWish,
    zoneOf: () => Promise<string | undefined>,
  ): Promise<Answer> {
    if (wish.do === 'answer') return swapping.answer(caller, wish.id, wish.yes);
    if (wish.do === 'list') return offers(caller, wish.schedule);
    const other = await person(caller, wish.person);
    if (!other) return refuse(caller, stranger(wish.person));
    const asker = wish.asker === undefined ? caller.person : await person(caller, wish.asker);
    if (!asker) return refuse(caller, stranger(wish.asker ?? ''));
    const { schedule } = scheduleIn(caller.tenant, wish.mine);
    const zone = (await zoneOf()) ?? schedule?.zone ?? config(caller.tenant).defaults.timeZone;
    return swapping.propose(caller, asker, other, wish, zone);
  }

  async function offers(caller: Caller, named: string | undefined): Promise<Answer> {
    const found = named === undefined ? undefined : rosters.scheduleNamed(caller.tenant, named);
    if (found && 'denied' in found) return refuse(caller, found);
    const open = await swapping.open(caller, found?.id);
    return 'denied' in open ? refuse(caller, open) : privately(swapListMessage(open));
  }

  return async (caller, ask, zone) => {
    if (ask.kind === 'override') return override(caller, ask.wish, zone);
    if (ask.kind === 'swap') return swap(caller, ask.wish, zone);
    if (ask.what === 'mine') return mine(caller, ask.schedule);
    if (ask.what === 'feed') return feed(caller, ask.schedule);
    return ask.what === 'next' ? coming(caller, ask.schedule) : roster(caller, ask.schedule);
  };
}

const NONE = 'No schedule is configured: `schedules` in the configuration says who is on call.';

const stranger = (named: string): string =>
  `I do not know ${named}. Mention somebody, or name a person of the configuration: \`/im override @ben 2h payments\`.`;
