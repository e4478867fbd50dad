import { CancellationScope } from '@temporalio/workflow';
import { targetName, type ChannelTarget } from '../../src/escalation/policy.ts';
import type { CardPlace } from '../../src/incident/view.ts';
import type { FeedState } from './carried.ts';
import { Feed, type OnFeed, type Told } from './feed.ts';
import type { IncidentInput } from './messages.ts';

/** All channels that show the incident. */
export class Feeds {
  readonly #feeds = new Map<string, Feed>();
  readonly #scope = new CancellationScope({ cancellable: true });
  #running = 0;
  readonly #input: IncidentInput;
  readonly #told: Told;
  readonly #on: OnFeed;

  constructor(input: IncidentInput, told: Told, on: OnFeed) {
    this.#input = input;
    this.#told = told;
    this.#on = on;
  }

  /** Starts showing the incident in a channel, unless it is shown there already. @param from `told`: the story begins after this event. */
  show(target: ChannelTarget, from: Pick<FeedState, 'told' | 'leftOut'> & { own?: boolean }): void {
    this.resume({ own: false, ...from, target, shown: 0 });
  }

  resume(state: FeedState): void {
    const name = targetName(state.target);
    if (this.#feeds.has(name)) return;
    const feed = new Feed(this.#input, this.#told, state, this.#on);
    this.#feeds.set(name, feed);
    this.#running++;
    void this.#scope.run(() => feed.run()).finally(() => this.#running--);
  }

  isTroubled(target: ChannelTarget): boolean {
    return this.#feeds.get(targetName(target))?.trouble !== undefined;
  }

  /** @returns the card in a channel, once it stands there. */
  cardIn(target: ChannelTarget): FeedState['card'] {
    return this.#feeds.get(targetName(target))?.state.card;
  }

  states(): FeedState[] {
    return [...this.#feeds.values()].map((feed) => feed.state);
  }

  places(): CardPlace[] {
    return [...this.#feeds.values()].map((feed) => feed.place);
  }

  /** Has everybody who can be reached heard of everything? */
  get caughtUp(): boolean {
    return [...this.#feeds.values()].every((feed) => !feed.behind);
  }

  /** Lets every channel that has not heard of what happened until then hear only how much that was. */
  leaveOut(until: number): void {
    for (const feed of this.#feeds.values()) feed.leaveOut(until);
  }

  /** The newest event that every channel has heard of. */
  get toldUntil(): number {
    return Math.min(...[...this.#feeds.values()].map((feed) => feed.state.told), Infinity);
  }

  /** Ends all work at the next safe point; `idle` tells when. */
  cancel(): void {
    this.#scope.cancel();
  }

  get idle(): boolean {
    return this.#running === 0;
  }
}
