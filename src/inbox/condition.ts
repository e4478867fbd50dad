import { ago, span } from '../incident/age.ts';
import type { RedeliveryStatus } from '../redelivery/status.ts';
import type { IntegrationStanding } from './kept.ts';

/** Something about an integration that somebody should look at. */
export interface Notice {
  readonly kind: 'never' | 'quiet' | 'refused' | 'waiting' | 'failed' | 'unparsed' | 'missed' | 'renamed';
  /** What it is and what to do, for people. */
  readonly text: string;
}

/** Notices that say what there is to do once somebody comes to it; all others say that something is wrong. */
const HINTS: readonly Notice['kind'][] = ['never', 'unparsed'];

/** @param kind of a notice; one that is not known, of a server of another version, is trouble. @returns whether something is wrong. */
export function isTrouble(kind: string): boolean {
  return !HINTS.some((hint) => hint === kind);
}

/** What stands in the configuration of an integration, as far as its condition depends on it. */
export interface Watched {
  /** Name in the configuration. */
  readonly id: string;
  /** After how long in which nothing comes that is said, in milliseconds; undefined: never. */
  readonly quietAfterMs?: number | undefined;
}

/** Refused deliveries are said for so long after the last one, in milliseconds. */
const REFUSED_MS = 86_400_000;
/** What is stored is worked off within seconds; after so long it is said that it is not, in milliseconds. */
const WAITING_MS = 120_000;

/**
 * @param standing undefined when nothing ever came. @param now epoch milliseconds.
 * @returns what somebody should look at, what matters most first; nothing when all is well.
 */
export function noticesOf(
  { id, quietAfterMs }: Watched,
  standing: IntegrationStanding | undefined,
  now: number,
): readonly Notice[] {
  const { counts = {}, lastReceivedAt, lastRefusedAt, waitingSince } = standing ?? {};
  const notices: Notice[] = [];
  if (waitingSince !== undefined && now - waitingSince > WAITING_MS)
    notices.push({
      kind: 'waiting',
      text: `What came ${ago(waitingSince, now)} is not worked off yet: look whether a worker runs, and at the workflow of the intake in Temporal.`,
    });
  if (
    lastRefusedAt !== undefined &&
    (isAfter(lastRefusedAt, lastReceivedAt) || now - lastRefusedAt < REFUSED_MS)
  )
    notices.push({
      kind: 'refused',
      text: `${deliveries(counts.refused ?? 1)} refused, the last ${ago(lastRefusedAt, now)}: the reason stands with it. Where that is the signature or a password, compare the secret at the sender with that of integrations.${id}.`,
    });
  if (lastReceivedAt === undefined)
    notices.push({
      kind: 'never',
      text: 'Nothing has come yet. The guide says how its sender is set up; a test event shows that the way in works.',
    });
  else if (quietAfterMs !== undefined && now - lastReceivedAt > quietAfterMs)
    notices.push({
      kind: 'quiet',
      text: `Nothing has come for ${span(now - lastReceivedAt)}. Look at the sender's own list of what it delivered, and whether its address is still this one (setting integrations.${id}.quietAfter).`,
    });
  if (counts.failed)
    notices.push({
      kind: 'failed',
      text: `${deliveries(counts.failed)} given up after several tries: mend what the reason says, then redeliver.`,
    });
  if (counts.unparsed)
    notices.push({
      kind: 'unparsed',
      text: `${deliveries(counts.unparsed)} kept and not understood: redeliver after an upgrade.`,
    });
  return notices;
}

/** @returns what somebody should look at of what a sender could not deliver. */
export function missedNotices({ problems, givenUp }: RedeliveryStatus): readonly Notice[] {
  const lost =
    givenUp === 0
      ? []
      : [`${deliveries(givenUp)} never taken, and asked for again in vain: look at them at the sender.`];
  const text = [...problems, ...lost].join(' ');
  return text === '' ? [] : [{ kind: 'missed', text }];
}

/** A repository that services of the configuration name as it was called before. */
export interface Renamed {
  /** As the configuration names it, and as it is called now. */
  readonly from: string;
  readonly to: string;
  /** Keys of the services that name it by its old name alone, and of those that name it by both. */
  readonly services: readonly string[];
  readonly both: readonly string[];
}

/** How many renamed repositories are told each by itself. */
const RENAMED_TOLD = 5;
/** How many services each names. */
const SERVICES_TOLD = 5;

/** @param id name of the integration. @returns which repositories the configuration should call otherwise. */
export function renamedNotices(id: string, all: readonly Renamed[]): readonly Notice[] {
  const settings = (services: readonly string[]): string =>
    services
      .slice(0, SERVICES_TOLD)
      .map((service) => `services.${service}.repositories`)
      .join(', ');
  const told = all.slice(0, RENAMED_TOLD).map(({ from, to, services, both }) => {
    const todo = [
      ...(services.length > 0 ? [`write ${id}/${to} in ${settings(services)}`] : []),
      ...(both.length > 0
        ? [`take ${id}/${from} out of ${settings(both)}, where ${id}/${to} stands as well`]
        : []),
    ];
    return `${from} is called ${to} now. It still counts, by the id that its server gives it; ${todo.join(', and ')}, before another repository gets the old name.`;
  });
  if (all.length > RENAMED_TOLD) told.push(`And ${all.length - RENAMED_TOLD} more were renamed.`);
  return told.length === 0 ? [] : [{ kind: 'renamed', text: told.join(' ') }];
}

function isAfter(at: number, other: number | undefined): boolean {
  return other === undefined || at > other;
}

function deliveries(count: number): string {
  return count === 1 ? '1 delivery was' : `${count} deliveries were`;
}
