import { ApplicationFailure, ApplicationFailureCategory } from '@temporalio/common';
import type { Delivery } from '../src/chat/delivery.ts';
import {
  comingMessage,
  gapsMessage,
  goingMessage,
  handOverMessage,
  unreachableMessage,
  type OpenIncidents,
  type ToldHandOver,
} from '../src/chat/hand-over.ts';
import { NOT_CONFIGURED } from '../src/chat/instance-status.ts';
import type { Message } from '../src/chat/message.ts';
import type { ChannelTarget, PersonTarget } from '../src/escalation/policy.ts';
import { firstShifts } from '../src/oncall/coverage.ts';
import type { Override } from '../src/oncall/override.ts';
import type { Schedule } from '../src/oncall/schedule.ts';
import { gapsAhead, watch, type HandOver, type Standing } from '../src/oncall/watch.ts';

export type { Standing } from '../src/oncall/watch.ts';

/** Which schedule is looked at, and what is known of it from before. */
export interface DutyQuestion {
  readonly tenant: string;
  /** The key in the configuration. */
  readonly schedule: string;
  readonly before?: Standing;
  /** What has been warned of and still stands, by names. */
  readonly warned: readonly string[];
}

/** Something that somebody is to be told, by the first of some ways that works. */
export interface DutyNews {
  /** One line for the reader of the Temporal UI. */
  readonly what: string;
  readonly ways: readonly Delivery[];
}

export interface DutyLook {
  readonly standing: Standing;
  readonly warned: readonly string[];
  readonly news: readonly DutyNews[];
  /** When to look again, in milliseconds. */
  readonly nextMs: number;
}

export interface DutyActivities {
  /**
   * Looks who is on call by a schedule, and what somebody has to be told because of it. Tells nobody by itself.
   * @throws ApplicationFailure NOT_CONFIGURED on a worker that does not have the schedule; another one may.
   */
  lookAtDuty(question: DutyQuestion): Promise<DutyLook>;
}

/** A schedule with who hears of it. */
export interface WatchedSchedule extends Schedule {
  /** Hear of hand-overs and of gaps. */
  readonly channels: readonly ChannelTarget[];
  readonly tellPeople: boolean;
  readonly lookAheadMs: number;
  /** Gaps are meant: nobody is warned of them. */
  readonly expectGaps: boolean;
}

/** Longest time until it is looked again, in milliseconds: gaps come nearer, and a change may have got lost. */
const AT_LEAST_EVERY_MS = 2 * 3_600_000;
/** Clocks of servers differ: who looks too early looks again after this. */
const AT_MOST_EVERY_MS = 1_000;

const isSameChannel =
  (one: ChannelTarget) =>
  ({ instance, channel }: ChannelTarget): boolean =>
    instance === one.instance && channel === one.channel;

