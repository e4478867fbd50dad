import { notificationOf } from '../../src/chat/notification.ts';
import { isStory } from '../../src/chat/story.ts';
import type { IncidentEvent } from '../../src/incident/event.ts';

/** How many lines of the story at most are told as one message when they had to wait. */
const MOST_TOGETHER = 10;

export const isLoud = (event: IncidentEvent): boolean => notificationOf(event)?.loud ?? false;

/** What of the story a channel is told next, as one message. */
export interface Lines {
  /** None where what happened is no news to anybody. */
  readonly events: readonly IncidentEvent[];
  /** Worth waiting for: people are to hear of one of these, or of one behind them. */
  readonly urgent: boolean;
  /** Sequence of the event after which the story goes on. */
  readonly last: number;
}

/**
 * @param untold what a channel has still to hear, oldest first.
 * @param together sequence of the last line of a message that may have been sent: it is made again as it was.
 * @param waited whether there was no room for the next line: then those behind it go along, up to the last loud one.
 * @returns a line alone, unless it had to wait; undefined when nothing is untold.
 */
export function nextLines(
  untold: readonly IncidentEvent[],
  { together, waited }: { readonly together: number | undefined; readonly waited: boolean },
): Lines | undefined {
  const first = untold[0];
  if (!first) return undefined;
  const asBefore = together !== undefined && together >= first.sequence;
  if (!asBefore && !waited) {
    return { events: isStory(first) ? [first] : [], urgent: isLoud(first), last: first.sequence };
  }
  const lines = untold.filter(isStory);
  const end = asBefore ? together : (lines.findLast(isLoud)?.sequence ?? Infinity);
  const events = lines.filter(({ sequence }) => sequence <= end).slice(0, MOST_TOGETHER);
  const last = events.at(-1) ?? untold.at(-1) ?? first;
  return { events, urgent: lines.some(isLoud), last: last.sequence };
}
