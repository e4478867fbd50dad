import type { Db } from 'mongodb';
import { askLane, FRESH_LANE, leaveLane, shutLane, URGENCIES } from '../chat/lane.ts';
import type { Answer, Lane, LaneState, Urgency } from '../chat/lane.ts';
import type { LaneAnswer, LaneOwner, Lanes } from '../chat/pacing.ts';
import { insertOnce } from './insert-once.ts';
import { createTurns } from './turns.ts';

interface LaneDocument extends Omit<LaneState, 'shut'> {
  /** Absent of a lane that was never shut. */
  readonly shut?: number;
  /** `<tenant>:<instance>/<lane>` */
  _id: string;
  /** Counts the changes, so that of two at once one is noticed. */
  revision: number;
}

/** What is decided on a lane, and what becomes of it. */
interface Decided {
  readonly state: LaneState;
}
type Decide = (state: LaneState) => Decided;

/** How often a change is tried that others come before; each time one of them has got through. */
const TRIES = 50;
/** How many lanes a process remembers to be there. */
const MOST_KNOWN = 10_000;

/** What is known of the platforms' limits: one document for each lane. */
export function createLaneStore(db: Db): Lanes {
  const lanes = db.collection<LaneDocument>('lanes');
  const turns = createTurns();
  const known = new Set<string>();
  const batches = new Map<string, { readonly decides: Decide[]; readonly done: Promise<Decided[]> }>();
  const idOf = ({ tenant, instance }: LaneOwner, name: string): string => `${tenant}:${instance}/${name}`;

  function remember(id: string): void {
    if (known.size >= MOST_KNOWN) known.clear();
    known.add(id);
  }

  /**
   * Changes a lane as a whole: on what it was when nobody came in between.
   * @param decides what is decided one after the other. @returns what was decided.
   */
  async function changeAll(_id: string, decides: readonly Decide[]): Promise<Decided[]> {
    for (let tried = 0; tried < TRIES; tried++) {
      const found = known.has(_id) ? await lanes.findOne({ _id }) : null;
      const before: LaneState = found ? { ...found, shut: found.shut ?? 0 } : FRESH_LANE;
      let state = before;
      const decided = decides.map((decide) => {
        const one = decide(state);
        ({ state } = one);
        return one;
      });
      if (found && state === before) return decided;
      const { next, shut, turns, shifts } = state;
      if (!found) {
        const inserted = await insertOnce(lanes, { _id, next, shut, turns, shifts, revision: 1 });
        remember(_id);
        if (inserted) return decided;
        continue;
      }
      const { revision } = found;
      const { matchedCount } = await lanes.updateOne(
        { _id, revision },
        { $set: { next, shut, turns, shifts, revision: revision + 1 } },
      );
      if (matchedCount === 1) return decided;
    }
    throw new Error(`the lane ${_id} is changed by others all the time`);
  }

  /**
   * Changes a lane. What comes while another change is under way is decided together, in one reading and one writing:
   * a lane before which many wait costs the store no more than one before which few do.
   * @param quick tried where nobody else came: a shorter way, which gives undefined where it leads nowhere.
   */
  async function change<A extends Decided>(
    _id: string,
    decide: (state: LaneState) => A,
    quick?: () => Promise<A | undefined>,
  ): Promise<A> {
    let batch = batches.get(_id);
    if (!batch) {
      const decides: Decide[] = [];
      const done = turns(_id, async () => {
        batches.delete(_id);
        const quickly = decides.length === 1 && known.has(_id) ? await quick?.() : undefined;
        return quickly ? [quickly] : changeAll(_id, decides);
      });
      batch = { decides, done };
      batches.set(_id, batch);
    }
    const place = batch.decides.push(decide) - 1;
    return (await batch.done)[place] as A;
  }

  /** Most lanes are free: then one write takes the use. @returns undefined where it is not. */
  async function takeFree(_id: string, { everyMs }: Lane, urgency: Urgency, now: number) {
    const place = URGENCIES.indexOf(urgency);
    const before = URGENCIES.slice(0, place + 1).map((one) => [`turns.${one}`, { $lte: now }] as const);
    const behind = URGENCIES.slice(place + 1).flatMap((one) => [
      [`turns.${one}`, everyMs] as const,
      [`shifts.${one}`, everyMs] as const,
    ]);
    const { matchedCount } = await lanes.updateOne(
      { _id, next: { $lte: now }, ...Object.fromEntries(before) },
      { $set: { next: now + everyMs }, $inc: { revision: 1, ...Object.fromEntries(behind) } },
    );
    return matchedCount === 1 ? ({ kind: 'go', at: now, state: FRESH_LANE } as const) : undefined;
  }

  return {
    async ask(owner, lane, who) {
      const _id = idOf(owner, lane.name);
      const { urgency, turn, now } = who;
      const quick = turn ? undefined : () => takeFree(_id, lane, urgency, now);
      return answerOf(await change<Answer>(_id, (before) => askLane(lane, before, who), quick));
    },
    async shut(owner, lane, until, now) {
      await change(idOf(owner, lane.name), (before) => ({ state: shutLane(lane, before, until, now) }));
    },
    async leave(owner, turn) {
      await change(idOf(owner, turn.lane), (before) => ({ state: leaveLane(before, turn) }));
    },
  };
}

function answerOf({ state: _state, ...answer }: Answer): LaneAnswer {
  return answer;
}
