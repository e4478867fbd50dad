import { createHash } from 'node:crypto';
import { ApplicationFailure, ApplicationFailureCategory } from '@temporalio/common';
import {
  calendarMendedMessage,
  calendarTroubleMessage,
  unknownNamesMessage,
  type NamedCalendar,
} from '../src/chat/calendar-notice.ts';
import { NOT_CONFIGURED } from '../src/chat/instance-status.ts';
import type { Message } from '../src/chat/message.ts';
import type { ChannelTarget } from '../src/escalation/policy.ts';
import type { CalendarStore, KeptCalendar } from '../src/mongo/calendar-store.ts';
import { fetchDueMs, troubleOf, type FetchedLayer } from '../src/oncall/fetched-calendar.ts';
import type { PersonOf } from '../src/oncall/calendar-people.ts';
import { CalendarError, readCalendar } from '../src/oncall/written-calendar.ts';
import { titleOf } from '../src/tracker/title.ts';
import type { DutyNews } from './duty.ts';

/** Which schedule's calendars are fetched, and what was told of them. */
export interface CalendarQuestion {
  readonly tenant: string;
  /** The key in the configuration. */
  readonly schedule: string;
  /** What has been told and still stands, by names. */
  readonly told: readonly string[];
}

export interface CalendarLook {
  readonly told: readonly string[];
  readonly news: readonly DutyNews[];
  /** Whether a calendar says something else than before. */
  readonly changed: boolean;
  /** When to look again, in milliseconds. */
  readonly nextMs: number;
}

export interface CalendarActivities {
  /**
   * Fetches the calendars of a schedule that are due, and keeps each that can be read; one that cannot leaves the last
   * good one. Tells nobody by itself.
   * @throws ApplicationFailure NOT_CONFIGURED on a worker whose configuration has no such calendars; another one may.
   */
  fetchCalendars(question: CalendarQuestion): Promise<CalendarLook>;
}

/** A schedule with calendars that are fetched. */
export interface CalendarSchedule {
  readonly id: string;
  readonly name: string;
  readonly zone: string;
  readonly lookAheadMs: number;
  /** Hear of what is wrong with them. */
  readonly channels: readonly ChannelTarget[];
  readonly fetched?: readonly FetchedLayer[];
}

/** A text, or that it is as it was. */
type Fetched = 'same' | { readonly text: string; readonly etag?: string; readonly lastModified?: string };

const DAY_MS = 86_400_000;
const AT_LEAST_MS = 1_000;
/** Most characters of why a calendar cannot be read: it quotes what came from outside. */
const REASON_LENGTH = 300;

