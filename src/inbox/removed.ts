import { span } from '../incident/age.ts';

/** How much waits in an inbox. */
export interface Waiting {
  readonly deliveries: number;
  /** There are more than are counted. */
  readonly more?: true;
  /** When the first of them came, epoch milliseconds. */
  readonly since: number;
}

/** What waits for an integration that was taken out of the configuration. */
export interface RemovedIntegration extends Waiting {
  /** Name that it had in the configuration. */
  readonly id: string;
  /** From when on retention deletes the first of them, epoch milliseconds; absent: never. */
  readonly deletedFrom?: number;
}

/** @param keptMs for how long deliveries are kept, in milliseconds; undefined: for ever. */
export function removedIntegration(
  id: string,
  waiting: Waiting,
  keptMs: number | undefined,
): RemovedIntegration {
  return { id, ...waiting, ...(keptMs !== undefined && { deletedFrom: waiting.since + keptMs }) };
}

/** @param now epoch milliseconds. @returns what becomes of what waits, and how it is brought back, for people. */
export function removedText(
  { id, deliveries, more, since, deletedFrom }: RemovedIntegration,
  now: number,
): string {
  const count =
    deliveries === 1 && !more
      ? '1 delivery waits'
      : `${more ? 'more than ' : ''}${deliveries} deliveries wait`;
  return [
    `${id}: ${count}, the first for ${span(now - since)}, and the configuration has no integration of this name any more.`,
    `Write integrations.${id} again, with the source that it had, and all is taken in within a minute, the oldest first; its secret may be a new one.`,
    endOf(deletedFrom, now),
  ].join(' ');
}

function endOf(deletedFrom: number | undefined, now: number): string {
  if (deletedFrom === undefined) return 'Nothing deletes what waits (setting retention.inbox).';
  const when = deletedFrom > now ? `in ${span(deletedFrom - now)}` : 'within a day';
  return `Retention begins to delete what waits ${when} (setting retention.inbox).`;
}
