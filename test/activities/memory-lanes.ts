import {
  askLane,
  FRESH_LANE,
  leaveLane,
  shutLane,
  type Lane,
  type LaneState,
  type Turn,
} from '../../src/chat/lane.ts';
import type { LaneAnswer, LaneOwner, Lanes } from '../../src/chat/pacing.ts';

/** The lanes as the store keeps them, in memory; they can be taken away. */
export class MemoryLanes implements Lanes {
  readonly states = new Map<string, LaneState>();
  /** While set, every call fails, or says nothing at all. */
  down: 'refusing' | 'silent' | undefined;
  asked = 0;

  async ask(owner: LaneOwner, lane: Lane, who: Parameters<Lanes['ask']>[2]): Promise<LaneAnswer> {
    await this.#reach();
    const { state, ...answer } = askLane(lane, this.#state(owner, lane.name), who);
    this.#keep(owner, lane.name, state);
    return answer;
  }
  async shut(owner: LaneOwner, lane: Lane, until: number, now: number): Promise<void> {
    await this.#reach();
    this.#keep(owner, lane.name, shutLane(lane, this.#state(owner, lane.name), until, now));
  }
  async leave(owner: LaneOwner, turn: Turn): Promise<void> {
    await this.#reach();
    this.#keep(owner, turn.lane, leaveLane(this.#state(owner, turn.lane), turn));
  }

  #state({ tenant, instance }: LaneOwner, lane: string): LaneState {
    return this.states.get(`${tenant}:${instance}/${lane}`) ?? FRESH_LANE;
  }
  #keep({ tenant, instance }: LaneOwner, lane: string, state: LaneState): void {
    this.states.set(`${tenant}:${instance}/${lane}`, state);
  }
  #reach(): Promise<void> {
    this.asked++;
    if (this.down === 'silent') return new Promise(() => undefined);
    return this.down ? Promise.reject(new Error('connection refused')) : Promise.resolve();
  }
}
