import type { Db } from 'mongodb';
import { askLane, FRESH_LANE, leaveLane, shutLane, URGENCIES } from '../chat/lane.ts';
import type { Answer, Lane, LaneState } from '../chat/lane.ts';
import type { LaneAnswer, LaneOwner, Lanes } from '../chat/pacing.ts';
import { insertOnce } from './insert-once.ts';
import { createTurns } from './turns.ts';

interface LaneDocument extends LaneState {
  /** `<tenant>:<instance>/<lane>` */
  _id: string;
  /** Counts the changes, so that of two at once one is noticed. */
  revision: number;
}

/** How often a change is tried that others come before; each time one of them has got through. */
const TRIES = 50;
/** How many lanes a process remembers to be there. */
const MOST_KNOWN = 10_000;

/** What is known of the platforms' limits: one document for each lane. */
export function createLaneStore(db: Db): Lanes {
  const lanes = db.collection<LaneDocument>('lanes');
  const turns = createTurns();
  const known = new Set<string>();
  const idOf = ({ tenant, instance }: LaneOwner, name: string): string => `${tenant}:${instance}/${name}`;

  function remember(id: string): void {
    if (known.size >= MOST_KNOWN) known.clear();
    known.add(id);
  }

  /** Changes a lane as a whole: on what it was when nobody came in between. */
  async function change<A extends { readonly state: LaneState }>(
    _id: string,
    decide: (state: LaneState) => A,
  ): Promise<A> {
    for (let tried = 0; tried < TRIES; tried++) {
      const found = await lanes.findOne({ _id });
      const before = found ?? FRESH_LANE;
      const decided = decide(before);
      const { next, turns, shifts } = decided.state;
      if (decided.state === before) return decided;
      if (!found) {
        if (await insertOnce(lanes, { _id, next, turns, shifts, revision: 1 })) return decided;
        continue;
      }
      const { revision } = found;
      const { matchedCount } = await lanes.updateOne(
        { _id, revision },
        { $set: { next, turns, shifts, revision: revision + 1 } },
      );
      if (matchedCount === 1) return decided;
    }
    throw new Error(`the lane ${_id} is changed by others all the time`);
  }

  /** Most lanes are free: then one write takes the use. @returns whether it was taken. */
  async function takeFree(_id: string, { everyMs }: Lane, urgency: number, now: number): Promise<boolean> {
    const before = URGENCIES.slice(0, urgency + 1).map((one) => [`turns.${one}`, { $lte: now }] as const);
    const behind = URGENCIES.slice(urgency + 1).flatMap((one) => [
      [`turns.${one}`, everyMs] as const,
      [`shifts.${one}`, everyMs] as const,
    ]);
    const { matchedCount } = await lanes.updateOne(
      { _id, next: { $lte: now }, ...Object.fromEntries(before) },
      { $set: { next: now + everyMs }, $inc: { revision: 1, ...Object.fromEntries(behind) } },
    );
    return matchedCount === 1;
  }

  return {
    ask(owner, lane, who) {
      const _id = idOf(owner, lane.name);
      return turns(_id, async () => {
        const { urgency, turn, now } = who;
        if (!known.has(_id)) {
          const first = askLane(lane, FRESH_LANE, who);
          const inserted = await insertOnce(lanes, { _id, ...first.state, revision: 1 });
          remember(_id);
          if (inserted) return answerOf(first);
        }
        if (!turn && (await takeFree(_id, lane, URGENCIES.indexOf(urgency), now)))
          return { kind: 'go', at: now };
        return answerOf(await change(_id, (before) => askLane(lane, before, who)));
      });
    },
    async shut(owner, lane, until, now) {
      const _id = idOf(owner, lane.name);
      await turns(_id, () => change(_id, (before) => ({ state: shutLane(lane, before, until, now) })));
    },
    async leave(owner, turn) {
      const _id = idOf(owner, turn.lane);
      await turns(_id, () => change(_id, (before) => ({ state: leaveLane(before, turn) })));
    },
  };
}

function answerOf({ state: _state, ...answer }: Answer): LaneAnswer {
  return answer;
}