export function createCalendarActivities(deps: {
  /** @returns undefined when the configuration has no such schedule. */
  readonly schedule: (tenant: string, id: string) => CalendarSchedule | undefined;
  readonly store: Pick<CalendarStore, 'find' | 'save'>;
  /** Fetches a text. Rejects with an error that has `lasting`, and says nothing of the address. */
  readonly fetch: (
    layer: FetchedLayer,
    known: Pick<KeptCalendar, 'etag' | 'lastModified'>,
  ) => Promise<Fetched>;
  /** Who the names in a tenant's calendars are. */
  readonly personOf: (tenant: string) => PersonOf;
  /** Channels that hear of what is wrong where a schedule has none of its own, and of what is loud. */
  readonly operators: (tenant: string) => readonly ChannelTarget[];
  /** Has this process take up what was fetched. */
  readonly took: () => Promise<void>;
  readonly now: () => number;
}): CalendarActivities {
  /** @returns what is to be kept of a calendar after it was tried. */
  async function tried(
    layer: FetchedLayer,
    zone: string,
    before: KeptCalendar | undefined,
  ): Promise<KeptCalendar> {
    const checkedAt = deps.now();
    const address = sumOf(layer.url);
    const known = before?.address === address ? before : undefined;
    try {
      const fetched = await deps.fetch(layer, known?.text === undefined ? {} : validatorsOf(known));
      if (fetched === 'same' && known) {
        const { failing: _, ...kept } = known;
        return { ...kept, checkedAt, fetchedAt: checkedAt };
      }
      if (fetched === 'same') throw new Error('it was answered that nothing changed, of nothing');
      const { text } = fetched;
      readCalendar(text, () => undefined, zone);
      return { address, checkedAt, fetchedAt: checkedAt, text, sum: sumOf(text), ...validatorsOf(fetched) };
    } catch (error) {
      const { since = checkedAt, times = 0 } = known?.failing ?? {};
      const failing = { since, times: times + 1, ...reasonOf(error) };
      if (known || !before) return { ...known, address, checkedAt, failing };
      // The last good one counts on, but another server knows it by nothing.
      const { etag: _etag, lastModified: _modified, ...kept } = before;
      return { ...kept, address, checkedAt, failing };
    }
  }

  function newsOf(
    tenant: string,
    schedule: CalendarSchedule,
    layer: FetchedLayer,
    kept: KeptCalendar,
    told: readonly string[],
  ): { told: string[]; news: DutyNews[] } {
    const now = deps.now();
    const calendar: NamedCalendar = { schedule: schedule.name, layer: layer.layer };
    const own = schedule.channels.length > 0 ? schedule.channels : deps.operators(tenant);
    const everybody = [...own, ...deps.operators(tenant)];
    const [names, standing]: [string[], string[]] = [[], []];
    const news: DutyNews[] = [];
    const tell = (name: string, message: Message, to: readonly ChannelTarget[]): void => {
      const channels = new Map(to.map((target) => [`${target.instance}/${target.channel}`, target]));
      for (const [way, { instance, channel }] of channels)
        news.push({
          what: message.summary,
          ways: [
            {
              key: `${tenant}:calendar:${schedule.id}/${name}:${way}`,
              tenant,
              instance,
              to: { channel },
              message,
            },
          ],
        });
    };
    const once = (name: string, message: () => Message, to: readonly ChannelTarget[]): void => {
      standing.push(name);
      if (!told.includes(name)) tell(name, message(), to);
    };
    const before = `trouble/${layer.layer}/`;
    const trouble = troubleOf(layer, kept, now);
    if (trouble) {
      const since = kept.failing?.since ?? kept.fetchedAt ?? now;
      // What is out of date is said again every day.
      const age = now - (kept.fetchedAt ?? since) - layer.staleAfterMs;
      const nth = trouble === 'stale' ? `/${Math.floor(age / DAY_MS)}` : '';
      once(
        `${before}${since}/${trouble}${nth}`,
        () => calendarTroubleMessage(calendar, trouble, kept),
        trouble === 'failing' ? own : everybody,
      );
    } else if (kept.failing) standing.push(...told.filter((name) => name.startsWith(before)));
    else if (told.some((name) => name.startsWith(before)))
      tell(`mended/${layer.layer}/${kept.checkedAt}`, calendarMendedMessage(calendar), everybody);
    const unknown =
      kept.text === undefined
        ? []
        : readCalendar(kept.text, deps.personOf(tenant), schedule.zone).unknownIn(
            now,
            now + schedule.lookAheadMs,
          );
    for (const { name } of unknown) names.push(`unknown/${layer.layer}/${sumOf(name)}`);
    const fresh = unknown.filter((_, n) => !told.includes(names[n] ?? ''));
    if (fresh.length > 0)
      tell(
        // What was told, was mended and is so again is told again.
        `unknown/${layer.layer}/${now}`,
        unknownNamesMessage(calendar, fresh),
        own,
      );
    return { told: [...standing, ...names], news };
  }

  return {
    async fetchCalendars({ tenant, schedule: id, told }) {
      const schedule = deps.schedule(tenant, id);
      const layers = schedule?.fetched ?? [];
      if (!schedule || layers.length === 0)
        throw ApplicationFailure.create({
          message: `the configuration of this worker has no calendar to fetch for ${id}`,
          type: NOT_CONFIGURED,
          category: ApplicationFailureCategory.BENIGN,
        });
      const looks = await Promise.all(
        layers.map(async (layer) => {
          const key = { tenant, schedule: id, layer: layer.layer };
          const before = await deps.store.find(key);
          const moved = before?.address !== sumOf(layer.url);
          const due = moved || fetchDueMs(layer, before, deps.now()) <= AT_LEAST_MS;
          const kept = before && !due ? before : await tried(layer, schedule.zone, before);
          if (kept !== before) await deps.store.save(key, kept);
          return {
            ...newsOf(tenant, schedule, layer, kept, told),
            changed: kept.sum !== before?.sum,
            nextMs: fetchDueMs(layer, kept, deps.now()),
          };
        }),
      );
      await deps.took();
      return {
        told: looks.flatMap((look) => look.told),
        news: looks.flatMap((look) => look.news),
        changed: looks.some((look) => look.changed),
        nextMs: Math.max(AT_LEAST_MS, Math.min(...looks.map((look) => look.nextMs))),
      };
    },
  };
}

function validatorsOf({ etag, lastModified }: Pick<KeptCalendar, 'etag' | 'lastModified'>) {
  return { ...(etag !== undefined && { etag }), ...(lastModified !== undefined && { lastModified }) };
}

function reasonOf(error: unknown): { reason: string; lasting: boolean } {
  if (error instanceof CalendarError) {
    const line = error.line === undefined ? '' : `line ${error.line}: `;
    return { reason: titleOf(`it cannot be read: ${line}${error.message}`, REASON_LENGTH), lasting: true };
  }
  const reason = error instanceof Error ? error.message : 'it failed';
  const lasting = error instanceof Error && 'lasting' in error && error.lasting === true;
  return { reason, lasting };
}

function sumOf(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 24);
}