export function createDutyActivities(deps: {
  /** @returns undefined when the configuration has no such schedule. */
  readonly schedule: (tenant: string, id: string) => WatchedSchedule | undefined;
  /** Those that there are, in the order in which they were made. Rejects while that is not known. */
  readonly overrides: (tenant: string, schedule: string) => Promise<readonly Override[]>;
  /** Somebody with all the ways in which they are reached; undefined when the configuration has them no more. */
  readonly person: (tenant: string, id: string) => Promise<PersonTarget | undefined>;
  /** Channels that hear of what is wrong where a schedule has none of its own. */
  readonly operators: (tenant: string) => readonly ChannelTarget[];
  /** Incidents that are open and not private, the newest first. */
  readonly open: (tenant: string) => Promise<OpenIncidents>;
  readonly now: () => number;
}): DutyActivities {
  const toChannel =
    (tenant: string, key: string, message: Message) =>
    (target: ChannelTarget): DutyNews => ({
      what: message.summary,
      ways: [
        {
          key: `${key}:${target.instance}/${target.channel}`,
          tenant,
          instance: target.instance,
          to: { channel: target.channel },
          message,
        },
      ],
    });

  async function toPerson(tenant: string, key: string, id: string, message: Message): Promise<DutyNews[]> {
    const person = await deps.person(tenant, id);
    const ways = (person?.contacts ?? []).map(({ instance, user, linked }): Delivery => ({
      key: `${key}:${instance}/@${user}`,
      tenant,
      instance,
      to: { user },
      message,
      ...(linked && { linkedTo: id }),
    }));
    return ways.length === 0 ? [] : [{ what: message.summary, ways }];
  }

  async function handedOver(
    tenant: string,
    schedule: WatchedSchedule,
    { going, coming, after, at }: HandOver,
    until: number,
  ): Promise<DutyNews[]> {
    if (schedule.channels.length === 0 && !schedule.tellPeople) return [];
    const names = async (ids: readonly string[]): Promise<string[]> =>
      Promise.all(ids.map(async (id) => (await deps.person(tenant, id))?.person.name ?? id));
    const told: ToldHandOver = {
      schedule: schedule.name,
      going: await names(going),
      coming: await names(coming),
      after: await names(after),
      until,
    };
    const open = await deps.open(tenant);
    const key = `${tenant}:handover:${schedule.id}:${at}`;
    const people = schedule.tellPeople
      ? [
          ...going.map((id) => toPerson(tenant, key, id, goingMessage(told, open))),
          ...coming.map((id) => toPerson(tenant, key, id, comingMessage(told, open))),
        ]
      : [];
    const channels = schedule.channels.map(toChannel(tenant, key, handOverMessage(told, open)));
    return [...channels, ...(await Promise.all(people)).flat()];
  }

  /** Who is on call ahead and has no account that a page could go to, with when they first are. */
  async function unreachable(
    tenant: string,
    schedule: WatchedSchedule,
    overrides: readonly Override[],
    at: number,
  ): Promise<{ key: string; message: Message }[]> {
    const first = firstShifts(schedule, overrides, at, schedule.lookAheadMs);
    const found = await Promise.all(
      [...first].map(async ([id, from]) => {
        const person = await deps.person(tenant, id);
        if (person && person.contacts.length > 0) return [];
        const message = unreachableMessage(schedule.name, person?.person ?? { id, name: id }, from);
        return [{ key: `unreachable/${id}`, message }];
      }),
    );
    return found.flat();
  }

  return {
    async lookAtDuty({ tenant, schedule: id, before, warned }) {
      const schedule = deps.schedule(tenant, id);
      if (!schedule)
        throw ApplicationFailure.create({
          message: `the configuration of this worker has no schedule ${id}`,
          type: NOT_CONFIGURED,
          category: ApplicationFailureCategory.BENIGN,
        });
      const overrides = await deps.overrides(tenant, id);
      const at = deps.now();
      const { standing, handOver, until } = watch(schedule, overrides, at, before);
      const gaps = schedule.expectGaps ? [] : gapsAhead(schedule, overrides, at, schedule.lookAheadMs);
      const freshGaps = gaps.filter(({ key }) => !warned.includes(key));
      const people = await unreachable(tenant, schedule, overrides, at);
      const warnings = [
        ...(freshGaps.length > 0
          ? [
              {
                key: freshGaps.map((gap) => gap.key).join(','),
                message: gapsMessage(schedule.name, freshGaps, at),
              },
            ]
          : []),
        ...people.filter(({ key }) => !warned.includes(key)),
      ];
      const operators = deps.operators(tenant);
      const channels = schedule.channels.length > 0 ? schedule.channels : operators;
      return {
        standing,
        warned: [...gaps, ...people].map(({ key }) => key),
        news: [
          ...(handOver ? await handedOver(tenant, schedule, handOver, until) : []),
          ...warnings.flatMap(({ key, message }) => {
            // What was warned of, was mended and is so again is told again.
            const warning = toChannel(tenant, `${tenant}:duty:${id}:${key}:${at}`, message);
            // A warning is given once: one that a channel does not take must not be lost.
            const otherwise = operators.filter((one) => !channels.some(isSameChannel(one)));
            return channels.map((channel) => ({
              ...warning(channel),
              ways: [channel, ...otherwise].flatMap((one) => warning(one).ways),
            }));
          }),
        ],
        nextMs: Math.max(AT_MOST_EVERY_MS, Math.min(AT_LEAST_EVERY_MS, until - at)),
      };
    },
  };
}
