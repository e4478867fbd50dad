import { isStory } from '../../src/chat/story.ts';
import type { IncidentEvent } from '../../src/incident/event.ts';
import type { Carried } from './carried.ts';
import type { Confirmations } from './confirmation.ts';
import type { Feeds } from './feeds.ts';
import type { Life } from './life.ts';
import type { Pager } from './pager.ts';
import type { Processed } from './processed.ts';
import type { Recorder } from './recorder.ts';
import type { Rooms } from './rooms.ts';
import type { Runbooks } from './runbooks.ts';
import { newestWithin } from './size.ts';
import type { Ticketing } from './ticketing.ts';

/** How many bytes of the story a new run is begun with; Temporal takes no input above 2 MB, and warns above 512 KB. */
const STORY_BYTES = 150_000;

type Paging = Carried['paging'];

/** What ends with a run and goes on in the next. */
export interface EndedRun {
  readonly life: Life;
  readonly acted: number;
  readonly recorder: Recorder;
  readonly feeds: Feeds;
  readonly rooms: Rooms;
  readonly pager: Pager;
  readonly processed: Processed;
  readonly confirmations: Confirmations;
  readonly ticketing: Ticketing;
  readonly runbooks: Pick<Runbooks, 'state'>;
}

/**
 * @returns what is handed to the next run, within what Temporal takes. Where the story that has still to be told is too
 * long, its oldest lines are left out: they stand in the timeline.
 */
export function carriedFrom(run: EndedRun): Carried {
  const { life, acted, recorder, feeds, rooms, pager, processed, confirmations, ticketing, runbooks } = run;
  const paging = withoutRepeats(pager.unfinished());
  const { events, leftOut } = pareStory(run, paging);
  feeds.leaveOut(leftOut.until);
  return {
    incident: life.incident,
    events,
    leftOut,
    version: life.version,
    acted,
    recorded: recorder.recorded,
    recordedVersion: recorder.recordedVersion,
    revision: recorder.revision,
    feeds: feeds.states(),
    problems: life.problems,
    reached: life.reached,
    rooms: rooms.states(),
    paging,
    processed: processed.entries(),
    confirmations: confirmations.pending(),
    ...(life.incident.tickets || ticketing.state.begun ? { ticketing: ticketing.state } : {}),
    ...(runbooks.state && { runbooks: runbooks.state }),
  };
}

/**
 * @returns the pages without those whose target a newer one is still to reach too: an instance that is away for long
 * would have more of them in every run.
 */
export function withoutRepeats(paging: Paging): Paging {
  const newer = new Set<string>();
  return [...paging]
    .sort((a, b) => b.sequence - a.sequence)
    .map(({ sequence, targets }) => {
      const only = targets.filter((target) => !newer.has(target));
      for (const target of only) newer.add(target);
      return { sequence, targets: only };
    })
    .filter(({ targets }) => targets.length > 0)
    .reverse();
}

/**
 * What is to be paged or recorded stays; the recorder sees to it that this is not too much.
 * @returns the events that go along, and how much of the story does not.
 */
function pareStory(
  { life, recorder }: Pick<EndedRun, 'life' | 'recorder'>,
  paging: Paging,
): Required<Pick<Carried, 'events' | 'leftOut'>> {
  const paged = new Set(paging.map(({ sequence }) => sequence));
  const stays = ({ sequence }: IncidentEvent): boolean => sequence > recorder.recorded || paged.has(sequence);
  const wanted = life.events.filter((event) => stays(event) || isStory(event));
  const story = wanted.filter((event) => !stays(event));
  const until = story.at(-1 - newestWithin(story, STORY_BYTES).length)?.sequence;
  if (until === undefined) return { events: wanted, leftOut: life.leftOut };
  const left = wanted.filter(({ sequence }) => sequence > life.leftOut.until && sequence <= until);
  return {
    events: wanted.filter((event) => event.sequence > until || stays(event)),
    leftOut: { until, lines: life.leftOut.lines + left.filter(isStory).length },
  };
}
